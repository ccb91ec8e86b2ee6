"""Policies that a clause names: which of them nobody has loaded, and whether the question is about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.elsewhere import named_elsewhere
from knowledge.policy import Clause, ClauseRef, Norm, NormKind


def clause(text: str) -> Clause:
    norm = Norm(NormKind.INFORMS, text, None, None, text)
    return Clause(ClauseRef("phones", 1, "rules.1"), ("Rules",), None, "rule 1", text, None, (norm,))


def named(text: str, *titles: str, asked: str = "") -> str | None:
    """What a clause of this text names, asked about all that it says unless a question is given."""
    return named_elsewhere(asked or text, [clause(text)], titles)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("For concerns about care see the Whistleblowing Policy.", "Whistleblowing Policy"),
        ("see the Whistleblowing Policy", "Whistleblowing Policy"),
        ("See Whistleblowing Policy.", "Whistleblowing Policy"),
        ("Use the Lone Working and Home Visits Procedure.", "Lone Working and Home Visits Procedure"),
        ("The Lone Working and Home Visits Procedure applies.", "Lone Working and Home Visits Procedure"),
        ("Records are kept under our Data Protection Policy (IG/04).", "Data Protection Policy"),
        ("Our Data Protection Policy says how long.", "Data Protection Policy"),
        ("In The Data Protection Policy you find how long.", "Data Protection Policy"),
        ("Whistleblowing Policy", "Whistleblowing Policy"),
        ("Health & Safety Policy; Fire Procedure.", "Health & Safety Policy"),
        ("Money is dealt with in the Residents’ Finances Policy.", "Residents’ Finances Policy"),
        ("Money is dealt with in the Residents' Finances Policy.", "Residents' Finances Policy"),
        ("the Handling People's Money Procedure", "Handling People's Money Procedure"),
        (
            "Refer to the Bring Your Own Device and Remote Access Policy",
            "Bring Your Own Device and Remote Access Policy",
        ),
        ("Acceptable Use of IT Policy applies to tablets.", "Acceptable Use of IT Policy"),
        ("under the Attendance, Leave and Rota Policy", "Attendance, Leave and Rota Policy"),
        ("Visits follow the Children on the Premises Procedure.", "Children on the Premises Procedure"),
        ("as the Anti-Bullying Policy says", "Anti-Bullying Policy"),
        ("The Staff Code of Conduct covers gifts.", "Staff Code of Conduct"),
        ("Gifts come under the Code of Conduct.", "Code of Conduct"),
        ("see the Employee Handbook for holidays", "Employee Handbook"),
        ("The CCTV Code tells where cameras are.", "CCTV Code"),
        ("The Red Flag Protocol tells you.", "Red Flag Protocol"),
        ("Social Media Guidelines", "Social Media Guidelines"),
    ],
)
def test_a_name_in_capitals_is_known(text: str, name: str) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We follow the Whistleblowing policy before doing anything else.", "Whistleblowing policy"),
        ("The Mobile phones at work policy says when.", "Mobile phones at work policy"),
        ("We deal with breaches under the disciplinary procedure.", "disciplinary procedure"),
        ("Breaches go through the provider' s disciplinary procedures.", "disciplinary procedure"),
        ("It is dealt with under safeguarding procedures.", "safeguarding procedure"),
        ("Fernhill's whistleblowing policy will be followed.", "whistleblowing policy"),
        ("New staff get our health and safety policy.", "health and safety policy"),
        ("Paid staff follow the staff handbook.", "staff handbook"),
        ("Whistleblowing policy", "Whistleblowing policy"),
        ("Mobile phones at work policy; Gifts policy.", "Mobile phones at work policy"),
    ],
)
def test_a_name_in_small_letters_is_known_behind_what_points_to_it_or_alone(text: str, name: str) -> None:
    assert named(text, asked=f"{text} disciplinary safeguarding phones") == name


@pytest.mark.parametrize(
    "text",
    [
        "This policy is for everyone.",
        "This Policy binds all who work here.",
        "This Digital Communications Policy binds all who work here.",
        "The object of this procedure is safety.",
        "The Deputy Manager owns this policy.",
        "The following fall outside this policy: letters and calls.",
        "The Policy",
        "The code of the door is changed each month.",
        "Everyone signs the code.",
        "Agency workers have their own policy.",
        "Money and keys have a separate procedure.",
        "The policies and procedures of the home.",
        "It ends with the policy.",
        "An insurance policy must be shown.",
        "The wrong procedure was followed.",
        "RHC/MED/3, Policy.",
        "This code supersedes the Texting Policy.",
        "It takes over from our old Texting Code.",
        "Replaces the Confidential Reporting Procedure.",
        "The manager keeps the Visitors Register and the Training Schedule.",
        "",
    ],
)
def test_words_that_name_no_other_policy_are_no_name(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Betting Integrity Guide, Whistleblowing Policy, Data Protection Policy.",
            "Betting Integrity Guide",
        ),
        ("The Children and Adults Register, Access to Records Procedure.", "Access to Records Procedure"),
        ("The Guest Privacy Promise, Bullying and Harassment Policy", "Bullying and Harassment Policy"),
        ("Records Retention Schedule and the Disciplinary Procedure", "Disciplinary Procedure"),
        ("NDG-CL-05 Sharps Safety Procedure", "Sharps Safety Procedure"),
        ("Tell the Registered Manager under the Sharps Safety Procedure.", "Sharps Safety Procedure"),
    ],
)
def test_of_a_list_one_name_is_cut_out_whole(text: str, name: str) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("See Ashgrove Care's Complaints Policy.", "Complaints Policy"),
        ("See Ashgrove Care’s Complaints Policy.", "Complaints Policy"),
        ("See the Children's Services Policy.", "Children's Services Policy"),
    ],
)
def test_whose_policy_it_is_is_left_out_of_its_name(text: str, name: str) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("See the Whistleblowing Policy.", "Whistleblowing policy"),
        ("See the Whistle Blowing Policy.", "Whistleblowing policy"),
        ("See the Whistleblowing Policy.", "Whistle blowing"),
        ("See Ashgrove Care Services Whistle Blowing Policy.", "Whistleblowing policy"),
        ("See the Media Policy.", "Social media policy"),
        ("The Mobile Phone Policy", "Mobile phones at work"),
        ("See the Social Media and Confidentiality Policy and Procedure.", "Social media"),
        ("The Highfield Academy Trust Staff Code of Conduct is yours to keep.", "Staff code"),
        ("You have signed the Code of Conduct.", "Staff code"),
        ("Residents' Finances Policy", "Resident’s finances"),
    ],
)
def test_a_policy_that_is_held_or_names_itself_is_not_elsewhere(text: str, title: str) -> None:
    assert named(text, "Car park rules", title) is None
    assert named(text, "Car park rules") is not None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("See the Staff Disciplinary Procedure.", "Staff handbook"),
        ("See the Data Protection Policy.", "Child protection policy"),
        ("See the Lone Working Policy.", "Hybrid working policy"),
        ("See the Whistleblowing Policy.", ""),
        ("See the Dress Code.", "Staff code"),
    ],
)
def test_a_policy_that_shares_only_a_word_with_one_held_is_elsewhere(text: str, title: str) -> None:
    assert named(text, title) is not None


def test_the_first_that_is_not_held_is_named() -> None:
    text = "See the Social Media Policy, the Grievance Procedure and the Whistleblowing Policy."
    assert named(text, "Social media") == "Grievance Procedure"
    assert named(text, "Social media", "Grievance procedure") == "Whistleblowing Policy"
    clauses = [
        clause("Ask first."),
        clause("See the Photography Policy."),
        clause("See the Grievance Procedure."),
    ]
    assert named_elsewhere("photos and grievances", clauses, ()) == "Photography Policy"


BREACH = "Misconduct is dealt with under the Disciplinary Procedure. Leave is booked online."
ROUTE = "Disputes about pay fall under the Grievance Procedure; bullying has the Dignity at Work Policy."
LIST = "See also the Photography Policy, the Gifts Policy and the Driving at Work Policy."


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [
        (BREACH, "how many days leave do i get", None),
        (BREACH, "can i appeal a disciplinary", "Disciplinary Procedure"),
        (ROUTE, "my pay is wrong", "Grievance Procedure"),
        (ROUTE, "she is bullying me", "Dignity at Work Policy"),
        (ROUTE, "what time is the bus", None),
        (LIST, "can i get a lift driving to a visit", "Driving at Work Policy"),
        (LIST, "is there a canteen", None),
        (LIST, "can i take a pic of the garden", "Photography Policy"),
        (LIST, "can staff do this at work", None),
        ("See the Whistleblowing Policy.", "will i lose my job if i whistleblow", "Whistleblowing Policy"),
        ("See the Whistleblowing Policy.", "will i lose my job if i post this", None),
        ("See the Whistleblowing Policy.", "", None),
    ],
)
def test_a_policy_is_named_only_where_the_question_is_about_it(
    text: str, asked: str, name: str | None
) -> None:
    assert named_elsewhere(asked, [clause(text)], ()) == name


def test_without_clauses_nothing_is_named() -> None:
    assert named_elsewhere("whistleblowing", [], ("Social media",)) is None


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3))
def test_whatever_a_clause_says_a_name_stands_in_it(text: str, titles: list[str]) -> None:
    found = named(text, *titles)
    assert found is None or found in " ".join(text.split())


WORDS = "The A Code of and Policy , ; . ' & the at"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join))
def test_capitals_without_end_are_read_all_the_same(text: str) -> None:
    found = named(text)
    assert found is None or found in text
