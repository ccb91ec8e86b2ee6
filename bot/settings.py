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
        env_prefix="HANDRAIL_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        str_strip_whitespace=True,
        hide_input_in_errors=True,
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
    teams: Literal["off", "on", "playground"] = "off"
    teams_app_id: str = Field(default="", pattern=r"^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$")
    teams_app_secret: SecretStr | None = None
    teams_tenant_id: str = ""
    teams_tenants: str = ""
    teams_graph: bool = False
    teams_keys_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_graph_url: str = "https://graph.microsoft.com/v1.0"
    log_level: str = Field(default="WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @model_validator(mode="after")
    def slack_has_what_it_needs(self) -> Self:
        """Names the first setting that Slack needs and does not have."""
        for name in self._slack_needs():
            if not getattr(self, name):
                raise ValueError(f"HANDRAIL_SLACK={self.slack} needs HANDRAIL_{name.upper()} too")
        return self

    @model_validator(mode="after")
    def teams_has_what_it_needs(self) -> Self:
        """Names the first setting that Teams needs and does not have, or must not have."""
        if self.teams == "on":
            for name in ("teams_app_id", "teams_app_secret", "teams_tenant_id"):
                if not getattr(self, name):
                    raise ValueError(
                        f"HANDRAIL_TEAMS=on needs HANDRAIL_{name.upper()} too; to try Handrail in the Agents "
                        f"Playground on this machine, without a registration, set HANDRAIL_TEAMS=playground"
                    )
        if self.teams == "playground" and (self.teams_app_id or self.public_url):
            raise ValueError(
                "HANDRAIL_TEAMS=playground lets in whoever asks from this machine, so it goes neither with "
                "HANDRAIL_TEAMS_APP_ID nor with HANDRAIL_PUBLIC_URL: leave those empty, or set it to on"
            )
        return self

    @property
    def allowed_tenants(self) -> frozenset[str]:
        """The organisations that Teams' messages are taken from: the bot's own, and those listed."""
        listed = (self.teams_tenant_id, *self.teams_tenants.split(","))
        return frozenset(filter(None, (tenant.strip().lower() for tenant in listed)))

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
