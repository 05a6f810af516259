"""Let a run ask what the timetable would be if something were otherwise.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("amendments", sa.JSON()))
    op.add_column("run", sa.Column("plain_digest", sa.String()))
    op.add_column("run", sa.Column("outcome", sa.JSON()))


def downgrade() -> None:
    op.drop_column("run", "outcome")
    op.drop_column("run", "plain_digest")
    op.drop_column("run", "amendments")
