"""Which clause says where harm is reported, in the sample policies and in others."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app import Handrail
from knowledge.policy import Clause, Details, Norm, NormKind, PolicyVersion
from knowledge.route import Routes, routes

MakeVersion = Callable[..., PolicyVersion]


def published(sample: Handrail, *slugs: str) -> Routes:
    return routes([version for version in sample.assistant.current() if version.slug in slugs])


def path(clause: Clause | None) -> str | None:
    return str(clause.ref) if clause else None


def under(version: PolicyVersion, *headings: str) -> PolicyVersion:
    """The version with each of its clauses under the heading in the same place."""
    clauses = zip(version.clauses, headings, strict=True)
    moved = tuple(replace(clause, heading_path=(heading,), lead_in=None) for clause, heading in clauses)
    return replace(version, clauses=moved, details=Details("Conduct policy"))


def chosen(version: PolicyVersion) -> tuple[str | None, str | None]:
    found = routes([version])
    return (
        found.of_harm.text if found.of_harm else None,
        found.of_manager.text if found.of_manager else None,
    )


def test_the_whistleblowing_policy_sends_to_a_senior_manager_or_the_nominated_lead(sample: Handrail) -> None:
    found = published(sample, "whistleblowing", "social-media", "mobile-phones")
    whom_to_tell = "whistleblowing/1/how-to-raise-a-concern.whom-to-tell.p3"
    assert (path(found.of_harm), path(found.of_manager)) == (whom_to_tell, whom_to_tell)


def test_a_policy_that_names_the_whistleblowing_policy_sends_there(sample: Handrail) -> None:
    found = published(sample, "social-media", "mobile-phones")
    assert path(found.of_harm) == "social-media/1/public-interest-disclosure.p1"


def test_reports_of_lost_phones_are_no_route(sample: Handrail) -> None:
    assert published(sample, "mobile-phones") == Routes(None, None)


def test_nothing_published_has_no_route() -> None:
    assert routes([]) == Routes(None, None)


DESIGNATED = "Tell the Designated Safeguarding Lead the same day if you suspect abuse."
OF_A_MANAGER = "Where the concern is about a unit manager, take it to the Director of Care."


def test_a_concern_about_a_manager_goes_another_way_than_other_concerns(make_version: MakeVersion) -> None:
    version = under(make_version(1, (DESIGNATED, OF_A_MANAGER)), "Reporting", "Raising a concern")
    assert chosen(version) == (DESIGNATED, OF_A_MANAGER)


@pytest.mark.parametrize(
    "text",
    [
        DESIGNATED,
        "You may go straight to the Care Quality Commission with a concern about abuse or neglect.",
        "Worries about how a colleague behaves go to the Principal by the end of the day.",
        "Raise a concern about poor practice with the Speak Up Guardian.",
        "Concerns: ring the Whistleblowing Line, day or night, and give no name if you wish.",
    ],
)
def test_a_clause_that_says_whom_to_tell_is_found_among_others(make_version: MakeVersion, text: str) -> None:
    others = ("Staff may knit in the lounge.", "Tell your line manager if you are late.")
    version = under(make_version(1, (*others, text)), "Lounges", "Rotas", "Raising concerns")
    assert chosen(version)[0] == text


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Raising concerns", "Tell your line manager about any concern before your next shift."),
        ("Related documents", "Safeguarding Policy, Whistleblowing Policy, Code of Conduct, Phones Guide."),
        (
            "If the policy is broken",
            "We will tell the police about abuse; it is misconduct and may mean dismissal.",
        ),
        ("Loss", "Report a lost or stolen phone to the police and tell the registered manager."),
        ("Training", "The safeguarding lead gives a talk on abuse twice a year."),
        ("Knitting", "Staff may knit in the lounge as long as the registered manager agrees."),
    ],
)
def test_a_clause_that_sends_nobody_on_with_a_report_is_no_route(
    make_version: MakeVersion, heading: str, text: str
) -> None:
    assert chosen(under(make_version(1, (text,)), heading)) == (None, None)


def test_what_staff_must_not_do_with_a_report_is_no_route(make_version: MakeVersion) -> None:
    version = under(make_version(1, ("take a concern about abuse to the police or the council",)), "Concerns")
    forbidding = Norm(NormKind.FORBIDS, "take a concern", None, None, version.clauses[0].text)
    forbidden = replace(version.clauses[0], lead_in="Staff must not:", norms=(forbidding,))
    assert chosen(replace(version, clauses=(forbidden,))) == (None, None)


def test_of_two_that_say_it_as_well_the_earlier_is_chosen(make_version: MakeVersion) -> None:
    def alike(slugs: Sequence[str]) -> list[PolicyVersion]:
        return [under(make_version(1, (DESIGNATED,), slug), "Reporting") for slug in slugs]

    for slugs in (("a", "b"), ("b", "a")):
        found = routes(alike(slugs)).of_harm
        assert found is not None
        assert found.ref.policy == slugs[0]
