"""Forget the people of conferences that were long ago.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Column by column: made anew, the table would take all that hangs on it along.
    op.add_column("conference", sa.Column("retention_days", sa.Integer(), nullable=False, server_default="730"))
    op.add_column("conference", sa.Column("personal_data_erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("conference", "personal_data_erased_at")
    op.drop_column("conference", "retention_days")
