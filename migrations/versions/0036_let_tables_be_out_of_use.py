"""Let tables be out of use in some slots.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "table_unavailability",
        sa.Column("table_id", sa.Uuid(), sa.ForeignKey("meeting_table.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("slot_id", sa.Uuid(), sa.ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


def downgrade() -> None:
    op.drop_table("table_unavailability")
