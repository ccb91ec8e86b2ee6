"""Whose manager is the trouble, and who is asked then."""

import pytest

from knowledge.answer import Asker, LineManager, Question, ReferKind, Turn
from knowledge.concerns import about_own_manager
from knowledge.saying import whom_to_ask

JOLANTA = LineManager("Jolanta Mazur", "jolanta@example.org")
GRACE = LineManager("Grace Adeyemi", "grace@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "my manager is stealing from residents what do i do",
        "im being bullied by my line manager",
        "can i report my manager",
        "the boss shouts at us in front of clients",
        "i want to complain about my supervisor",
        "our manager covers up falls",
        "my team leader has been rough with mrs p",
        "whistleblow on my boss, how",
        "manager says keep quiet about the meds error",
        "the boss told us not to report the fall",
        "supervisor said dont write it in the notes",
    ],
)
def test_wrong_done_by_the_askers_manager_is_noticed(text: str) -> None:
    assert about_own_manager(text)


@pytest.mark.parametrize(
    "text",
    [
        "my manager said yes can i post it",
        "should i tell my manager if i see abuse",
        "do i report to my manager if the phone is stolen",
        "another carer hit a resident do i tell my manager",
        "can i post a photo of my boss",
        "i told my manager a resident was hurt",
        "my manager is off sick, who do i ask",
        "do i have to tell my manager or can i stay quiet",
        "my manager told me to report it",
    ],
)
def test_a_manager_who_is_only_mentioned_is_still_the_one_to_ask(text: str) -> None:
    assert not about_own_manager(text)


def test_a_complaint_about_the_line_manager_goes_to_the_manager_above() -> None:
    asker = Asker("sam@example.org", "Sam Okoro", JOLANTA, GRACE)
    referred = whom_to_ask(Question("my manager is stealing from residents", asker))
    assert (referred.kind, referred.name, referred.email) == (
        ReferKind.SENIOR_MANAGER,
        GRACE.name,
        GRACE.email,
    )


@pytest.mark.parametrize(
    ("text", "history"),
    [
        ("i saw a carer hit a resident", ()),
        ("who do i tell", (Turn("my manager is stealing from residents", "Not covered."),)),
        ("and then", (Turn("someone is falsifying the mar charts", "Not covered."),)),
    ],
)
def test_a_report_of_harm_and_what_goes_on_from_one_goes_to_no_line_manager(
    text: str, history: tuple[Turn, ...]
) -> None:
    asker = Asker("sam@example.org", "Sam Okoro", JOLANTA, GRACE)
    referred = whom_to_ask(Question(text, asker, history))
    assert (referred.kind, referred.name) == (ReferKind.SENIOR_MANAGER, GRACE.name)


def test_without_a_manager_above_nobody_is_named_rather_than_the_one_complained_about() -> None:
    asker = Asker("sam@example.org", "Sam Okoro", JOLANTA)
    referred = whom_to_ask(Question("my manager is stealing from residents", asker))
    assert (referred.kind, referred.name, referred.email) == (ReferKind.SENIOR_MANAGER, None, None)
