"""Let delegations sign off what they submit, where the conference asks for it.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = ("asked", "approved", "sent_back")


def upgrade() -> None:
    op.add_column("conference", sa.Column("requires_sign_off", sa.Boolean(), server_default=sa.false(), nullable=False))
    # In words of its own, since Alembic would copy SQLite's table to add a check, and drop all that points at it.
    known = ", ".join(f"'{state}'" for state in STATES)
    op.execute(
        "ALTER TABLE interest ADD COLUMN sign_off VARCHAR(16) "
        f"CONSTRAINT ck_interest_sign_off_known CHECK (sign_off IN ({known}))"
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("interest_id", sa.Uuid(), sa.ForeignKey("interest.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="SET NULL"), index=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("state", one_of("state", *STATES), nullable=False),
        sa.Column("approved_by", one_of("approved_by", "head", "letter")),
        sa.Column("letter_number", sa.String()),
        sa.Column("letter_on", sa.Date()),
        sa.Column("comment", sa.String()),
        sa.UniqueConstraint("interest_id", "number"),
        sa.CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="approved_by_somebody"),
        sa.CheckConstraint(
            "(approved_by IS NOT NULL AND approved_by = 'letter') OR (letter_number IS NULL AND letter_on IS NULL)",
            name="letter_fits",
        ),
    )


def downgrade() -> None:
    op.drop_table("sign_off")
    op.drop_column("interest", "sign_off")
    op.drop_column("conference", "requires_sign_off")


def one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
