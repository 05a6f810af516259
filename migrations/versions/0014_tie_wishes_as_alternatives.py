"""Tie wishes as alternatives, of which one at most is met.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand, as SQLite takes a CHECK along with a new column, but Alembic would copy the table without its others.
    op.execute(
        "ALTER TABLE wish ADD COLUMN alternative VARCHAR "
        "CONSTRAINT ck_wish_alternative_is_ranked CHECK (alternative IS NULL OR kind = 'ranked')"
    )
    op.add_column("meeting_value", sa.Column("alternative", sa.String()))


def downgrade() -> None:
    op.drop_column("meeting_value", "alternative")
    op.drop_column("wish", "alternative")
