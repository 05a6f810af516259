"""Number the revisions of what several people edit; tell on whose behalf something was done.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REVISED = ("conference", "conference_session", "delegation", "need", "offering", "organisation", "wish")


def upgrade() -> None:
    for table in REVISED:
        op.add_column(table, sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("audit_entry", sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True))
    op.create_index("ix_audit_entry_subject_id", "audit_entry", ["subject_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_subject_id", "audit_entry")
    op.drop_column("audit_entry", "on_behalf_of_id")
    for table in REVISED:
        op.drop_column(table, "revision")
