"""Delegates: who comes for a delegation, and what the others may know of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound, TooManyDelegates
from app.i18n.messages import mark
from app.models import Delegate, Delegation
from app.queries import delegates, organisations
from app.services import (
    codes,
    delegations,
    impact_checks,
    language_impacts,
    lookup,
    seat_impacts,
    stages,
    telephones,
)
from app.services.folding import has_words, words
from app.services.lookup import Page
from app.services.permissions import Actor, require_submitter
from app.services.showing import Seen
from app.services.stage_rules import Activity

T = TypeVar("T")

MOST = 100

AS_IT_IS_NOW = ("teams", "languages", "mode")
"""What of a delegation its delegates go by."""

FOR_OTHERS = frozenset({"id", "delegation_id", "position", "name", "title_vi", "title_en", "revision"})
"""What everybody at the conference may know."""

SeenDelegate = Seen[Delegate]
"""As somebody sees them: `private` is the row itself for their own delegation and the organisers, else null."""


def page(
    db: Session, actor: Actor, delegation_id: UUID, *, text: str | None = None, limit: int, cursor: str | None
) -> Page[SeenDelegate]:
    """In the order of protocol; name and titles, which everybody may know, have each word of `text`."""
    delegation = delegations.get(db, actor, delegation_id)
    ids = None if text is None else _ids_called(db, delegation, text)
    found = lookup.page(db, delegates.of_delegation(delegation.id, ids=ids), limit=limit, cursor=cursor)
    return found.with_each(lambda delegate: _seen(actor, delegate))


def get(db: Session, actor: Actor, delegate_id: UUID) -> SeenDelegate:
    return _seen(actor, _get(db, actor, delegate_id))


def for_submitter(db: Session, actor: Actor, delegate_id: UUID) -> SeenDelegate:
    """The same to be changed. Raises `Forbidden` but to the delegation and to editors."""
    delegate = _get(db, actor, delegate_id)
    require_submitter(actor, delegate.delegation)
    return _seen(actor, delegate)


def create(
    db: Session, actor: Actor, delegation_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> SeenDelegate:
    """The last in the order of protocol.

    Raises `Forbidden`, `TooManyDelegates`, `Invalid`, `Duplicate` for somebody who is another delegate already, and
    `WouldInvalidate` if nobody would interpret at a meeting what the delegation speaks then.
    """
    delegation = _locked(db, actor, delegation_id)
    if db.scalars(delegates.number(delegation.id)).one() >= MOST:
        raise TooManyDelegates("A delegation has at most {most} delegates.", most=MOST)
    position = db.scalars(delegates.last_position(delegation.id)).one() + 1
    delegate = Delegate(delegation_id=delegation.id, position=position)
    afters = language_impacts.begin(db, actor, delegation) if values["languages"] else []
    with impact_checks.told_first(db, afters, accepted=accept_impact):
        _store(db, delegate, delegation, values)
    return get(db, actor, delegate.id)


def update(
    db: Session, actor: Actor, delegate_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> SeenDelegate:
    """Raises as `create`, also `WouldInvalidate` if the delegate would no longer sit at a meeting of a timetable."""
    delegate = _get(db, actor, delegate_id)
    delegation = _locked(db, actor, delegate.delegation_id)
    afters = seat_impacts.begin(db, actor, delegation, delegate.id)
    if values["languages"] != delegate.languages:
        afters += language_impacts.begin(db, actor, delegation)
    with impact_checks.told_first(db, afters, accepted=accept_impact):
        _store(db, delegate, delegation, values)
    return _seen(actor, lookup.reloaded(db, delegates.by_id(delegate.id, actor.sight)))


def delete(db: Session, actor: Actor, delegate_id: UUID, *, accept_impact: bool) -> None:
    """Raises `Forbidden` but to their own delegation and editors, and `WouldInvalidate` as `update`."""
    delegate = _get(db, actor, delegate_id)
    delegation = _locked(db, actor, delegate.delegation_id)
    afters = seat_impacts.begin(db, actor, delegation, delegate.id)
    if delegate.languages:
        afters += language_impacts.begin(db, actor, delegation)
    with impact_checks.told_first(db, afters, accepted=accept_impact):
        db.delete(delegate)


def put_in_order(db: Session, actor: Actor, delegation_id: UUID, ids: Sequence[UUID]) -> Page[SeenDelegate]:
    """All delegates of the delegation in the order of protocol, which is a revision of the delegation itself.

    Raises `Forbidden`, `Invalid` if these are not all.
    """
    delegation = _in_turn(db, actor, delegation_id)
    found = {delegate.id: delegate for delegate in db.scalars(delegates.of_delegation(delegation.id))}
    for i, delegate_id in enumerate(ids):
        if delegate_id not in found:
            raise lookup.invalid(f"/delegate_ids/{i}", "No such delegate of this delegation.")
    if len(ids) < len(found):
        raise lookup.invalid("/delegate_ids", "Each delegate of the delegation has a place in the order.")
    if list(ids) != list(found):
        delegation.updated_at = datetime.now(UTC)
    for position, delegate_id in enumerate(ids, start=1):
        found[delegate_id].position = position
    db.flush()
    return page(db, actor, delegation_id, limit=MOST, cursor=None)


def _ids_called(db: Session, delegation: Delegation, text: str) -> list[UUID]:
    wanted = words(text)
    return [each.id for each in db.execute(delegates.names(delegation.id)) if has_words(wanted, *each[2:])]


def _locked(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The delegation as it is now, if the actor may name its delegates, when nobody else does."""
    delegation = _in_turn(db, actor, delegation_id)
    db.refresh(delegation, AS_IT_IS_NOW)
    return delegation


