"""Signing in and out: sessions kept by the server, and a lock for whoever guesses."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.passwords import Passwords
from app.errors import NotFound, NotSignedIn, SignInRefused
from app.models import Account, SignIn
from app.queries import accounts
from app.services import attempts, tokens
from app.services.permissions import Actor
from app.settings import AccountSettings

MOST_AGENT = 300


class Visitor(NamedTuple):
    """Where a request comes from: network address and program, as the program says."""

    address: str
    agent: str

    @property
    def network(self) -> str:
        """What one machine can't leave: of an IPv6 address the half that it does not choose itself."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, IPv4Address):
            return self.address
        return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))


class SignedIn(NamedTuple):
    """A new sign-in and its secret, which is told this once."""

    sign_in: SignIn
    secret: str


def attempt(
    db: Session, passwords: Passwords, settings: AccountSettings, visitor: Visitor, *, email: str, password: str
) -> SignedIn:
    """Sign in by password. Raises as `identified`."""
    account = identified(db, passwords, settings, visitor, email=email, password=password)
    return start(db, account, settings, visitor)


def identified(
    db: Session, passwords: Passwords, settings: AccountSettings, visitor: Visitor, *, email: str, password: str
) -> Account:
    """The account of this e-mail and password.

    Raises `TooManyAttempts` while the e-mail or the address is locked, `SignInRefused`, which counts towards that,
    whether the e-mail is unknown or the password wrong.
    """
    # Locked, so that of many guesses at once each sees those before it.
    account = db.scalars(accounts.by_email(email).with_for_update()).one_or_none()
    subjects = {f"email {email}": settings.max_failures, f"address {visitor.network}": settings.max_failures_of_address}
    attempts.require_fewer(db, settings, subjects)
    verdict = passwords.compare(password, account.password_hash if account else None)
    if account is None or not verdict.fits:
        attempts.count(db, subjects)
        raise SignInRefused("Check the e-mail and the password.")
    if verdict.renewed is not None:
        account.password_hash = verdict.renewed
    return account


def start(db: Session, account: Account, settings: AccountSettings, visitor: Visitor) -> SignedIn:
    """A new sign-in of somebody whose identity is certain."""
    now, token = datetime.now(UTC), tokens.new()
    sign_in = SignIn(
        account=account,
        token_sha256=token.sha256,
        created_at=now,
        expires_at=now + timedelta(hours=settings.sign_in_hours),
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
        found = db.scalars(accounts.sign_in(tokens.digest(secret), now=datetime.now(UTC))).one_or_none()
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
