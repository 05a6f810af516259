"""Keep delegates: the people of a delegation.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegate",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "delegation_id",
            sa.Uuid(),
            sa.ForeignKey("delegation.id", ondelete="CASCADE"),
            index=True,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String()),
        sa.Column("title_en", sa.String()),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("membership_id", sa.Uuid(), sa.ForeignKey("membership.id", ondelete="SET NULL"), unique=True),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
            for name in ("created_at", "updated_at")
        ),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
    )


def downgrade() -> None:
    op.drop_table("delegate")
