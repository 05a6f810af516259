"""Signing in by another service: whom it knows as whom, and letting them in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotIntroduced
from app.models import Account, Identity, Invitation
from app.queries import accounts
from app.queries import identities as queries
from app.services import audit_entries, grants, invitations, lookup, sign_ins
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.services.sign_ins import Halfway, SignedIn
from app.services.visitors import Visitor
from app.settings import OidcRule


class Introduction(NamedTuple):
    """What the other service says of somebody; `email` only if it has made sure of that."""

    issuer: str
    subject: str
    email: str | None
    name: str
    claims: Mapping[str, Any]


def enter(
    db: Session, service: PeopleService, rules: Sequence[OidcRule], visitor: Visitor, who: Introduction
) -> SignedIn | Halfway:
    """Sign in whoever is known by this service, has an account or an invitation for this e-mail, or rights by a rule.

    Raises `NotIntroduced` to everybody else, `Duplicate` if the same person has just come in by another window.
    """
    fitting = grants.fit(rules, who.claims)
    identity = db.scalars(queries.of_subject(who.issuer, who.subject)).one_or_none()
    if identity is None:
        identity = _linked(db, visitor, who, welcome=bool(fitting))
    account = identity.account
    actor = Actor(account=account, sign_in_id=None, address=visitor.address)
    given = grants.apply(db, actor, identity, fitting)
    joined = [invitations.join(db, account, visitor, each) for each in _open(db, who) if who.email == account.email]
    if given or any(joined):
        db.execute(accounts.end_sign_ins(account.id))
    return sign_ins.begin(db, service, visitor, account)


def _linked(db: Session, visitor: Visitor, who: Introduction, *, welcome: bool) -> Identity:
    """By the e-mail, which the other service has made sure of."""
    if who.email is None:
        raise NotIntroduced("That service does not vouch for your e-mail, so nobody knows who you are here.")
    account = db.scalars(accounts.by_email(who.email)).one_or_none()
    if account is None and not (welcome or _open(db, who)):
        raise NotIntroduced("Nobody has invited you yet; ask the organiser of your conference.")
    identity = Identity(issuer=who.issuer, subject=who.subject, created_at=datetime.now(UTC))
    with lookup.refused_as(db, Duplicate("Somebody else signs in with this e-mail; ask whoever runs this server.")):
        identity.account = account or _new_account(db, who.email, who.name)
        db.add(identity)
    actor = Actor(account=identity.account, sign_in_id=None, address=visitor.address)
    audit_entries.record(db, actor, "identity.linked", subject_id=identity.account.id)
    return identity


def _new_account(db: Session, email: str, name: str) -> Account:
    account = Account(email=email, name=name, memberships=[])
    db.add(account)
    return account


def _open(db: Session, who: Introduction) -> Sequence[Invitation]:
    """The e-mail is as good as the links that were sent to it."""
    if who.email is None:
        return []
    return db.scalars(queries.invitations(who.email, now=datetime.now(UTC))).all()
