"""Handrail's own page in a chat: what it does for this person, what waits for them, which policies it has."""

from collections.abc import Sequence

from bot.directory import Role
from bot.parts import Button, Buttons, Home, Line, Listed, Message, Part, Prompts, Rule, Small, Title, Verb
from bot.views import PolicyView

EVERYONE = (
    "Ask me in my messages, in your own words: “can I post a photo of a colleague?”",
    "In a channel, mention me. I answer in the thread, where everyone there can read it.",
    "Type /policy and your question: only you see the answer, until you share it.",
    "On any message, or for a draft of yours: “Check against policy”, before it is posted.",
)
OF_A_ROLE = {
    Role.STAFF: (),
    Role.MANAGER: (
        "When your people send you a question from here, answer it from the message that I send you.",
    ),
    Role.ADMIN: (
        "When your people send you a question from here, answer it from the message that I send you.",
        "Load an updated policy where Handrail runs: python -m ingest FILE. Staff go on asking meanwhile.",
    ),
}
KEPT = (
    "I quote the policy and say where it stands. I keep your question for a short time only, so that you can "
    "go on from it."
)


def home(name: str | None, role: Role, policies: Sequence[PolicyView], to_read: Sequence[Part] = ()) -> Home:
    """The page of somebody with this role. to_read: reminders that wait for them."""
    parts: list[Part] = [Title(f"Hello {name}" if name else "Hello"), Listed(_abilities(role))]
    parts.append(Buttons((Button(Verb.CHECK_DRAFT, "", "Check a draft"),)))
    parts += [Rule(), Title("For you to read"), *(to_read or (Line("Nothing is waiting for you."),))]
    parts += [Rule(), Title("Policies")]
    if policies:
        parts.append(Listed(tuple(_policy_line(policy) for policy in policies)))
    else:
        parts.append(Line("No policy is loaded yet, so there is nothing to answer from."))
    parts.append(Small(KEPT))
    return Home(tuple(parts))


def help_message(questions: Sequence[str], command: str) -> Message:
    """What to do, for somebody who called and asked nothing."""
    opening = f"Ask me what your organisation's policies say. {command}"
    tried = (Small("For example:"), Prompts(tuple(questions))) if questions else ()
    return Message((Line(opening), *tried), opening)


def private_welcome(name: str | None, role: Role, questions: Sequence[str]) -> Message:
    """What somebody reads first: who Handrail is, what it does for them, what to try, what it keeps."""
    opening = f"Hello {name}." if name else "Hello."
    what = "I answer from your organisation's own policies, and quote them word for word."
    parts: list[Part] = [Title(opening), Line(what), Listed(_abilities(role))]
    parts += [Small("Try one of these:"), Prompts(tuple(questions))] if questions else []
    parts += [Buttons((Button(Verb.CHECK_DRAFT, "", "Check a draft"),)), Small(KEPT)]
    return Message(tuple(parts), f"{opening} {what}")


def channel_welcome(questions: Sequence[str]) -> Message:
    """What a channel reads when Handrail comes to it."""
    opening = "Hello. I answer from your organisation's own policies, and quote them word for word."
    how = "Mention me with your question, and I answer in the thread. Type /policy to see the answer alone."
    tried = (Small("For example:"), Listed(tuple(questions))) if questions else ()
    return Message((Line(opening, strong=True), Line(how), *tried), f"{opening} {how}")


def _abilities(role: Role) -> tuple[str, ...]:
    return (*EVERYONE, *OF_A_ROLE[role])


def _policy_line(policy: PolicyView) -> str:
    return f"{policy.name}: {policy.edition[:1].lower()}{policy.edition[1:]}; {policy.review}"
