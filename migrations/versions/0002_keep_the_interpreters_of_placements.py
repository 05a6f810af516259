"""Keep the interpreters of placements, so that a stored timetable says all that its file said.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No instance that could be stored so far had interpreters.
    op.add_column("placement", sa.Column("interpreters", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("placement", "interpreters")
