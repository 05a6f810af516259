"""Tell people of what happens.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = (
    *("need_returned", "need_validated", "need_refused"),
    *("offer_returned", "offer_validated", "offer_refused"),
    *("request_received", "request_accepted", "request_declined"),
    *("enquiry_assigned", "enquiry_answered", "enquiry_declined", "enquiry_refused"),
)


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(), nullable=True))
    op.add_column("account", sa.Column("only_essential_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
    kind = sa.Enum(*KINDS, name="kind_known", native_enum=False, length=16, create_constraint=True)
    op.create_table(
        "happening",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        sa.Column("conference_id", sa.Uuid(), sa.ForeignKey("conference.id", ondelete="CASCADE"), nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in ("account_id", "conference_id", "at"):
        op.create_index(f"ix_happening_{column}", "happening", [column])


def downgrade() -> None:
    op.drop_table("happening")
    op.drop_column("account", "only_essential_mail")
    op.drop_column("account", "language")
