"""Let three delegations or more meet at once.

Revision ID: 0024
Revises: 0023
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting_value", sa.Column("features", sa.JSON(), server_default="[]", nullable=False))
    create_groups()
    create_members()


def downgrade() -> None:
    op.drop_table("group_member")
    op.drop_table("meeting_group")
    op.drop_column("meeting_value", "features")


def create_groups() -> None:
    op.create_table(
        "meeting_group",
        sa.Column("id", sa.Uuid(), primary_key=True),
        link("session_id", "conference_session.id", "CASCADE"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        link("convener_id", "delegation.id", "SET NULL", index=True, nullable=True),
        sa.Column("min_size", sa.Integer(), nullable=False),
        sa.Column("max_size", sa.Integer()),
        sa.Column("must_meet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("alternative", sa.String()),
        sa.Column("value", sa.Integer()),
        sa.Column("features", sa.JSON(), nullable=False),
        link("slot_id", "slot.id", index=True, nullable=True),
        link("table_id", "meeting_table.id", index=True, nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        *timestamps(),
        sa.UniqueConstraint("session_id", "code"),
        sa.CheckConstraint("code <> ''", name="identified"),
        sa.CheckConstraint("min_size >= 3", name="more_than_two"),
        sa.CheckConstraint("max_size >= min_size", name="sizes_in_order"),
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
        sa.CheckConstraint("table_id IS NULL OR slot_id IS NOT NULL", name="pinned_to_a_slot_first"),
    )


def create_members() -> None:
    states = sa.Enum(
        "invited", "agreed", "declined", name="state_known", native_enum=False, length=16, create_constraint=True
    )
    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), primary_key=True),
        link("group_id", "meeting_group.id", "CASCADE"),
        link("delegation_id", "delegation.id", "CASCADE", index=True),
        sa.Column("state", states, nullable=False),
        sa.Column("also_alone", sa.Boolean(), nullable=False),
        moment("answered_at"),
        *timestamps(),
        sa.UniqueConstraint("group_id", "delegation_id"),
        sa.CheckConstraint("(state = 'invited') = (answered_at IS NULL)", name="invited_or_answered"),
    )


def link(name: str, target: str, ondelete: str | None = None, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target, ondelete=ondelete), **{"nullable": False} | options)


def moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def timestamps() -> list[sa.Column[Any]]:
    return [moment(name, server_default=sa.func.now(), nullable=False) for name in ("created_at", "updated_at")]
