"""What a delegation says of itself: in person or on line, from where, from when to when, and what it needs."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.models import Conference, Delegation, DelegationMode
from app.queries import timetables
from app.services import delegations, impact_checks, language_impacts, line_impacts, lookup, stages
from app.services.impact_checks import After
from app.services.permissions import Actor, require_knowing
from app.services.stage_rules import Activity

PLANNED_BY = ("mode", "languages", "table_features")
"""What decides which meetings are on line, need an interpreter, and at which tables they can be."""


def get(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """Raises `Forbidden` but to the delegation itself and the organisers."""
    delegation = delegations.get(db, actor, delegation_id)
    require_knowing(actor, delegation)
    return delegation


def meeting_link(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """Also for those who are to meet it. Raises `Forbidden` to others."""
    delegation = delegations.get(db, actor, delegation_id)
    meets = timetables.meets(delegation.id, actor.sight.delegations)
    if not actor.sight.knows(delegation) and not db.scalars(meets).one():
        raise Forbidden("Only those who meet the delegation see this, and the organisers.")
    return delegation


def update(
    db: Session, actor: Actor, delegation_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> Delegation:
    """Organisers are told first of meetings for which there would be no line, as of absences in `availability.put`.

    Of meetings at which nobody would interpret any more all are told, as in `language_impacts`.

    Raises `Forbidden` as `delegations.for_submitter`, `WrongStage` if it is too late, and `WouldInvalidate`.
    """
    delegation = delegations.for_submitter(db, actor, delegation_id)
    # Of some of it timetables are made; by which link it is met can be said until the last day.
    is_planned_by = any(values[name] != getattr(delegation, name) for name in PLANNED_BY)
    activity = Activity.ATTEND if is_planned_by else Activity.EDIT_DELEGATES
    stages.require(db, actor, delegation.conference_id, activity)
    with impact_checks.told_first(db, _watched(db, actor, delegation, values), accepted=accept_impact):
        lookup.change(delegation, values)
        db.flush()
    return delegation


def _watched(db: Session, actor: Actor, delegation: Delegation, values: dict[str, Any]) -> list[After]:
    goes_on_line = delegation.mode != values["mode"] == DelegationMode.ONLINE
    found: list[After] = []
    if goes_on_line and actor.organises(delegation.conference_id) is not None:
        found += line_impacts.begin(db, delegation.conference_id)
    if values["languages"] != delegation.languages:
        found += language_impacts.begin(db, actor, delegation)
    return found


def clock(db: Session, delegation: Delegation) -> ZoneInfo:
    """That of the conference for those who come, or of whom nobody has said where they sit."""
    conference = db.get_one(Conference, delegation.conference_id)
    own = delegation.timezone or delegation.organisation.timezone
    return ZoneInfo(own if own and delegation.mode is DelegationMode.ONLINE else conference.timezone)


def own_clock(db: Session, delegation: Delegation) -> ZoneInfo:
    """Where it sits until the day, however it attends; that of the conference where nobody has said."""
    conference = db.get_one(Conference, delegation.conference_id)
    return ZoneInfo(delegation.timezone or delegation.organisation.timezone or conference.timezone)
