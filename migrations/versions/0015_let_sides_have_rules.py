"""Let the sides of a session have rules.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "side_rule",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("conference_session.id", ondelete="CASCADE"), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("may_ask", sa.JSON()),
        sa.Column("max_requests", sa.Integer()),
        sa.Column("min_meetings", sa.Integer(), nullable=False),
        sa.Column("max_meetings", sa.Integer()),
        sa.Column("max_consecutive", sa.Integer()),
        sa.UniqueConstraint("session_id", "side"),
        sa.CheckConstraint("side <> ''", name="identified"),
        sa.CheckConstraint("max_requests >= 0", name="quota_not_negative"),
        sa.CheckConstraint("min_meetings >= 0", name="floor_not_negative"),
        sa.CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        sa.CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
    )


def downgrade() -> None:
    op.drop_table("side_rule")
