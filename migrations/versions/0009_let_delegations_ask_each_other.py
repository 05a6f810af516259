"""Let delegations ask each other for meetings.

Revision ID: 0009
Revises: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATUSES = ("sent", "accepted", "declined", "withdrawn", "expired")


def upgrade() -> None:
    add_rules_of_asking()
    create_meeting_requests()


def downgrade() -> None:
    op.drop_table("meeting_request")
    op.drop_column("conference_session", "accepted_must_meet")
    op.drop_column("conference_session", "request_days")


def add_rules_of_asking() -> None:
    # By hand, as SQLite takes a CHECK along with a new column, but Alembic would copy the table to add it: and to drop
    # the old one is to delete whatever hangs on sessions.
    op.execute(
        "ALTER TABLE conference_session ADD COLUMN request_days INTEGER "
        "CONSTRAINT ck_conference_session_request_days_positive CHECK (request_days >= 1)"
    )
    op.add_column(
        "conference_session",
        sa.Column("accepted_must_meet", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def create_meeting_requests() -> None:
    op.create_table(
        "meeting_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        link("session_id", "conference_session.id", index=True),
        link("a_id", "delegation.id", index=True),
        link("b_id", "delegation.id", index=True),
        link("requester_id", "delegation.id", index=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("status", one_of("status_known", *STATUSES), nullable=False),
        sa.Column("reply", sa.String()),
        sa.Column("is_mutual", sa.Boolean(), nullable=False),
        moment("expires_at", nullable=True),
        moment("settled_at", nullable=True),
        moment("created_at", server_default=sa.func.now()),
        moment("updated_at", server_default=sa.func.now()),
        sa.CheckConstraint("a_id < b_id", name="smaller_id_first"),
        sa.CheckConstraint("requester_id IN (a_id, b_id)", name="asked_by_one_of_them"),
        sa.CheckConstraint("(status = 'sent') = (settled_at IS NULL)", name="settled_or_sent"),
    )
    live = sa.text("status IN ('sent', 'accepted')")
    op.create_index(
        "uq_meeting_request_live",
        "meeting_request",
        ["session_id", "a_id", "b_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def link(name: str, target: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target, ondelete="CASCADE"), nullable=False, **options)


def one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, length=16, create_constraint=True)


def moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **{"nullable": False} | options)
