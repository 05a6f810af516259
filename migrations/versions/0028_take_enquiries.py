"""Take enquiries: what organisations ask of missions outside any conference.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATUSES = ("sent", "assigned", "answered", "closed", "declined", "withdrawn", "refused")


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), primary_key=True),
        organisation("organisation_id", nullable=False),
        organisation("mission_id", nullable=True),
        sa.Column("kind", one_of("kind", "partner_search", "verification", "protection"), nullable=False),
        sa.Column("status", one_of("status", *STATUSES), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("need", sa.JSON()),
        sa.Column("answer", sa.String()),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
            for name in ("created_at", "updated_at")
        ),
        sa.CheckConstraint("status NOT IN ('assigned', 'answered') OR mission_id IS NOT NULL", name="mission_answers"),
    )
    op.create_table(
        "enquiry_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("enquiry_id", sa.Uuid(), sa.ForeignKey("enquiry.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="SET NULL"), index=True),
        sa.Column("status", one_of("status", *STATUSES), nullable=False),
        organisation("mission_id", nullable=True),
        sa.Column("text", sa.String()),
        sa.UniqueConstraint("enquiry_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("enquiry_change")
    op.drop_table("enquiry")


def organisation(name: str, *, nullable: bool) -> sa.Column[object]:
    target = sa.ForeignKey("organisation.id", ondelete="RESTRICT")
    return sa.Column(name, sa.Uuid(), target, nullable=nullable, index=True)


def one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
