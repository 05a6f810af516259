"""Let people sign in: accounts, memberships, invitations, and a record of what was done.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("account", "membership", "sign_in", "api_token", "failed_sign_in", "invitation", "audit_entry")
ROLES = ("owner", "editor", "desk", "viewer", "head", "member")
ROLE_FITS = "(role IN ('head', 'member')) = (delegation_id IS NOT NULL)"


def upgrade() -> None:
    create_accounts()
    create_sign_ins()
    create_invitations()
    create_audit_entries()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_accounts() -> None:
    op.create_table(
        "account",
        key(),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        *timestamps(),
        sa.UniqueConstraint("email"),
        sa.CheckConstraint("email <> ''", name="has_an_email"),
    )
    op.create_table(
        "membership",
        key(),
        link("account_id", "account.id"),
        link("conference_id", "conference.id", index=True),
        link("delegation_id", "delegation.id", index=True, nullable=True),
        one_of("role", *ROLES),
        *timestamps(),
        sa.UniqueConstraint("account_id", "delegation_id"),
        sa.CheckConstraint(ROLE_FITS, name="role_fits"),
    )
    alone = sa.text("delegation_id IS NULL")
    op.create_index(
        "uq_membership_organiser",
        "membership",
        ["account_id", "conference_id"],
        unique=True,
        sqlite_where=alone,
        postgresql_where=alone,
    )


def create_sign_ins() -> None:
    op.create_table(
        "sign_in",
        key(),
        link("account_id", "account.id", index=True),
        sa.Column("token_sha256", sa.String(), nullable=False),
        moment("created_at"),
        moment("expires_at"),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_table(
        "api_token",
        key(),
        link("account_id", "account.id"),
        sa.Column("name", sa.String(), nullable=False),
        one_of("scope", "read", "write"),
        sa.Column("token_sha256", sa.String(), nullable=False),
        moment("created_at"),
        moment("expires_at"),
        sa.UniqueConstraint("token_sha256"),
        sa.UniqueConstraint("account_id", "name"),
    )
    op.create_table(
        "failed_sign_in",
        key(),
        sa.Column("subject", sa.String(), index=True, nullable=False),
        moment("at", index=True),
    )


def create_invitations() -> None:
    op.create_table(
        "invitation",
        key(),
        link("conference_id", "conference.id", index=True),
        link("delegation_id", "delegation.id", index=True, nullable=True),
        one_of("role", *ROLES),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        moment("created_at"),
        moment("expires_at"),
        moment("accepted_at", nullable=True),
        link("invited_by_id", "account.id", "SET NULL", index=True, nullable=True),
        sa.UniqueConstraint("token_sha256"),
        sa.CheckConstraint(ROLE_FITS, name="role_fits"),
    )


def create_audit_entries() -> None:
    op.create_table(
        "audit_entry",
        key(),
        moment("at"),
        sa.Column("conference_id", sa.Uuid(), index=True),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
    )


def key() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def link(name: str, target: str, ondelete: str = "CASCADE", **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target, ondelete=ondelete), **{"nullable": False} | options)


def one_of(name: str, *options: str) -> sa.Column[Any]:
    kind = sa.Enum(*options, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
    return sa.Column(name, kind, nullable=False)


def moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **{"nullable": False} | options)


def timestamps() -> list[sa.Column[Any]]:
    return [moment(name, server_default=sa.func.now()) for name in ("created_at", "updated_at")]
