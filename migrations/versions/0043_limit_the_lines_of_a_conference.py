"""Limit the lines of a conference, and keep what files of imports are called.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In words of its own, since Alembic would copy SQLite's table to add a check, and drop all that points at it.
    op.execute(
        "ALTER TABLE conference ADD COLUMN online_links INTEGER"
        " CONSTRAINT ck_conference_online_links_not_negative CHECK (online_links >= 0)"
    )
    op.add_column("workbook_import", sa.Column("file_name", sa.String()))


def downgrade() -> None:
    op.drop_column("workbook_import", "file_name")
    op.drop_column("conference", "online_links")
