"""Buttons and forms: whoever may not press them changes nothing, and nobody is left without a word."""

from bot.chat.desk import Desk
from bot.records.audit import Deed
from bot.slack.app import SlackApp
from tests.bot.chat.world import ADA, CHANNEL, OMAR, SAM
from tests.bot.slack.posting import PHOTO, status
from tests.bot.slack.slack_chat import SlackChat
from tests.bot.slack.stand_in import SlackStandIn


async def test_a_button_pressed_by_a_replayed_request_does_nothing(
    chat: SlackChat, slack_app: SlackApp, slack: SlackStandIn
) -> None:
    await chat.command(SAM, PHOTO)
    (answer,) = slack.messages[CHANNEL]
    body = chat.pressed(SAM, "Share with the channel", answer)
    for _ in range(3):
        assert await status(slack_app, body) == 200
    assert len([one for one in slack.messages[CHANNEL] if one["only"] is None]) == 1


async def test_a_forged_button_of_somebody_elses_question_does_nothing(
    chat: SlackChat, slack_app: SlackApp, slack: SlackStandIn, desk: Desk
) -> None:
    await chat.command(SAM, PHOTO)
    (answer,) = slack.messages[CHANNEL]
    forged = chat.pressed(OMAR, "Share with the channel", answer)
    assert await status(slack_app, forged) == 200
    assert [one for one in slack.messages[CHANNEL] if one["only"] is None] == []
    assert [(person, deed) for person, deed, _ in desk.audit.notes()] == [(OMAR, Deed.REFUSED)]


async def test_a_forged_answer_to_a_hand_over_goes_nowhere(
    chat: SlackChat, slack_app: SlackApp, slack: SlackStandIn
) -> None:
    await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    await chat.fill(SAM, agreed="yes")
    await chat.press(ADA, "Answer")
    before = len(slack.messages[f"D{SAM}"])
    form = chat.filled(ADA, reply="yes yes yes")
    form["user"]["id"] = OMAR
    assert await status(slack_app, form) == 200
    assert len(slack.messages[f"D{SAM}"]) == before
    assert "Only the manager" in slack.messages[f"D{OMAR}"][-1]["text"]


async def test_a_window_that_comes_too_late_is_told_of(chat: SlackChat, slack: SlackStandIn) -> None:
    await chat.mention(SAM, PHOTO)
    slack.fail("views.open", times=1, error="expired_trigger_id")
    await chat.press(SAM, "Open clause")
    assert chat.seen(SAM)[-1].private
    assert "Please try it once more" in chat.seen(SAM)[-1].text


async def test_a_manager_who_cannot_be_reached_is_told_of(chat: SlackChat, slack: SlackStandIn) -> None:
    await chat.say(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    slack.fail("conversations.open", times=1, error="user_disabled")
    await chat.fill(SAM, agreed="yes")
    assert chat.seen(ADA) == []
    assert "I can't reach Ada Osei here" in chat.seen(SAM)[-1].text


async def test_an_answer_that_no_longer_finds_its_asker_is_told_of(
    chat: SlackChat, slack: SlackStandIn
) -> None:
    await chat.mention(SAM, PHOTO)
    await chat.press(SAM, "Ask Ada Osei")
    await chat.fill(SAM, agreed="yes")
    await chat.press(ADA, "Answer")
    slack.fail("chat.postMessage", times=1, error="is_archived")
    await chat.fill(ADA, reply="Ask her first.")
    assert "Answer them in person" in chat.seen(ADA)[-1].text
