"""Keep which trace a run or an import belongs to.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("run", "workbook_import"):
        op.add_column(table, sa.Column("traceparent", sa.String()))


def downgrade() -> None:
    for table in ("run", "workbook_import"):
        op.drop_column(table, "traceparent")
