"""Tokens by which programs act for people: shown once, with a scope and an end."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, Forbidden, NotFound, NotSignedIn
from app.models import ApiToken, Scope
from app.queries import accounts
from app.services import audit_entries, lookup, tokens
from app.services.permissions import Actor, require_person


class Issued(NamedTuple):
    """A new token and its secret, which is told this once."""

    token: ApiToken
    secret: str


def of_actor(db: Session, actor: Actor) -> Sequence[ApiToken]:
    """By name, those that are over among them."""
    return db.scalars(accounts.api_tokens(actor.account.id)).all()


def create(db: Session, actor: Actor, *, name: str, scope: Scope, days: int) -> Issued:
    """Raises `Duplicate` if the actor has one of that name, `Forbidden` to a program."""
    require_person(actor)
    now, secret = datetime.now(UTC), tokens.new()
    token = ApiToken(
        account_id=actor.account.id,
        name=name,
        scope=scope,
        token_sha256=secret.sha256,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    with lookup.refused_as(db, Duplicate("You have a token named {name} already.", name=name)):
        db.add(token)
    audit_entries.record(db, actor, "token.created", subject_id=token.id, after={"name": name, "scope": scope})
    return Issued(token, secret.secret)


def revoke(db: Session, actor: Actor, token_id: UUID) -> None:
    """Raises `NotFound` unless it is one of the actor's own, `Forbidden` to a program."""
    require_person(actor)
    own = {token.id: token for token in of_actor(db, actor)}
    if token_id not in own:
        raise NotFound("You have no such token.")
    audit_entries.record(db, actor, "token.revoked", subject_id=token_id, before={"name": own[token_id].name})
    db.delete(own[token_id])


def actor_of(db: Session, secret: str, address: str, needed: Scope) -> Actor:
    """For whom the program with this secret acts. Raises `NotSignedIn`, or `Forbidden` if its scope is too small."""
    found = db.scalars(accounts.api_token(tokens.digest(secret), now=datetime.now(UTC))).unique().one_or_none()
    if found is None:
        raise NotSignedIn("This token is unknown, has expired or was revoked.")
    if needed is Scope.WRITE and found.scope is not Scope.WRITE:
        raise Forbidden("This token may only read.")
    return Actor(account=found.account, sign_in_id=None, address=address)
