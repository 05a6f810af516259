"""Conferences: creating, changing and deleting them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import Conference, Role
from app.queries import accounts, conferences, documents, memberships
from app.services import endings, frame_impacts, impact_checks, lookup, shelves, stages
from app.services.folding import ids_with
from app.services.frame_impacts import Days
from app.services.lookup import Page
from app.services.permissions import Actor, require_administrator, require_organiser
from app.services.stage_rules import Activity


def page(db: Session, actor: Actor, *, text: str | None = None, limit: int, cursor: str | None) -> Page[Conference]:
    """The latest first; names, code and city have each word of `text`."""
    query = conferences.visible(actor.sight)
    if text is not None:
        query = query.where(Conference.id.in_(ids_with(db.execute(conferences.names(actor.sight)), text)))
    return lookup.page(db, query, limit=limit, cursor=cursor)


def with_sessions(db: Session, actor: Actor) -> Sequence[Conference]:
    """The actor's conferences with their sessions, the latest first."""
    return db.scalars(conferences.with_sessions(actor.sight)).all()


def get(db: Session, actor: Actor, conference_id: UUID) -> Conference:
    return lookup.one(db, conferences.by_id(conference_id, actor.sight), NotFound("No such conference."))


def for_organiser(db: Session, actor: Actor, conference_id: UUID, least: Role) -> Conference:
    """The same for whoever has this role there. Raises `Forbidden` to one of a lesser role, and to delegations."""
    conference = get(db, actor, conference_id)
    require_organiser(actor, conference.id, least)
    return conference


def create(db: Session, actor: Actor, *, values: dict[str, Any]) -> Conference:
    """Raises `Forbidden` but to administrators, `Duplicate` if the code is taken, `Invalid` as `update`."""
    require_administrator(actor)
    _check_scans(db, values)
    conference = Conference(**values)
    with lookup.refused_as(db, _code_taken(values)):
        db.add(conference)
    return conference


def update(
    db: Session, actor: Actor, conference_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> Conference:
    """Change the conference itself.

    Raises `Forbidden` but to editors, `WrongStage` in the archive, `Duplicate` if the code is taken, `Invalid` if it is
    to ask for scans where no documents are taken, and `WouldInvalidate` for other days or another clock than slots and
    deadlines are made for, or fewer lines than used.
    """
    for_organiser(db, actor, conference_id, Role.EDITOR)
    # Unlike a query, this fails if somebody has changed meanwhile what the actor has seen.
    conference = db.get_one(Conference, conference_id, with_for_update=True)
    stages.require(db, actor, conference_id, Activity.ORGANISE)
    if not conference.requires_letter_scan:
        _check_scans(db, values)
    days = Days(values["starts_on"], values["ends_on"], values["timezone"])
    links, before = values["online_links"], conference.online_links
    impact = frame_impacts.of_days(db, conference, days)
    if links is not None and (before is None or links < before):
        impact = frame_impacts.of_conference_links(db, conference, links, besides=impact)
    impact_checks.check(db, impact, accepted=accept_impact)
    with lookup.refused_as(db, _code_taken(values)):
        lookup.change(conference, values)
    return conference


def delete(db: Session, actor: Actor, conference_id: UUID, *, accept_impact: bool) -> None:
    """Takes its sessions and delegations along; its people are signed out, but for the sign-in that does it.

    Raises `Forbidden` but to owners, `WrongStage` in the archive, `InUse` if one of its sessions has a run or a
    timetable, and `WouldInvalidate` if there is something to take along.
    """
    for_organiser(db, actor, conference_id, Role.OWNER)
    # As above: what nobody has seen is not taken away.
    conference = db.get_one(Conference, conference_id, with_for_update=True)
    stages.require(db, actor, conference_id, Activity.ORGANISE)
    stored = db.scalars(documents.ids_of_conference(conference.id)).all()
    people = db.scalars(memberships.people_of_conference(conference.id)).all()
    unless = InUse("A session of this conference has runs or timetables.")
    endings.delete(db, conference, unless=unless, accepted=accept_impact)
    shelves.let_go(db, stored)
    db.execute(accounts.end_sign_ins(*people, but=actor.sign_in_id))


def _check_scans(db: Session, values: dict[str, Any]) -> None:
    """What nobody can send is not asked for."""
    if values.get("requires_letter_scan") and not shelves.takes_files(db):
        raise lookup.invalid(
            "/requires_letter_scan",
            "This server takes no documents, so no scan could be added. Whoever runs it can set a folder for them.",
        )


def _code_taken(values: dict[str, Any]) -> Duplicate:
    return Duplicate("There is a conference with the code {code} already.", code=values["code"])
