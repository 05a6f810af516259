"""Keep how delegations attend: from where, by which link, from when to when.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("timezone", "meeting_link"):
        op.add_column("delegation", sa.Column(name, sa.String()))
    op.add_column("delegation", sa.Column("arrives_at", sa.DateTime(timezone=True)))
    # By hand, as SQLite takes a CHECK along with a new column, but Alembic would copy the table to add it: and to drop
    # the old one is to delete whatever hangs on delegations.
    moment = sa.DateTime(timezone=True).compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE delegation ADD COLUMN departs_at {moment} "
        "CONSTRAINT ck_delegation_departs_after_arriving CHECK (departs_at > arrives_at)"
    )


def downgrade() -> None:
    for name in ("departs_at", "arrives_at", "meeting_link", "timezone"):
        op.drop_column("delegation", name)