def _in_turn(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The same as it was seen: whoever changes it then is refused if somebody else has, meanwhile."""
    delegation = delegations.for_submitter(db, actor, delegation_id)
    stages.require(db, actor, delegation.conference_id, Activity.EDIT_DELEGATES)
    return delegations.locked(db, actor, delegation_id)


def _get(db: Session, actor: Actor, delegate_id: UUID) -> Delegate:
    return lookup.one(db, delegates.by_id(delegate_id, actor.sight), NotFound("No such delegate."))


def _seen(actor: Actor, delegate: Delegate) -> SeenDelegate:
    return Seen(delegate, FOR_OTHERS, private=delegate if actor.sight.knows(delegate.delegation) else None)


def _store(db: Session, delegate: Delegate, delegation: Delegation, values: dict[str, Any]) -> None:
    sector_codes = values.pop("sector_codes")
    sectors, *_ = lookup.together(
        partial(codes.sectors, db, sector_codes, pointer="/private/sector_codes"),
        partial(_check_member, db, delegation, values["membership_id"]),
        partial(_check_teams, delegation, values["teams"]),
        partial(_find_country, db, delegation, values),
        *_twin_checks(db, delegate, values),
    )
    with lookup.refused_as(db, Duplicate("This member is another delegate already.")):
        lookup.change(delegate, values | {"sectors": sectors})
        db.add(delegate)


def _check_teams(delegation: Delegation, teams: Sequence[int]) -> None:
    for i, team in enumerate(teams):
        if team > delegation.teams:
            raise lookup.invalid(f"/private/teams/{i}", "This delegation has no team {team}.", team=team)


def _find_country(db: Session, delegation: Delegation, values: dict[str, Any]) -> None:
    """Of a telephone number that was written without. Raises `Invalid` where several have it, or none."""
    if telephones.is_at_home(values["phone"]):
        organisation = db.scalars(organisations.by_id(delegation.organisation_id)).one()
        regions = telephones.regions(organisation)
        values["phone"] = telephones.completed(values["phone"], regions, pointer="/private/phone")


def _twin_checks(db: Session, delegate: Delegate, values: dict[str, Any]) -> Iterable[Callable[[], None]]:
    """They raise `Duplicate` for what becomes the same as that of another delegate: the e-mail, or name and title.

    What was the same before stays, so that all else can be corrected.
    """
    email = values["email"] if values["email"] != delegate.email else None
    called = _called(values["name"], values["title_vi"], values["title_en"])
    if called == _called(delegate.name, delegate.title_vi, delegate.title_en):
        called = None
    if email is None and called is None:
        return ()
    found = [row for row in db.execute(delegates.names(delegate.delegation_id)) if row[0] != delegate.id]
    emails = {other: name for _, other, name, *_ in found}
    names = {_called(name, *titles): name for _, _, name, *titles in found}
    return (
        partial(_check_taken, emails, email, mark("{name} has this e-mail in the delegation."), "/private/email"),
        partial(
            _check_taken, names, called, mark("{name} is in the delegation already, with the same title."), "/name"
        ),
    )


def _check_taken(others: Mapping[T | None, str], own: T | None, taken: str, pointer: str) -> None:
    if own is not None and own in others:
        raise Duplicate(taken, pointer=pointer, name=others[own])


def _called(name: str | None, *titles: str | None) -> tuple[str, ...] | None:
    """As two people are taken for one: with whatever capitals and spaces."""
    if name is None:
        return None
    return tuple(" ".join((each or "").casefold().split()) for each in (name, *titles))


def _check_member(db: Session, delegation: Delegation, membership_id: UUID | None) -> None:
    if membership_id is None:
        return
    if db.scalars(delegates.membership(membership_id, delegation.id)).one_or_none() is None:
        raise lookup.invalid("/private/membership_id", "No such member of this delegation.")
