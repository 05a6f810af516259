"""Timetables for the pages to show, made without the solver: first come, first served, wishes in order of rank."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models import (
    ConferenceSession,
    Delegation,
    MeetingTable,
    Placement,
    PlacementParty,
    Slot,
    TimetableStatus,
    TimetableVersion,
    Wish,
    WishKind,
)
from app.queries import delegations
from app.queries import planning as queries
from app.services import planning
from app.services.planning.names import names_of

Pair = tuple[UUID, UUID]


def store(db: Session, session: ConferenceSession, *, number: int = 1) -> TimetableVersion:
    """A legal timetable of the session, with goals that are proven, bounded, and neither."""
    slots, tables = _room(db, session)
    wanted = _wanted(db, session)
    names = names_of(db.scalars(delegations.of_conference(session.conference_id)).all())
    placed = dict(_place(db, wanted, slots, tables))
    version = TimetableVersion(
        session_id=session.id,
        number=number,
        status=TimetableStatus.FEASIBLE,
        instance_digest="0" * 64,
        goals=[
            {"goal": "required", "value": 0, "bound": 0},
            {"goal": "welfare", "value": 99_100, "bound": 100_000},
            {"goal": "breaks", "value": 12, "bound": 7},
            {"goal": "moves", "value": 3, "bound": None},
        ],
        unplaced=[
            _unplaced(names.meeting(*pair), position) for position, pair in enumerate(wanted) if pair not in placed
        ],
        conflict=[],
        run_data={"seconds": 1.0},
        placements=[_placement(names.meeting(*pair), pair, *where) for pair, where in placed.items()],
    )
    db.add(version)
    db.flush()
    return version


def best(db: Session, session: ConferenceSession) -> list[dict[str, Any]]:
    """The same as a run keeps its best timetable so far."""
    parties = names_of(db.scalars(delegations.of_conference(session.conference_id)).all()).parties
    meetings = {frozenset(each.parties): each.id for each in planning.problem_of(db, session).meetings}
    placed = _place(db, _wanted(db, session), *_room(db, session))
    return [
        {"meeting": meetings[together], "slot": slot.code, "table": table.code, "interpreters": []}
        for pair, (slot, table) in placed
        if (together := frozenset(parties[each] for each in pair)) in meetings
    ]


def _room(db: Session, session: ConferenceSession) -> tuple[list[Slot], list[MeetingTable]]:
    slots = db.scalars(select(Slot).where(Slot.session_id == session.id).order_by(Slot.position))
    tables = db.scalars(
        select(MeetingTable).where(MeetingTable.session_id == session.id).order_by(MeetingTable.position)
    )
    return list(slots), list(tables)


def _wanted(db: Session, session: ConferenceSession) -> list[Pair]:
    """Who wants to meet whom, each pair once and in the order that its meeting is named by, the best ranks first."""
    ranked = db.scalars(
        select(Wish)
        .where(Wish.session_id == session.id, Wish.kind == WishKind.RANKED)
        .options(joinedload(Wish.delegation))
    )
    order = sorted(ranked, key=lambda wish: (wish.rank, wish.delegation.side, wish.delegation.position))
    position = {each.id: number for number, each in enumerate(db.scalars(queries.delegations(session.conference_id)))}
    pairs = (sorted((wish.delegation_id, wish.target_id), key=position.__getitem__) for wish in order)
    return list(dict.fromkeys((one, other) for one, other in pairs))


def _place(
    db: Session, wanted: Iterable[Pair], slots: list[Slot], tables: list[MeetingTable]
) -> Iterator[tuple[Pair, tuple[Slot, MeetingTable]]]:
    away = {
        (delegation.id, each.slot_id)
        for delegation in db.scalars(select(Delegation).options(selectinload(Delegation.unavailabilities)))
        for each in delegation.unavailabilities
    }
    busy: set[tuple[UUID, UUID]] = set()  # Tables, and parties without own tables, in a slot.
    for pair in wanted:
        own = [table for table in tables if table.delegation_id in pair]
        guests = [party for party in pair if all(table.delegation_id != party for table in own)]
        for slot in slots:
            free = next((table for table in own if (table.id, slot.id) not in busy), None)
            if free is None or any((party, slot.id) in away for party in pair):
                continue
            if any((guest, slot.id) in busy for guest in guests):
                continue
            busy |= {(each, slot.id) for each in (free.id, *guests)}
            yield pair, (slot, free)
            break


def _placement(meeting: str, pair: Pair, slot: Slot, table: MeetingTable) -> Placement:
    parties = [PlacementParty(delegation_id=each) for each in pair]
    return Placement(meeting=meeting, slot_id=slot.id, table_id=table.id, parties=parties)


def _unplaced(meeting: str, position: int) -> dict[str, str | None]:
    """Reasons in turn, so that each kind is seen."""
    reasons = [("party-full", None), ("rule", "party-consecutive"), ("value", None), ("party-full", None)]
    reason, rule = reasons[position % len(reasons)]
    return {"meeting": meeting, "reason": reason, "rule": rule}
