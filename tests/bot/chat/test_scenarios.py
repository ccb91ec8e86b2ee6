"""What people can do with Handrail in a chat, told once and run on every platform."""

import re
from datetime import timedelta

from tests.bot.chat.world import ADA, CHANNEL, OMAR, SAM, STRANGER, Chat, Clock

PHOTO = "can i share a photo of a colleague?"
RESIDENT = "can i mention mr Smith the resident?"
QUOTE = "share photos of a colleague without that person's knowledge and agreement"


async def test_a_question_in_private_is_answered_in_its_thread(chat: Chat) -> None:
    asked = await chat.say(SAM, PHOTO)
    (answer,) = chat.seen(SAM)
    assert answer.thread == asked
    assert "Only if" in answer.text
    assert "they know about it" in answer.text
    assert QUOTE in answer.text
    assert "Phones & photos policy, Guidelines, rule 2. Version 2, issued 7 September 2026." in answer.text
    assert "See also: Phones & photos policy, Guidelines, rule 1" in answer.text
    assert "Ask your line manager, Ada Osei" in answer.text
    assert chat.seen(OMAR) == []


async def test_an_answer_offers_its_clauses_the_manager_and_feedback(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    (answer,) = chat.seen(SAM)
    assert {"Open clause", "Ask Ada Osei"} < set(answer.buttons)
    assert {"Helpful", "Not helpful"} < {re.sub(r"^\W+", "", label) for label in answer.buttons}


async def test_in_a_channel_only_a_mention_is_answered_and_in_its_thread(chat: Chat) -> None:
    await chat.talk(SAM, PHOTO)
    assert chat.seen(SAM) == []
    asked = await chat.mention(SAM, PHOTO)
    (answer,) = chat.seen(OMAR)
    assert (answer.channel, answer.thread) == (CHANNEL, asked)
    assert QUOTE in answer.text


async def test_who_asked_goes_on_in_the_thread_without_a_mention(chat: Chat) -> None:
    asked = await chat.mention(SAM, PHOTO)
    await chat.talk(SAM, "and the telephone?", within=asked)
    assert "Yes" in chat.seen(SAM)[-1].text
    assert chat.seen(SAM)[-1].thread == asked


async def test_others_in_the_thread_are_left_alone_until_they_mention(chat: Chat) -> None:
    asked = await chat.mention(SAM, PHOTO)
    await chat.talk(OMAR, "the scope is what i would look at", within=asked)
    assert len(chat.seen(OMAR)) == 1
    await chat.mention(OMAR, "what about the scope", within=asked)
    assert "It is for everyone" in chat.seen(OMAR)[-1].text


async def test_a_thread_is_left_alone_after_a_day(chat: Chat, clock: Clock) -> None:
    asked = await chat.mention(SAM, PHOTO)
    clock.passes(timedelta(hours=25))
    await chat.talk(SAM, "and the telephone?", within=asked)
    assert len(chat.seen(SAM)) == 1


async def test_a_mention_without_words_is_told_what_to_do(chat: Chat) -> None:
    await chat.mention(SAM, "")
    assert "/policy" in chat.seen(SAM)[-1].text


async def test_personal_details_are_spoken_of_to_the_asker_alone(chat: Chat) -> None:
    await chat.mention(SAM, RESIDENT)
    assert "No" in chat.seen(OMAR)[-1].text
    assert "personal details" not in "".join(seen.text for seen in chat.seen(OMAR))
    (whispered,) = [seen for seen in chat.seen(SAM) if seen.private]
    assert "personal details" in whispered.text


async def test_in_private_the_notice_stands_with_the_answer(chat: Chat) -> None:
    await chat.say(SAM, RESIDENT)
    (answer,) = chat.seen(SAM)
    assert "personal details" in answer.text


async def test_the_command_answers_its_asker_alone(chat: Chat) -> None:
    await chat.command(SAM, PHOTO)
    (answer,) = chat.seen(SAM)
    assert answer.private
    assert QUOTE in answer.text
    assert chat.seen(OMAR) == []


async def test_the_command_without_a_question_says_how_it_is_used(chat: Chat) -> None:
    await chat.command(SAM, "  ")
    assert "Type /policy and your question" in chat.seen(SAM)[-1].text


async def test_an_answer_is_shared_by_its_asker_once(chat: Chat) -> None:
    await chat.command(SAM, PHOTO)
    await chat.press(SAM, "Share with the channel")
    (shared,) = chat.seen(OMAR)
    assert "Sam Lee shares" in shared.text
    assert PHOTO in shared.text
    assert QUOTE in shared.text
    assert "Ada Osei" not in shared.text
    assert "Ask Ada Osei" not in shared.buttons
    await chat.press(SAM, "Share with the channel")
    assert "already" in chat.seen(SAM)[-1].text
    assert len(chat.seen(OMAR)) == 1


async def test_a_question_that_names_somebody_is_shared_without_its_words(chat: Chat) -> None:
    await chat.command(SAM, "can i mention Mrs Agatha Pennington, a resident?")
    await chat.press(SAM, "Share with the channel")
    (shared,) = chat.seen(OMAR)
    assert "No" in shared.text
    assert "Pennington" not in shared.text
    assert "personal details" not in shared.text


async def test_a_clause_opens_among_its_neighbours(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Open clause")
    dialog = chat.dialog(SAM)
    assert dialog
    assert "Phones & photos policy" in dialog.text
    assert QUOTE in dialog.text
    assert "mention a resident" in dialog.text
    assert "quarrel in public" in dialog.text


async def test_an_opened_clause_links_to_the_web_page_where_that_is_public(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Open clause")
    dialog = chat.dialog(SAM)
    assert dialog
    assert "https://care.example.net/clauses/phones/2/must-not.2" in dialog.text


async def test_the_manager_gets_what_the_asker_agreed_to_and_the_answer_comes_back(chat: Chat) -> None:
    asked = await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    shown = chat.dialog(SAM)
    assert shown
    assert PHOTO in shown.text
    assert QUOTE in shown.text
    assert chat.seen(ADA) == []
    await chat.fill(SAM, agreed="yes")
    (received,) = chat.seen(ADA)
    assert "Sam Lee asks you" in received.text
    assert PHOTO in received.text
    assert QUOTE in received.text
    assert "Sent to Ada Osei" in chat.seen(SAM)[-1].text
    await chat.press(ADA, "Answer")
    await chat.fill(ADA, reply="Yes, if she has signed the form.")
    back = chat.seen(SAM)[-1]
    assert back.thread == asked
    assert "Ada Osei answers" in back.text
    assert "Yes, if she has signed the form." in back.text
    assert "Passed on to Sam Lee" in chat.seen(ADA)[-1].text


async def test_a_manager_may_answer_in_the_thread_of_the_message(chat: Chat) -> None:
    await chat.mention(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    await chat.fill(SAM, agreed="yes")
    (received,) = [seen for seen in chat.seen(ADA) if "asks you" in seen.text]
    assert "everyone in that channel can read it" in received.text
    await chat.say(ADA, "Only with the form.", within=received.id)
    back = [seen for seen in chat.seen(SAM) if "Ada Osei answers" in seen.text]
    assert [seen.channel for seen in back] == [CHANNEL]
    assert "Only with the form." in back[0].text


async def test_an_answer_to_a_command_comes_back_in_private(chat: Chat) -> None:
    await chat.command(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    await chat.fill(SAM, agreed="yes")
    await chat.press(ADA, "Answer")
    await chat.fill(ADA, reply="Ask her first.")
    back = chat.seen(SAM)[-1]
    assert back.channel != CHANNEL
    assert PHOTO in back.text
    assert "Ask her first." in back.text


async def test_nothing_is_sent_without_consent(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    await chat.fill(SAM, agreed="")
    assert chat.seen(ADA) == []


async def test_a_question_is_handed_over_once(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    answer = chat.seen(SAM)[0]
    await chat.press(SAM, "Ask Ada Osei", on=answer)
    await chat.fill(SAM, agreed="yes")
    await chat.press(SAM, "Ask Ada Osei", on=answer)
    assert len(chat.seen(ADA)) == 1
    assert "already" in chat.seen(SAM)[-1].text


async def test_only_the_asker_may_hand_a_question_over(chat: Chat) -> None:
    await chat.mention(SAM, PHOTO)
    await chat.press(OMAR, "Ask Ada Osei")
    assert chat.dialog(OMAR) is None
    assert "Only the person who asked" in chat.seen(OMAR)[-1].text
    assert [seen for seen in chat.seen(ADA) if seen.channel != CHANNEL] == []


async def test_somebody_without_a_known_manager_is_offered_none(chat: Chat) -> None:
    await chat.say(STRANGER, PHOTO)
    (answer,) = chat.seen(STRANGER)
    assert "Ask your line manager or a senior manager." in answer.text
    assert not [label for label in answer.buttons if label.startswith("Ask")]


async def test_wrong_done_by_the_manager_never_goes_to_the_manager(chat: Chat) -> None:
    await chat.say(SAM, "my manager shouts at a resident")
    (answer,) = chat.seen(SAM)
    assert not [label for label in answer.buttons if label.startswith("Ask")]
    assert "line manager, Ada Osei" not in answer.text


async def test_an_opinion_is_thanked_for_and_a_bad_one_asked_about(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    answer = chat.seen(SAM)[0]
    await chat.press(SAM, "Helpful", on=answer)
    assert "Thank you" in chat.seen(SAM)[-1].text
    await chat.press(SAM, "Not helpful", on=answer)
    dialog = chat.dialog(SAM)
    assert dialog
    assert {"reason", "comment"} == set(dialog.fields)
    await chat.fill(SAM, reason="wrong-rule", comment="it is about parking")


async def test_a_message_is_checked_before_it_is_posted_anywhere(chat: Chat) -> None:
    await chat.check(SAM, "look, a photo of my colleague Jo asleep")
    dialog = chat.dialog(SAM)
    assert dialog
    assert QUOTE in dialog.text
    assert chat.seen(OMAR) == []


async def test_a_draft_is_asked_for_and_checked(chat: Chat) -> None:
    await chat.check(SAM, None)
    form = chat.dialog(SAM)
    assert form
    assert form.fields == ("draft",)
    await chat.fill(SAM, draft="look, a photo of my colleague Jo asleep")
    dialog = chat.dialog(SAM)
    assert dialog
    assert QUOTE in dialog.text


async def test_the_home_page_speaks_to_the_role_and_lists_the_policies(chat: Chat) -> None:
    staff = await chat.open_home(SAM)
    assert "Hello Sam Lee" in staff.text
    assert "Phones & photos policy: version 2, issued 7 September 2026" in staff.text
    assert "Nothing is waiting for you." in staff.text
    assert "python -m ingest" not in staff.text
    assert "answer it from the message" in (await chat.open_home(ADA)).text
    assert "python -m ingest" in (await chat.open_home(OMAR)).text


async def test_what_reaches_handrail_twice_is_answered_once(chat: Chat) -> None:
    await chat.say(SAM, PHOTO)
    await chat.again()
    assert len(chat.seen(SAM)) == 1
    await chat.command(SAM, PHOTO)
    await chat.again()
    assert len(chat.seen(SAM)) == 2


async def test_a_dead_model_gives_one_calm_sentence(chat: Chat) -> None:
    await chat.say(SAM, "please explode")
    (answer,) = chat.seen(SAM)
    assert "I can't look at the policies just now" in answer.text
    assert "explode" not in answer.text


async def test_a_question_too_long_is_told_so(chat: Chat) -> None:
    await chat.say(SAM, "can i " * 500)
    assert "ask in fewer words" in chat.seen(SAM)[-1].text


async def test_after_its_time_a_question_can_no_longer_be_passed_on(chat: Chat, clock: Clock) -> None:
    await chat.command(SAM, PHOTO)
    clock.passes(timedelta(hours=25))
    await chat.press(SAM, "Share with the channel")
    assert "I no longer have that question" in chat.seen(SAM)[-1].text
    assert chat.seen(OMAR) == []
