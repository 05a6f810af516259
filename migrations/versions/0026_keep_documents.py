"""Keep what is known of documents; what is in them is in a folder.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), primary_key=True),
        reference("delegation_id", "delegation.id", ondelete="CASCADE", nullable=False),
        reference("interest_id", "interest.id", ondelete="CASCADE", nullable=False),
        reference("account_id", "account.id", ondelete="SET NULL", nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", one_of("purpose", "attachment", "letter"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("size >= 1", name="not_empty"),
    )
    # By hand: SQLite takes a reference along with a new column, but Alembic would copy the table to add it.
    kind = sa.Uuid().compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE sign_off ADD COLUMN letter_document_id {kind} "
        "CONSTRAINT fk_sign_off_letter_document_id REFERENCES document (id)"
    )
    op.create_index("ix_sign_off_letter_document_id", "sign_off", ["letter_document_id"])


def downgrade() -> None:
    op.drop_index("ix_sign_off_letter_document_id", "sign_off")
    op.drop_column("sign_off", "letter_document_id")
    op.drop_table("document")


def reference(name: str, target: str, *, ondelete: str, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target, ondelete=ondelete), nullable=nullable, index=True)


def one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
