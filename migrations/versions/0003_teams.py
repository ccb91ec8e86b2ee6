"""Where Handrail can write, and what it has sent, on platforms that cannot be asked for either."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("workspace", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("person", sa.String(128), nullable=False),
        sa.Column("reached", sa.JSON, nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_person", "conversations", ["platform", "workspace", "person"])
    op.create_table(
        "sent",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("about", sa.String(64)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sent"),
    )
    op.create_index("ix_sent_message", "sent", ["channel", "message"])
    op.create_index("ix_sent_at", "sent", ["at"])


def downgrade() -> None:
    op.drop_table("sent")
    op.drop_table("conversations")
