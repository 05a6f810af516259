"""Signing in and out: sessions kept by the server, and a lock for whoever guesses."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound, NotSignedIn, SignInRefused
from app.models import Account, HalfSignIn, SignIn
from app.queries import accounts
from app.queries import second_factors as queries
from app.services import attempts, second_factors, tokens
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.services.visitors import Visitor

MOST_AGENT = 300
HALFWAY = timedelta(minutes=10)


class SignedIn(NamedTuple):
    """A new sign-in and its secret, which is told this once."""

    sign_in: SignIn
    secret: str


class Halfway(NamedTuple):
    """The secret of somebody who has not given a code of the second factor yet."""

    half: HalfSignIn
    secret: str


def attempt(
    db: Session, service: PeopleService, visitor: Visitor, *, email: str, password: str, code: str | None
) -> SignedIn:
    """Sign in by password, and a code where there is a second factor. Raises as `identified` and `second_factors`."""
    account = identified(db, service, visitor, email=email, password=password)
    second_factors.require(db, service, visitor, account, code)
    return start(db, service, visitor, account)


def begin(db: Session, service: PeopleService, visitor: Visitor, account: Account) -> SignedIn | Halfway:
    """Sign in somebody who is known already, but for a second factor, which is asked for next."""
    if not second_factors.is_asked_of(db, account):
        return start(db, service, visitor, account)
    now, token = datetime.now(UTC), tokens.new()
    db.execute(queries.forget_half_sign_ins(before=now))
    half = HalfSignIn(account_id=account.id, token_sha256=token.sha256, expires_at=now + HALFWAY)
    db.add(half)
    return Halfway(half, token.secret)


def halfway(db: Session, secret: str | None) -> HalfSignIn:
    """Who holds this secret. Raises `NotSignedIn` if nobody does."""
    half = None
    if secret:
        half = db.scalars(queries.half_sign_in(tokens.digest(secret), now=datetime.now(UTC))).one_or_none()
    if half is None:
        raise NotSignedIn("Sign in, or ask an organiser for an invitation.")
    return half


def finish(db: Session, service: PeopleService, visitor: Visitor, *, secret: str | None, code: str) -> SignedIn:
    """Sign in with a code. Raises `NotSignedIn`, and as `second_factors.require`."""
    half = halfway(db, secret)
    second_factors.require(db, service, visitor, half.account, code)
    db.delete(half)
    return start(db, service, visitor, half.account)


def identified(db: Session, service: PeopleService, visitor: Visitor, *, email: str, password: str) -> Account:
    """The account of this e-mail and password.

    Raises `TooManyAttempts` while the e-mail or the address is locked, `SignInRefused`, which counts towards that,
    whether the e-mail is unknown or the password wrong.
    """
    settings = service.accounts
    # Locked, so that of many guesses at once each sees those before it.
    account = db.scalars(accounts.alone(email).with_for_update()).one_or_none()
    subjects = {f"email {email}": settings.max_failures, f"address {visitor.network}": settings.max_failures_of_address}
    attempts.require_fewer(db, settings, subjects)
    verdict = service.passwords.compare(password, account.password_hash if account else None)
    if account is None or not verdict.fits:
        attempts.count(db, subjects)
        raise SignInRefused("Check the e-mail and the password.")
    if verdict.renewed is not None:
        account.password_hash = verdict.renewed
    return account


def start(db: Session, service: PeopleService, visitor: Visitor, account: Account) -> SignedIn:
    """A new sign-in of somebody whose identity is certain."""
    now, token = datetime.now(UTC), tokens.new()
    sign_in = SignIn(
        account=account,
        token_sha256=token.sha256,
        created_at=now,
        expires_at=now + timedelta(hours=service.accounts.sign_in_hours),
        address=visitor.address,
        agent=visitor.agent[:MOST_AGENT],
    )
    db.add(sign_in)
    db.flush()
    return SignedIn(sign_in, token.secret)


def actor_of(db: Session, secret: str | None, visitor: Visitor) -> Actor:
    """Whoever holds this secret. Raises `NotSignedIn` if nobody does."""
    found = None
    if secret:
        found = db.scalars(accounts.sign_in(tokens.digest(secret), now=datetime.now(UTC))).unique().one_or_none()
    if found is None:
        raise NotSignedIn("Sign in, or ask an organiser for an invitation.")
    return Actor(account=found.account, sign_in_id=found.id, address=visitor.address)


def of_actor(db: Session, actor: Actor) -> Sequence[SignIn]:
    """Where the actor is signed in, the latest first."""
    return db.scalars(accounts.sign_ins(actor.account.id, now=datetime.now(UTC))).all()


def end(db: Session, actor: Actor, sign_in_id: UUID) -> None:
    """Raises `NotFound` unless it is one of the actor's own."""
    own = {sign_in.id: sign_in for sign_in in of_actor(db, actor)}
    if sign_in_id not in own:
        raise NotFound("You have no such sign-in.")
    db.delete(own[sign_in_id])
