"""Messages and dialogs put together from answers, clauses and people: plain values in, parts out."""

from bot.draft_views import CheckView
from bot.parts import (
    Button,
    Buttons,
    Checklist,
    ChoiceField,
    ClausePart,
    Dialog,
    Feedback,
    Form,
    Line,
    Link,
    Message,
    Part,
    Quote,
    Rule,
    Small,
    TextField,
    TickField,
    Title,
    Verb,
    VerdictLine,
    Words,
)
from bot.views import CLOSEST, ROUTE, AnswerView, ClauseView

LONGEST_REPLY = 3_000
LONGEST_NOTE = 1_000
QUOTES_SHOWN = 2
NAME_SHOWN = 60

CALM = (
    "I can't look at the policies just now. Please ask again in a few minutes. If it can't wait, ask your "
    "line manager or whoever is in charge of the shift."
)
GONE = "I no longer have that question: I keep questions for a short time only. Please ask it again."
NOT_YOURS = "Only the person who asked can do that."
FILE_ONLY = (
    "I can't open files or pictures here. Type your question, for example: can I post a photo of a colleague?"
)
REASONS = (
    ("wrong-rule", "It is the wrong rule"),
    ("wrong-answer", "The rule is right, the answer is wrong"),
    ("unclear", "I don't understand it"),
    ("no-answer", "It did not answer my question"),
)


def note(sentence: str, *buttons: Button) -> Message:
    """One sentence, with buttons under it or without."""
    return Message((Line(sentence), *((Buttons(buttons),) if buttons else ())), sentence)


def answer_message(
    view: AnswerView, exchange: str, *, manager: str | None = None, shareable: bool = False
) -> Message:
    """An answer to its asker. manager: the name of who can be asked from here, or None."""
    own = [_ask(exchange, manager)] if manager else []
    own += [Button(Verb.SHARE, exchange, "Share with the channel")] if shareable else []
    parts = (*_answer_parts(view, tuple(own)), *map(Small, view.notices), Feedback(exchange))
    return Message(parts, summary(view), view.by_chat_model, cites=True)


def shared_answer(view: AnswerView, by: str, question: str | None) -> Message:
    """An answer that its asker shows to others: without what was meant for the asker alone.

    question: None where its words are better not repeated.
    """
    asked = (Words(question),) if question else ()
    lead = f"{by} shares an answer from the policies:"
    parts = (Small(lead), *asked, *_answer_parts(view, (), whom=False))
    return Message(parts, f"{lead} {summary(view)}", view.by_chat_model, cites=True)


def summary(view: AnswerView) -> str:
    """An answer in plain words: verdict, conditions, first quote, whom to ask."""
    word = view.word.removesuffix(" …")
    opening = f"{word}: {'; '.join(view.checklist)}." if view.checklist else f"{word}."
    quote = f"“{view.quotes[0].words}” ({view.quotes[0].reference})" if view.quotes else ""
    return " ".join(filter(None, (opening, view.text, quote, view.refer_to)))


def clause_dialog(view: ClauseView, url: str | None) -> Dialog:
    """A clause with its neighbours. url: the same on the web page, or None."""
    parts: list[Part] = [Title(view.policy), Small(view.edition)]
    for line in view.lines:
        parts += [Line(heading, strong=True) for heading in line.headings]
        parts.append(ClausePart(line.label, line.lead_in, line.words, line.cited))
    if url:
        parts.append(Link("Open on the web page", url))
    return Dialog("Clause", tuple(parts))


def sentence_dialog(title: str, sentence: str) -> Dialog:
    """A dialog that only says something."""
    return Dialog(title, (Line(sentence),))


def consent_dialog(
    exchange: str, manager: str, asker: str, question: str, view: AnswerView, back: str
) -> Dialog:
    """What would be sent to the manager, word for word, and the asker's leave to send it.

    back: a sentence on who will read the answer.
    """
    warning = tuple(map(Small, view.notices))
    parts = (
        Line(f"{manager} will get this message, and nothing is sent before you agree:"),
        Rule(),
        *_handed(asker, question, view),
        Rule(),
        Small(back),
        *warning,
        TickField("agreed", f"Send my name, my question and the clause to {_short(manager)}"),
    )
    return Dialog("Ask your manager", parts, Form.HAND_OVER, exchange, "Send")


