"""Share among servers who asked how often in a minute.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request_count"),
    )
    op.create_index("ix_request_count_minute", "request_count", ["minute"])


def downgrade() -> None:
    op.drop_index("ix_request_count_minute", "request_count")
    op.drop_table("request_count")
