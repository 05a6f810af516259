"""Let several workers share one run.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand, as SQLite takes a CHECK along with a new column, but Alembic would copy the table to add it.
    op.execute(
        "ALTER TABLE run ADD COLUMN shares INTEGER DEFAULT 1 NOT NULL "
        "CONSTRAINT ck_run_shares_positive CHECK (shares >= 1)"
    )
    op.add_column("run", sa.Column("shares_begun", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "run_share",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String()),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True)),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("placements", sa.JSON()),
        sa.Column("goals", sa.JSON()),
        sa.UniqueConstraint("run_id", "number"),
        sa.CheckConstraint("(number = 0) = (status = 'leading')", name="first_leads"),
        sa.CheckConstraint("status IN ('leading', 'waiting', 'working', 'ended')", name="status_known"),
    )


def downgrade() -> None:
    op.drop_table("run_share")
    op.drop_column("run", "shares_begun")
    op.drop_column("run", "shares")
