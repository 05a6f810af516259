"""Seat delegates at the teams of their delegation: as what, for which sectors.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand, as SQLite takes a CHECK along with a new column, but Alembic would copy the table to add it.
    op.execute(
        "ALTER TABLE delegate ADD COLUMN function VARCHAR(16) "
        "CONSTRAINT ck_delegate_function_known CHECK (function IN ('head', 'deputy', 'expert'))"
    )
    op.add_column("delegate", sa.Column("teams", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "delegate_sector",
        sa.Column("delegate_id", sa.Uuid(), sa.ForeignKey("delegate.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "sector_code",
            sa.String(),
            sa.ForeignKey("sector.code", ondelete="RESTRICT"),
            primary_key=True,
            index=True,
        ),
    )


def downgrade() -> None:
    op.drop_table("delegate_sector")
    op.drop_column("delegate", "teams")
    op.drop_column("delegate", "function")
