"""The agent's pane: first questions, streams and statuses where a workspace has them, messages where not."""

from bot.slack.app import SlackApp
from tests.bot.chat.world import SAM
from tests.bot.slack import signed
from tests.bot.slack.posting import private, status
from tests.bot.slack.stand_in import TEAM, SlackStandIn


async def test_the_agents_pane_gets_first_questions(slack_app: SlackApp, slack: SlackStandIn) -> None:
    opened = signed.event(type="app_home_opened", user=SAM, tab="messages", channel=f"D{SAM}")
    await status(slack_app, opened)
    (prompts,) = slack.sent("assistant.threads.setSuggestedPrompts")
    assert prompts["channel_id"] == f"D{SAM}"
    assert "thread_ts" not in prompts
    assert 0 < len(prompts["prompts"]) <= 4


async def test_where_there_are_streams_the_answer_is_one(slack_app: SlackApp, slack: SlackStandIn) -> None:
    await status(slack_app, private())
    (started,) = slack.sent("chat.startStream")
    assert (started["thread_ts"], started["recipient_team_id"], started["recipient_user_id"]) == (
        "1790000000.000100",
        TEAM,
        SAM,
    )
    assert len(slack.sent("chat.stopStream")) == 1
    assert slack.sent("chat.postMessage") == []


async def test_where_there_are_none_a_status_is_shown_and_a_message_posted(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    slack.lacking |= {"chat.startStream"}
    await status(slack_app, private())
    await status(slack_app, private(ts="1790000000.000101"))
    assert len(slack.sent("chat.startStream")) == 1, "asked once, then remembered"
    (shown, _) = slack.sent("assistant.threads.setStatus")
    assert shown["status"] == "is looking through the policies…"
    assert len(slack.messages[f"D{SAM}"]) == 2


async def test_a_stream_that_breaks_off_leaves_one_answer(slack_app: SlackApp, slack: SlackStandIn) -> None:
    slack.fail("chat.stopStream", times=1, error="internal_error")
    await status(slack_app, private())
    (answer,) = slack.messages[f"D{SAM}"]
    assert "chat.delete" in [call.method for call in slack.calls]
    assert answer["blocks"]


async def test_too_many_streams_at_once_are_messages_instead(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    slack.rate_limit("chat.startStream", times=9, retry_after=30)
    await status(slack_app, private())
    assert len(slack.messages[f"D{SAM}"]) == 1
