"""People: who they are, how they sign in, what they may do where, and what was done."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamped, UuidPk, choice
from app.models.conference import Conference
from app.models.delegation import Delegation


class Role(StrEnum):
    """What a membership allows: the first four at a whole conference, the others in one delegation."""

    OWNER = "owner"
    EDITOR = "editor"
    DESK = "desk"
    VIEWER = "viewer"
    HEAD = "head"
    MEMBER = "member"


OF_DELEGATIONS = (Role.HEAD, Role.MEMBER)
_TO_NOTICE = "to tell one's own sign-ins from a stranger's"
_TO_ANSWER = "to know who answers for what was done"
_FITS = "(role IN ('head', 'member')) = (delegation_id IS NOT NULL)"


class Account(Timestamped, Base):
    """A person who may sign in. `email` is in small letters; without `password_hash` nobody can sign in by password."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email <> ''", name="has_an_email"),)

    id: Mapped[UuidPk]
    email: Mapped[str] = mapped_column(unique=True, info={"personal": "to sign in with, and to be written to"})
    name: Mapped[str] = mapped_column(info={"personal": "to be known by to those one works with"})
    password_hash: Mapped[str | None] = mapped_column(info={"secret": True})
    is_administrator: Mapped[bool] = mapped_column(default=False)
    # In which mails are written; all in turn, if nobody has said.
    language: Mapped[str | None]
    # What asks for nothing isn't mailed then.
    only_essential_mail: Mapped[bool] = mapped_column(default=False, server_default=false())

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", lazy="raise", passive_deletes="all", order_by="(Membership.created_at, Membership.id)"
    )


class Membership(Timestamped, Base):
    """What a person may do at a conference: as one of its organisers, or in one delegation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "delegation_id"),
        CheckConstraint(_FITS, name="role_fits"),
        Index(
            "uq_membership_organiser",
            "account_id",
            "conference_id",
            unique=True,
            sqlite_where=text("delegation_id IS NULL"),
            postgresql_where=text("delegation_id IS NULL"),
        ),
    )

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    delegation_id: Mapped[UUID | None] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    # Given by a rule about what another service says, and so taken away by it.
    by_claims: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(back_populates="memberships", lazy="raise")
    conference: Mapped[Conference] = relationship(lazy="raise")
    delegation: Mapped[Delegation | None] = relationship(lazy="raise")


class SignIn(Base):
    """Someone signed in, until `expires_at` or until the row is deleted. Only a digest of the secret is kept."""

    __tablename__ = "sign_in"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(info={"personal": _TO_NOTICE})
    agent: Mapped[str] = mapped_column(info={"personal": _TO_NOTICE})

    account: Mapped[Account] = relationship(lazy="raise")


class Scope(StrEnum):
    """What a program may do in somebody's name."""

    READ = "read"
    WRITE = "write"


class ApiToken(Base):
    """A secret by which a program acts for a person, until `expires_at` or until the row is deleted."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str]
    scope: Mapped[Scope] = mapped_column(choice(Scope, "scope_known"))
    token_sha256: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class FailedSignIn(Base):
    """A sign-in that was refused, or a new password asked for, kept as long as it counts towards a limit.

    `subject` is what was tried, with an e-mail or an address.
    """

    __tablename__ = "failed_sign_in"

    id: Mapped[UuidPk]
    subject: Mapped[str] = mapped_column(index=True, info={"personal": "to lock out whoever guesses"})
    at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Base):
    """A link for one person to join, once, until `expires_at`. Only a digest of its secret is kept."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint(_FITS, name="role_fits"),)

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    delegation_id: Mapped[UUID | None] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    email: Mapped[str] = mapped_column(info={"personal": "to invite the person, and nobody else"})
    token_sha256: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)


class PasswordReset(Base):
    """A link to a new password, once, until `expires_at`. Only a digest of its secret is kept.

    One that was asked for an unknown e-mail has no account and opens nothing: it is there so that asking takes as long.
    """

    __tablename__ = "password_reset"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """Who did what to what, when and from where. Nothing changes or deletes such a row, whatever it speaks of.

    `on_behalf_of_id` is the delegation, or of an enquiry the organisation, whose word it was, if somebody else gave it.
    """

    __tablename__ = "audit_entry"

    id: Mapped[UuidPk]
    at: Mapped[datetime]
    conference_id: Mapped[UUID | None] = mapped_column(index=True)
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(info={"personal": _TO_ANSWER})
    address: Mapped[str] = mapped_column(info={"personal": _TO_ANSWER})
    action: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    on_behalf_of_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
