"""Reviewers' verdicts on findings, what whole checks found, work that changes of law make."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("finding", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("review_finding", "review", ["finding", "number"])
    op.create_table(
        "checked",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("program", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
    )
    op.create_index("checked_place", "checked", ["place", "release"])
    op.create_table(
        "seen",
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("finding", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("seen_finding", "seen", ["finding"])
    op.create_table(
        "work",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("mark", sa.String(64), nullable=True, unique=True),
    )
    op.create_index("work_key", "work", ["key", "number"])


def downgrade() -> None:
    for name in ("work", "seen", "checked", "review"):
        op.drop_table(name)
