"""Let conferences go through stages, with deadlines. Those that are there already are collecting.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STAGES = ("draft", "collecting", "reviewing", "scheduling", "preliminary", "final", "held", "archived")
DEADLINES = ("submissions_close_at", "requests_close_at", "objections_close_at")


def upgrade() -> None:
    # In words of its own: to give a column a check, Alembic would copy SQLite's table, and drop all that points at it.
    known = ", ".join(f"'{stage}'" for stage in STAGES)
    op.execute(
        "ALTER TABLE conference ADD COLUMN stage VARCHAR(16) DEFAULT 'collecting' NOT NULL "
        f"CONSTRAINT ck_conference_stage_known CHECK (stage IN ({known}))"
    )
    # SQLite adds no column without a value, and none with the time that it is.
    op.add_column(
        "conference",
        sa.Column(
            "stage_changed_at", sa.DateTime(timezone=True), server_default="2026-01-01 00:00:00+00:00", nullable=False
        ),
    )
    op.execute("UPDATE conference SET stage_changed_at = created_at")
    op.add_column("conference", sa.Column("stage_reason", sa.String()))
    for deadline in DEADLINES:
        op.add_column("conference", sa.Column(deadline, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for column in (*DEADLINES, "stage_reason", "stage_changed_at", "stage"):
        op.drop_column("conference", column)
