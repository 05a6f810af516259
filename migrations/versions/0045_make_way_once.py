"""Keep when somebody gave a place up for a run that waits.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("way_made_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("run", "way_made_at")
