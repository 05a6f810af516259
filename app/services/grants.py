"""Rights by what another service says of a person: rules of the settings, applied at each sign-in by that service.

Only what a rule gave can a rule take away; what people gave each other stays as it is.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.logs import fields
from app.models import Identity, Membership, Role
from app.models.account import OF_DELEGATIONS
from app.queries import identities, memberships, personal_data
from app.services import audit_entries
from app.services.permissions import ORGANISERS, Actor
from app.settings import OidcRule

logger = logging.getLogger(__name__)

Place = tuple[UUID, UUID | None]
"""A conference, and perhaps one of its delegations."""

_RANKS = [Role.MEMBER, Role.HEAD, *ORGANISERS]


def fit(rules: Iterable[OidcRule], claims: Mapping[str, Any]) -> list[tuple[int, OidcRule]]:
    """The rules that are for this person, with their numbers."""
    return [(number, rule) for number, rule in enumerate(rules) if rule.value in _values(claims, rule.claim)]


def apply(db: Session, actor: Actor, identity: Identity, rules: Sequence[tuple[int, OidcRule]]) -> bool:
    """Give what these rules say and take what none says any more; whether anything has changed."""
    wanted = _wanted(db, rules)
    held = {(m.conference_id, m.delegation_id): m for m in db.scalars(memberships.of_account(identity.account_id))}
    changed = [
        _give(db, actor, identity.account_id, place=place, role=role, held=held.get(place))
        for place, role in wanted.items()
    ]
    changed += [_take(db, actor, membership) for place, membership in held.items() if place not in wanted]
    changed.append(_administer(db, actor, identity, wanted=any(rule.administrator for _, rule in rules)))
    db.flush()
    return any(changed)


def _values(claims: Mapping[str, Any], path: str) -> Sequence[str]:
    """What is said under a name, or under names within names (`realm_access.roles`), always as a list."""
    said: Any = claims.get(path)
    if said is None:
        said = claims
        for name in path.split("."):
            said = said.get(name) if isinstance(said, Mapping) else None
    return [str(each) for each in (said if isinstance(said, list) else [said])]


def _wanted(db: Session, rules: Iterable[tuple[int, OidcRule]]) -> dict[Place, Role]:
    """The highest role at each place."""
    wanted: dict[Place, Role] = {}
    for place, role in _places(db, rules):
        wanted[place] = max(role, wanted.get(place, role), key=_RANKS.index)
    return wanted


def _places(db: Session, rules: Iterable[tuple[int, OidcRule]]) -> Iterator[tuple[Place, Role]]:
    for number, rule in rules:
        if rule.conference is None or rule.role is None:
            continue
        place = _place(db, rule)
        if place is None:
            logger.warning("a rule of OIDC names no one conference or delegation", extra=fields(rule=number))
        else:
            yield place, Role(rule.role)


def _place(db: Session, rule: OidcRule) -> Place | None:
    conference = db.scalars(identities.conference(str(rule.conference))).one_or_none()
    if conference is None:
        return None
    if rule.delegation is None:
        return conference.id, None
    found = db.scalars(identities.delegations(conference.id, rule.delegation)).all()
    return (conference.id, found[0].id) if len(found) == 1 else None


def _give(db: Session, actor: Actor, account_id: UUID, *, place: Place, role: Role, held: Membership | None) -> bool:
    conference_id, delegation_id = place
    if held is None:
        held = Membership(
            account_id=account_id, conference_id=conference_id, delegation_id=delegation_id, role=role, by_claims=True
        )
        db.add(held)
        db.flush()
        _record(db, actor, "membership.created", held, after={"role": role})
        return True
    if not held.by_claims or held.role is role or _is_last_owner(db, held):
        return False
    _record(db, actor, "membership.changed", held, before={"role": held.role}, after={"role": role})
    held.role = role
    return True


def _take(db: Session, actor: Actor, held: Membership) -> bool:
    if not held.by_claims or _is_last_owner(db, held):
        return False
    _record(db, actor, "membership.ended", held, before={"role": held.role})
    db.delete(held)
    return True


def _is_last_owner(db: Session, held: Membership) -> bool:
    return held.role is Role.OWNER and len(db.scalars(memberships.owners(held.conference_id)).all()) == 1


def _administer(db: Session, actor: Actor, identity: Identity, *, wanted: bool) -> bool:
    account = identity.account
    if wanted is account.is_administrator or not (wanted or identity.made_administrator):
        return False
    if not wanted and len(db.scalars(personal_data.administrators()).all()) == 1:
        return False
    account.is_administrator = identity.made_administrator = wanted
    action = "administrator.named" if wanted else "administrator.ended"
    audit_entries.record(db, actor, action, subject_id=account.id)
    return True


def _record(db: Session, actor: Actor, action: str, held: Membership, **states: dict[str, Any]) -> None:
    told = {name: {"account_id": str(held.account_id), "by_claims": True} | state for name, state in states.items()}
    audit_entries.record(db, actor, action, conference_id=held.conference_id, subject_id=held.id, **told)


assert set(_RANKS) == {*OF_DELEGATIONS, *ORGANISERS}
