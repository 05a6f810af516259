"""Keep the format that a session was started from.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conference_session", sa.Column("format_code", sa.String()))


def downgrade() -> None:
    op.drop_column("conference_session", "format_code")
