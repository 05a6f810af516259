"""Reading timetable versions."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, and_, func, select, update
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, selectinload, undefer

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    MeetingTable,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Run,
    Slot,
    Stage,
    TimetableStatus,
    TimetableVersion,
)
from app.queries.sight import Sight

TOLD = (Stage.PRELIMINARY, Stage.FINAL, Stage.HELD, Stage.ARCHIVED)
"""The stages in which delegations know whom they meet."""
PARTIES = selectinload(Placement.parties).joinedload(PlacementParty.delegation).joinedload(Delegation.organisation)
"""With a placement, whom it is for, by name."""
SERVING = selectinload(Placement.interpreters).joinedload(PlacementInterpreter.interpreter)
"""With a placement, who interprets."""


def of_session(session_id: UUID) -> Select[TimetableVersion]:
    """The newest first, without what they place."""
    return (
        select(TimetableVersion)
        .where(TimetableVersion.session_id == session_id)
        .order_by(TimetableVersion.number.desc())
        .options(defer(TimetableVersion.unplaced, raiseload=True))
    )


def by_id(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places, and the names of where and for whom."""
    places = selectinload(TimetableVersion.placements)
    return _one(version_id, sight).options(
        joinedload(TimetableVersion.session).joinedload(ConferenceSession.conference),
        places.options(joinedload(Placement.slot), joinedload(Placement.table), PARTIES, SERVING),
    )


def named(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version and what it is of, without what it places."""
    session = joinedload(TimetableVersion.session).joinedload(ConferenceSession.conference)
    return _one(version_id, sight).options(session, defer(TimetableVersion.unplaced, raiseload=True))


def with_placements(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places and who interprets, for those who know slots, tables, delegations by their ids."""
    places = selectinload(TimetableVersion.placements)
    return _one(version_id, sight).options(places.options(selectinload(Placement.parties), SERVING))


def with_spots(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places and where, but not for whom."""
    places = selectinload(TimetableVersion.placements)
    return _one(version_id, sight).options(
        places.options(joinedload(Placement.slot), joinedload(Placement.table), SERVING)
    )


def placed(version_id: UUID) -> Select[Placement]:
    """The meetings of a version, with those who meet."""
    return (
        select(Placement)
        .where(Placement.version_id == version_id)
        .options(selectinload(Placement.parties))
        .order_by(Placement.meeting)
    )


def with_instance(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with its instance, be it that of its run."""
    run = joinedload(TimetableVersion.run).load_only(Run.instance)
    return _one(version_id, sight).options(undefer(TimetableVersion.instance), run)


def meets(delegation_id: UUID, others: Collection[UUID]) -> Select[bool]:
    """Whether one of the others has a meeting with the delegation in a timetable that both were told of.

    That is the one of a session that was the newest when the conference last came so far.
    """
    own, other = aliased(PlacementParty), aliased(PlacementParty)
    found = (
        select(own.placement_id)
        .join(other, other.placement_id == own.placement_id)
        .join(Placement, Placement.id == own.placement_id)
        .join(Placement.version)
        .join(TimetableVersion.session)
        .join(ConferenceSession.conference)
        .where(own.delegation_id == delegation_id, other.delegation_id.in_(others))
        .where(is_told())
    )
    return select(found.exists())


def diary(delegation_id: UUID, *, told: bool) -> Select[Placement]:
    """The meetings of a delegation in one timetable of each session, in order of time.

    With where, with whom and with which interpreter. With `told` that which delegations were told of, else the newest.
    """
    own = aliased(PlacementParty)
    return (
        select(Placement)
        .join(own, own.placement_id == Placement.id)
        .join(Placement.version)
        .join(TimetableVersion.session)
        .join(ConferenceSession.conference)
        .join(Placement.slot)
        .join(Placement.table)
        .where(own.delegation_id == delegation_id, is_told() if told else is_newest())
        .options(contains_eager(Placement.version), contains_eager(Placement.slot), contains_eager(Placement.table))
        .options(PARTIES, SERVING)
        .order_by(Slot.starts_at, MeetingTable.code, Placement.id)
    )


def tell_newest(conference_id: UUID) -> Update:
    """Of each session, have the newest version that can be held be the one that delegations are told of."""
    newest = (
        select(func.max(TimetableVersion.number))
        .where(
            TimetableVersion.session_id == ConferenceSession.id, TimetableVersion.status != TimetableStatus.INFEASIBLE
        )
        .scalar_subquery()
    )
    return update(ConferenceSession).where(ConferenceSession.conference_id == conference_id).values(told_number=newest)


def is_told() -> ColumnElement[bool]:
    """Of a version with its session and conference: it is the one that delegations know now."""
    return and_(TimetableVersion.number == ConferenceSession.told_number, Conference.stage.in_(TOLD))


def is_newest() -> ColumnElement[bool]:
    """Of a version: none of its session that can be held is newer."""
    last = aliased(TimetableVersion)
    newest = (
        select(func.max(last.number))
        .where(last.session_id == TimetableVersion.session_id, last.status != TimetableStatus.INFEASIBLE)
        .scalar_subquery()
    )
    return TimetableVersion.number == newest


def _one(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    return select(TimetableVersion).where(
        TimetableVersion.id == version_id, sight.organises_session(TimetableVersion.session_id)
    )
