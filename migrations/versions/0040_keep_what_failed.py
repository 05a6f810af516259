"""Keep mails that were refused for good, with the reason, and the conference that they are of.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_mail", sa.Column("conference_id", sa.Uuid()))
    op.add_column("outgoing_mail", sa.Column("refusal", sa.JSON()))
    op.create_index("ix_outgoing_mail_conference_id", "outgoing_mail", ["conference_id"])


def downgrade() -> None:
    op.drop_index("ix_outgoing_mail_conference_id", "outgoing_mail")
    op.drop_column("outgoing_mail", "refusal")
    op.drop_column("outgoing_mail", "conference_id")
