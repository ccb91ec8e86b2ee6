"""Where Slack's libraries log: never below warnings, because below that they write down what people say."""

import logging


def library_log() -> logging.Logger:
    """The logger that each of them is given."""
    log = logging.getLogger("bot.slack.library")
    log.setLevel(logging.WARNING)
    return log
