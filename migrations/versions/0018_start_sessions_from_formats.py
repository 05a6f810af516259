"""Keep the format that a session was started from.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conference_session", sa.Column("format_code", sa.String()))


def downgrade() -> None:
    op.drop_column("conference_session", "format_code")
