"""Take documents of enquiries.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enquiry_document",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("enquiry_id", sa.Uuid(), sa.ForeignKey("enquiry.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="SET NULL"), index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_mission", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("size >= 1", name="not_empty"),
    )


def downgrade() -> None:
    op.drop_table("enquiry_document")
