"""Ask for a second factor.

Revision ID: 0011
Revises: 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factor",
        account(primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.Integer()),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), primary_key=True),
        account(),
        sa.Column("code_sha256", sa.String(), nullable=False),
        sa.UniqueConstraint("account_id", "code_sha256"),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("id", sa.Uuid(), primary_key=True),
        account(index=True),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), index=True, nullable=False),
        sa.UniqueConstraint("token_sha256"),
    )


def downgrade() -> None:
    for table in ("half_sign_in", "recovery_code", "second_factor"):
        op.drop_table(table)


def account(**options: Any) -> sa.Column[Any]:
    key = sa.ForeignKey("account.id", ondelete="CASCADE")
    return sa.Column("account_id", sa.Uuid(), key, nullable=False, **options)
