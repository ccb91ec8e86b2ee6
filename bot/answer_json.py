"""Questions and answers as JSON lines: the fields, what they mean, and how a line is read or written."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.views import CLOSEST, ROUTE, QuoteView, answer_view
from knowledge.answer import Answer, Asker, Citation, Question, Turn


class BatchUnreadable(Exception):
    """A line of a batch is no question; the message names the line and what is wrong."""


def _whole(text: object) -> object:
    """Text with "?" for each half of a character, such as a client leaves that cuts at a number of bytes."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


Typed = Annotated[str, BeforeValidator(_whole)]


class AskedTurn(BaseModel):
    """An earlier turn of the same conversation."""

    user: Annotated[Typed, Field(description="what the person wrote")]
    bot_gist: Annotated[Typed, Field(description="what Handrail answered, in short")] = ""


class AskedLine(BaseModel):
    """One question of a batch; further fields are passed over."""

    id: Annotated[str | int | None, Field(description="given back with the answer")] = None
    text: Annotated[Typed, Field(description="the question as typed")]
    history: Annotated[list[AskedTurn], Field(description="earlier turns, oldest first")] = []
    asker: Annotated[str | None, Field(description="who asks: an e-mail address of the directory")] = None

    def question(self, asker: Asker) -> Question:
        """The question as this person asks it."""
        return Question(self.text, asker, tuple(Turn(turn.user, turn.bot_gist) for turn in self.history))


class CitationLine(BaseModel):
    """A place in a policy, with exact words of one clause."""

    model_config = ConfigDict(extra="forbid")

    policy: Annotated[str, Field(description="the policy's short name, such as social-media")]
    version: Annotated[int, Field(description="the version of the policy that is quoted, from 1", ge=1)]
    clause: Annotated[str, Field(description="the clause's path in the policy: guidelines.must-not.2")]
    reference: Annotated[
        str, Field(description="the place as people say it: Social media policy, Guidelines, rule 2")
    ]
    quote: Annotated[
        str, Field(description="words of the clause, character for character after white space", min_length=1)
    ]


class ReferToLine(BaseModel):
    """Whom to ask. name and email are null when the asker is not in the directory."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[
        Literal["line_manager", "senior_manager"],
        Field(
            description="what this person is to the asker; a senior one where the question tells of harm "
            "or the line manager is the trouble"
        ),
    ]
    name: Annotated[str | None, Field(description="their name")]
    email: Annotated[str | None, Field(description="how to reach them")]


class AnswerLine(BaseModel):
    """One answer."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str | int | None, Field(description="the question's id; null when it had none")]
    verdict: Annotated[
        Literal["yes", "only_if", "no", "explain", "not_covered"],
        Field(
            description="is the act allowed? yes: as described; only_if: on the condition; no: forbidden; "
            "explain: information was asked for; not_covered: no clause answers"
        ),
    ]
    answer: Annotated[
        str,
        Field(
            description="the whole answer in words: verdict, quote, reference, where to report, whom to ask"
        ),
    ]
    condition: Annotated[
        str | None,
        Field(description="what must hold, for the asker; set exactly when the verdict is only_if"),
    ]
    citations: Annotated[
        list[CitationLine],
        Field(description="the clauses it rests on, best first; empty exactly when not_covered"),
    ]
    closest: Annotated[
        CitationLine | None,
        Field(
            description="no answer: the closest thing that the policies say, where the verdict is "
            "not_covered and there is such a thing; else null"
        ),
    ]
    route: Annotated[
        CitationLine | None,
        Field(
            description="where to report, in a policy's words, where the question tells of abuse, harm, "
            "wrongdoing or the asker's own manager and a policy says where; else null"
        ),
    ]
    refer_to: Annotated[
        ReferToLine | None,
        Field(description="whom to ask; null when the question is no business of any policy"),
    ]
    notices: Annotated[list[str], Field(description="what the asker should be told besides the answer")]
    latency_ms: Annotated[float, Field(description="milliseconds from question to answer", ge=0)]


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of one answer line."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **AnswerLine.model_json_schema()}


def answer_line(answer: Answer, asked_id: str | int | None, latency_ms: float) -> AnswerLine:
    """The answer as one line."""
    refer = answer.refer_to
    return AnswerLine(
        id=asked_id,
        verdict=answer.verdict.value,
        answer=_in_words(answer),
        condition=answer.condition,
        citations=[_citation_line(citation) for citation in answer.citations],
        closest=_citation_line(answer.closest) if answer.closest else None,
        route=_citation_line(answer.route) if answer.route else None,
        refer_to=ReferToLine(kind=refer.kind.value, name=refer.name, email=refer.email) if refer else None,
        notices=list(answer.notices),
        latency_ms=round(latency_ms, 1),
    )


def _citation_line(citation: Citation) -> CitationLine:
    return CitationLine(
        policy=citation.ref.policy,
        version=citation.ref.version,
        clause=citation.ref.path,
        reference=citation.reference,
        quote=citation.quote,
    )


def _in_words(answer: Answer) -> str:
    """The whole answer as one paragraph, for whoever shows nothing but this field."""
    view = answer_view(answer)
    quoted = [_quoted(quote) for quote in view.quotes[:1]]
    closest = [f"{CLOSEST} {_quoted(view.closest)}"] if view.closest else []
    route = [f"{ROUTE} {_quoted(view.route)}"] if view.route else []
    refer_to = [view.refer_to] if view.refer_to else []
    return " ".join((answer.text, *quoted, *closest, *route, *refer_to, *view.notices))


def _quoted(quote: QuoteView) -> str:
    lead_in = f"{quote.lead_in} " if quote.lead_in else ""
    return f"“{lead_in}{quote.words}” ({quote.reference}. {quote.edition}.)"


def asked_lines(content: bytes) -> list[AskedLine]:
    """The questions of a batch in UTF-8, in order, empty lines passed over.

    Raises BatchUnreadable at the first line that is no question, before any is answered.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BatchUnreadable(
            "The questions are not UTF-8 text: save the file as UTF-8 and try again."
        ) from None
    # Only at line feeds: a JSON string may hold the other characters that end a line elsewhere.
    return [_asked(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _asked(number: int, line: str) -> AskedLine:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise BatchUnreadable(
            f"Line {number} is not JSON, so nothing was answered: write one object a line."
        ) from None
    if not isinstance(said, dict):
        raise BatchUnreadable(f'Line {number} is no object such as {{"text": "…"}}, so nothing was answered.')
    try:
        return AskedLine.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        wrong = f"{first['msg'][0].lower()}{first['msg'][1:]}"
        raise BatchUnreadable(f"Line {number}, {where}: {wrong}, so nothing was answered.") from None
