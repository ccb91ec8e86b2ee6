"""What can be set from outside, read once at the start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsWrong(Exception):
    """A setting cannot be used; the message names it and says what is wrong."""


class Settings(BaseSettings):
    """HANDRAIL_… variables, or lines of a .env file; .env.example says what each of them does."""

    model_config = SettingsConfigDict(
        env_prefix="HANDRAIL_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    data: Path = Path("data")
    people: Path = Path("people.csv")
    database_url: str = ""
    embedding_model: str = "handrail"
    reading_model: str = "handrail"
    chat_model: str = ""
    chat_url: str = ""
    chat_key: SecretStr | None = None
    chat_seconds: float = Field(default=15, gt=0, le=600)
    web_port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/[^\s?#]*)?)?$")
    keep_hours: float = Field(default=24, gt=0, le=720)
    slack: Literal["off", "http", "socket"] = "off"
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    slack_manager_field: str = Field(default="", pattern="^(Xf[A-Z0-9]+)?$")
    slack_api_url: str = "https://slack.com/api/"
    log_level: str = Field(default="WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @model_validator(mode="after")
    def slack_has_what_it_needs(self) -> Self:
        """Names the first setting that Slack needs and does not have."""
        for name in self._slack_needs():
            if not getattr(self, name):
                raise ValueError(f"HANDRAIL_SLACK={self.slack} needs HANDRAIL_{name.upper()} too")
        return self

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install Handrail themselves, instead of one by its token."""
        return self.slack == "http" and bool(self.slack_client_id)

    def _slack_needs(self) -> tuple[str, ...]:
        if self.slack == "socket":
            return ("slack_bot_token", "slack_app_token")
        if self.slack == "http":
            installed = (
                ("slack_client_secret", "public_url") if self.slack_client_id else ("slack_bot_token",)
            )
            return ("slack_signing_secret", *installed)
        return ()


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsWrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "HANDRAIL_" + "_".join(str(part) for part in first["loc"]).upper()
        if not first["loc"]:
            raise SettingsWrong(f"{first['ctx']['error']!s}.") from error
        raise SettingsWrong(f"The setting {name} is wrong: {first['msg']}.") from error
    except UnicodeDecodeError as error:
        raise SettingsWrong("The file .env is not UTF-8 text: save it as UTF-8 and try again.") from error
