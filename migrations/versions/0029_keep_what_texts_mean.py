"""Keep what texts mean.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interest_meaning",
        sa.Column("interest_id", sa.Uuid(), sa.ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("interest_meaning")
