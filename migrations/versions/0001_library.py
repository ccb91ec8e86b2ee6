"""The library: policies, their versions, their clauses, and the index that is live."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policies",
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("live", sa.Integer),
        sa.PrimaryKeyConstraint("slug", name="pk_policies"),
    )
    op.create_table(
        "policy_versions",
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("issued", sa.Date),
        sa.Column("review", sa.Date),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", "number", name="pk_policy_versions"),
        sa.ForeignKeyConstraint(["slug"], ["policies.slug"], name="fk_policy_versions_slug_policies"),
    )
    op.create_table(
        "clauses",
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("number", sa.String(20)),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lead_in", sa.Text),
        sa.Column("norms", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("slug", "version", "position", name="pk_clauses"),
        sa.ForeignKeyConstraint(
            ["slug", "version"],
            ["policy_versions.slug", "policy_versions.number"],
            name="fk_clauses_slug_policy_versions",
        ),
        sa.UniqueConstraint("slug", "version", "path", name="uq_clauses_slug"),
    )
    op.create_table(
        "shelf",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("build", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shelf"),
    )


def downgrade() -> None:
    for table in ("shelf", "clauses", "policy_versions", "policies"):
        op.drop_table(table)
