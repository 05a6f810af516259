"""Forget what a language model made of needs and offerings that were refused as unfit.

Until now that went only where the model was at work when they were refused.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

interest = sa.table("interest", sa.column("id", sa.Uuid()), sa.column("state", sa.String()))
interest_meaning = sa.table("interest_meaning", sa.column("interest_id", sa.Uuid()))


def upgrade() -> None:
    refused = sa.select(interest.c.id).where(interest.c.state == "refused")
    op.execute(sa.delete(interest_meaning).where(interest_meaning.c.interest_id.in_(refused)))


def downgrade() -> None:
    """What is gone stays so."""
