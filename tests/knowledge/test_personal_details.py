"""Personal details in a question: what is noticed, and what must be left alone."""

import pytest

from knowledge.personal_details import NOTICE, holds_personal_details


@pytest.mark.parametrize(
    "text",
    [
        "call me on 07700 900123 if its ok",
        "ring her on (01632) 960 274",
        "his mobile is +44 7700 900456 can i text it",
        "mail it to jo.bloggs@example.org ok?",
        "Mrs Patel in room 4 wants a selfie",
        "mrs patel wants a selfie with me can i post it",
        "CAN I POST PIC OF MR BELL AT BINGO",
        "im at mr coles and his wifi is down",
        "got to show district nurse mrs kaurs bedsore",
        "so tired, mrs p was shouting all nite",
        "can i tell the family what Dr Okonkwo said",
        "can i add Ms Vance on facebook",
        "Miss Havers gave me a tenner, can i keep it",
        "her nhs number is 943 476 5919, can i text it to the surgery",
        "NI number QQ 12 34 56 C is on the form",
        "nhs no: 9434765919 ok to email?",
        "payroll 20418 is off sick, can i tell the others",
        "she lives at 14 Oak Street can i pop in",
        "visit is at 22 mill lane, ok to put that in whatsapp",
        "can i send SW1A 1AA to my mate so he can pick me up",
        "car is AB12 CDE, someone scratched it",
        "key safe 4821, can i send that in the group",
        "her pin is 4471 she gave it me, ok to use",
        "card 5412 7500 0000 1234 is hers, can i pay with it",
        "dob 12/03/1941, is it ok to write that on the board",
        "she was born on 3 may 1941 can i put that on the cake",
        "born in 1938 and she still dances, can i post it",
        "the lady in room 12 has a rash, can i post a pic",
        "can i put in our whatsapp room 6 got the bug again",
        "old boy in flat 2 keeps stuffing a fiver in my pocket",
        "can i post about Sarah Jones being off sick",
        "Priya Shah told me to delete it, do i have to?",
        "my colleague Agnieszka took the picture",
        "there's a resident called Doreen, can i film her",
        "can i tell her son David about the fall",
        "can i show Dee in flat 9 my new phone",
        "can i tag Siân Üçok in it",
        "ok to post what O’Neill-Shaw wrote? its about Mary O’Neill-Shaw",
    ],
)
def test_a_text_with_somebodys_details_is_noticed(text: str) -> None:
    assert holds_personal_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "can i post a photo of a colleague?",
        "can my sister visit me at work",
        "my mrs says its fine, is it?",
        "the mrs came down with me, can her tea go on mine",
        "im signed off, can i still post",
        "is there room for two in the car",
        "can we meet in room 3 for supervision",
        "is bed 4 free for a nap on nights",
        "the dr said i can go back, do i tell anyone",
        "can i see dr about my back in work time",
        "can i use ms teams on my own phone",
        "resident with ms wants to use my phone",
        "can i wear dr martens on shift",
        "what if Mr X asks me to film him",
        "can i finish b4 2pm and post after",
        "its a 2 way street, they film us too",
        "its a 30 minute drive, can i take the call",
        "at 9 we close, can i use my phone then",
        "we are 24 hours a day on the road",
        "do i ring 999 or 112 first",
        "can i call the CQC on 03000 616161",
        "is the pin at least 6 digits",
        "does the policy from 7 September 2026 cover TikTok",
        "how many days is it in 2026, 28?",
        "error code 1005 on the work phone",
        "can i post on Facebook Messenger at work",
        "can i put it on the Social Media page",
        "is Black Friday leave a thing",
        "can i watch Love Island on my break",
        "do we get Good Friday and Boxing Day off",
        "who is the Registered Manager here",
        "can the Welfare Officer drop the rule",
        "I told the Speak Up Lead about it, can i talk to the press now",
        "Can I Post A Photo Of My Friend At Work",
        "CAN I USE MY PHONE ON SHIFT PLEASE",
        "is an app called Facebook allowed",
        "my mate called me names online",
        "can i speak Polish with a colleague",
        "does Linnetbrook Care check my profile",
        "can i say i work for the Red Cross as well",
        "I love my job. Can I say so on Instagram?",
    ],
)
def test_a_text_without_them_is_left_alone(text: str) -> None:
    assert not holds_personal_details(text)


def test_the_notice_asks_for_nothing_but_leaving_them_out() -> None:
    assert "leave out names" in NOTICE
    assert not holds_personal_details(NOTICE)