def handed_over(handover: str, asker: str, question: str, view: AnswerView, where: str) -> Message:
    """A question as the manager gets it. where: a sentence on who will read the manager's answer."""
    answer = Buttons((Button(Verb.REPLY, handover, "Answer", primary=True),))
    parts = (*_handed(asker, question, view, opens=True), Small(where), answer)
    return Message(parts, f"{asker} asks you: {question}")


def reply_form(handover: str, asker: str, question: str, where: str) -> Dialog:
    """Where a manager types the answer to a question that was handed over."""
    parts = (
        Line(f"{asker} asks:"),
        Words(question),
        TextField("reply", "Your answer", LONGEST_REPLY),
        Small(where),
    )
    return Dialog("Answer", parts, Form.REPLY, handover, "Send")


def manager_reply(manager: str, question: str, words: str, *, repeat: bool) -> Message:
    """A manager's answer as the asker gets it. repeat: also the question, where it does not stand above."""
    asked = (Small("You asked:"), Words(question)) if repeat else ()
    return Message(
        (*asked, Line(f"{manager} answers:", strong=True), Words(words)), f"{manager} answers: {words}"
    )


def reason_form(exchange: str) -> Dialog:
    """Why an answer did not help; everything in it may be left out."""
    parts = (
        Line("Thank you. What was wrong with the answer? You can leave this out."),
        ChoiceField("reason", "What was wrong", REASONS, optional=True),
        TextField("comment", "In your words", LONGEST_NOTE, optional=True),
        Small("Whoever runs Handrail reads this. Please leave out people's names and details."),
    )
    return Dialog("Not helpful", parts, Form.REASON, exchange, "Send")


def draft_form(longest: int) -> Dialog:
    """Where a draft is pasted to be checked."""
    parts = (
        TextField("draft", "Your draft", longest, hint="Paste what you want to post or send."),
        Small("It is checked here and is posted nowhere."),
    )
    return Dialog("Check against policy", parts, Form.DRAFT, "", "Check")


def checking_dialog() -> Dialog:
    """What is shown while a draft is being checked."""
    return sentence_dialog("Check against policy", "Looking through the policies…")


def check_dialog(view: CheckView, text: str) -> Dialog:
    """Which clauses a text touches, and how."""
    parts: list[Part] = [Words(text), Line(view.lead, strong=True)]
    for item in view.items:
        parts += [Rule(), VerdictLine(item.shape, item.word)]
        parts += [Checklist(item.checklist)] if item.checklist else []
        parts += [Small(f"In your text: “{item.words}”")] if item.words else []
        parts += [Quote(item.quote, opens=True)]
    parts += [Rule(), *map(Small, view.notices)] if view.notices else []
    return Dialog("Check against policy", tuple(parts))


def _answer_parts(view: AnswerView, own: tuple[Button, ...], *, whom: bool = True) -> tuple[Part, ...]:
    parts: list[Part] = [VerdictLine(view.shape, view.word)]
    parts += [Checklist(view.checklist)] if view.checklist else []
    parts += [Line(view.text)] if view.text else []
    parts += [Quote(quote, opens=True, brief=at > 0) for at, quote in enumerate(view.quotes[:QUOTES_SHOWN])]
    if view.closest:
        parts += [Line(CLOSEST), Quote(view.closest, opens=True, near=True)]
    if view.route:
        parts += [Line(ROUTE, strong=True), Quote(view.route, opens=True)]
    if whom and view.refer_to:
        parts.append(Line(view.refer_to, strong=True))
    parts += [Buttons(own)] if own else []
    return tuple(parts)


def _handed(asker: str, question: str, view: AnswerView, *, opens: bool = False) -> tuple[Part, ...]:
    said = Small(f"Handrail's answer: {view.word}")
    quoted: list[Part] = []
    if view.quotes:
        quoted = [Small("What the policy says:"), Quote(view.quotes[0], opens)]
    elif view.closest:
        quoted = [Small(CLOSEST), Quote(view.closest, opens, near=True)]
    return (Line(f"{asker} asks you:", strong=True), Words(question), said, *quoted)


def _ask(exchange: str, manager: str) -> Button:
    return Button(Verb.ASK_MANAGER, exchange, f"Ask {_short(manager)}", primary=True)


def _short(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1]}…"
