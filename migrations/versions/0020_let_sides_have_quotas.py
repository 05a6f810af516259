"""Let sides have quotas of wishes, too.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

QUOTAS = {"max_wishes": "wishes_not_negative", "max_do_not_meets": "do_not_meets_not_negative"}


def upgrade() -> None:
    with op.batch_alter_table("side_rule") as table:
        for name, rule in QUOTAS.items():
            table.add_column(sa.Column(name, sa.Integer()))
            table.create_check_constraint(rule, f"{name} >= 0")


def downgrade() -> None:
    with op.batch_alter_table("side_rule") as table:
        for name, rule in QUOTAS.items():
            table.drop_constraint(rule, type_="check")
            table.drop_column(name)
