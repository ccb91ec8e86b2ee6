"""The bot's tables, in the same database as the library of policies."""

import sqlalchemy as sa

from knowledge.schema import tables

KEY = 160  # characters of an event's key: a platform, a workspace and an id
ID = 64
PLATFORM_ID = 128
PLATFORM = 16
MESSAGE = 255

inbox = sa.Table(
    "inbox",
    tables,
    # The platform's own id of the event, so that one delivered twice is one row.
    sa.Column("key", sa.String(KEY), primary_key=True),
    # What is needed to deal with it after a restart; emptied once that is done.
    sa.Column("body", sa.JSON),
    sa.Column("received", sa.DateTime(timezone=True), nullable=False),
    sa.Column("holder", sa.String(ID)),
    sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("done", sa.DateTime(timezone=True)),
    sa.Index("ix_inbox_done", "done"),
)

exchanges = sa.Table(
    "exchanges",
    tables,
    sa.Column("id", sa.String(ID), primary_key=True),
    sa.Column("platform", sa.String(PLATFORM), nullable=False),
    sa.Column("workspace", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("channel", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("thread", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    # Personal data: the next three are emptied when the exchange expires.
    sa.Column("asker", sa.String(PLATFORM_ID)),
    sa.Column("question", sa.Text),
    sa.Column("answer", sa.JSON),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    sa.Column("shared", sa.DateTime(timezone=True)),
    sa.Index("ix_exchanges_channel", "platform", "workspace", "channel", "thread"),
    sa.Index("ix_exchanges_expires", "expires"),
)

handovers = sa.Table(
    "handovers",
    tables,
    sa.Column("id", sa.String(ID), primary_key=True),
    # One for each exchange: pressing twice sends once.
    sa.Column("exchange", sa.ForeignKey("exchanges.id"), nullable=False),
    sa.Column("manager", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("manager_name", sa.Text, nullable=False),
    # Where the manager reads it, known once it was sent.
    sa.Column("channel", sa.String(PLATFORM_ID)),
    sa.Column("message", sa.String(PLATFORM_ID)),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answered", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("exchange"),
    sa.Index("ix_handovers_channel", "channel", "message"),
)

feedback = sa.Table(
    "feedback",
    tables,
    sa.Column("exchange", sa.ForeignKey("exchanges.id"), primary_key=True),
    sa.Column("person", sa.String(PLATFORM_ID), primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(40)),
    sa.Column("comment", sa.Text),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)

audit = sa.Table(
    "audit",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("platform", sa.String(PLATFORM), nullable=False),
    sa.Column("workspace", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("person", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("deed", sa.String(40), nullable=False),
    sa.Column("about", sa.String(KEY), nullable=False),
)

# Where Handrail can write on a platform that cannot be asked for it.
conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("id", sa.String(ID), primary_key=True),
    sa.Column("platform", sa.String(PLATFORM), nullable=False),
    sa.Column("workspace", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    # Whom a private one is with, as the platform names them.
    sa.Column("person", sa.String(PLATFORM_ID), nullable=False),
    # The platform's own address of it, and what else it takes to write there.
    sa.Column("reached", sa.JSON, nullable=False),
    sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_conversations_person", "platform", "workspace", "person"),
)

# What was sent on a platform that cannot be asked for it.
sent = sa.Table(
    "sent",
    tables,
    sa.Column("key", sa.String(KEY), primary_key=True),
    sa.Column("channel", sa.String(PLATFORM_ID), nullable=False),
    sa.Column("message", sa.String(MESSAGE), nullable=False),
    # The exchange that an opinion on the message is about.
    sa.Column("about", sa.String(ID)),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_sent_message", "channel", "message"),
    sa.Index("ix_sent_at", "at"),
)
