"""Import workbooks in the background.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workbook_import",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("conference_id", sa.Uuid(), sa.ForeignKey("conference.id", ondelete="CASCADE"), index=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("tells", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("confirmation", sa.String()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("losses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worker", sa.String()),
        sa.Column("beats", sa.Integer(), server_default="0", nullable=False),
        sa.Column("report", sa.JSON()),
        sa.Column("error_code", sa.String()),
        sa.Column("error", sa.String()),
        sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True), index=True),
        sa.CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_with_an_error"),
        sa.CheckConstraint("status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status_known"),
    )


def downgrade() -> None:
    op.drop_table("workbook_import")
