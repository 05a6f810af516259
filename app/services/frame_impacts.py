"""What a change of the frame would invalidate: of days and clock, slots, tables, interpreters and lines."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import (
    Conference,
    Delegation,
    Interpreter,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingTable,
    Pin,
    Placement,
    Slot,
    TableUnavailability,
    TimetableVersion,
    Unavailability,
)
from app.queries import impacts as queries
from app.queries import sessions
from app.services.hours import most_at_once
from app.services.impacts import Impact, gone_by
from app.services.stage_rules import DEADLINES

Ids = Collection[UUID]


class Days(NamedTuple):
    """When a conference is, and by which clock."""

    starts_on: date
    ends_on: date
    timezone: str

    def has(self, slot: Slot) -> bool:
        """Whether the slot is on them."""
        zone = ZoneInfo(self.timezone)
        first, last = (moment.astimezone(zone).date() for moment in (slot.starts_at, slot.ends_at))
        return self.starts_on <= first and last <= self.ends_on


class There(TypedDict):
    """What hangs on some slots."""

    timetables: Sequence[TimetableVersion]
    meetings: Sequence[Placement]
    pins: Sequence[Pin]
    groups: Sequence[MeetingGroup]
    absences: Sequence[Unavailability]
    interpreters_away: Sequence[InterpreterUnavailability]
    tables_away: Sequence[TableUnavailability]


def of_days(db: Session, conference: Conference, days: Days) -> Impact:
    """Of other days or another time zone: slots and deadlines stay the instants that they are."""
    before = Days(conference.starts_on, conference.ends_on, conference.timezone)
    slots: Sequence[Slot] = () if days == before else db.scalars(sessions.programme(conference.id)).all()
    given = {name: getattr(conference, name) for name in DEADLINES.values()}
    clocks = ZoneInfo(before.timezone), ZoneInfo(days.timezone)

    def reads_otherwise(moment: datetime) -> bool:
        one, other = (moment.astimezone(clock).utcoffset() for clock in clocks)
        return one != other

    touched = [each for each in slots if reads_otherwise(each.starts_at) or (before.has(each) and not days.has(each))]
    return Impact(
        slots=touched,
        deadlines=[name for name, moment in given.items() if moment is not None and reads_otherwise(moment)],
        **_there(db, {each.session_id for each in touched}, {each.id for each in touched}),
    )


def of_slots(db: Session, session_id: UUID, *, removed: Ids = (), moved: Ids = (), renamed: Ids = ()) -> Impact:
    """Of taking slots away, of giving them other times, of giving them other codes."""
    there = _there(db, {session_id}, {*removed, *moved})
    kept_in = db.scalars(queries.numbers(queries.there(Placement, slots={*removed, *renamed}))).all()
    pinned: list[Pin | MeetingGroup] = [*there["pins"], *there["groups"]]
    return Impact(**there, kept_in=kept_in, is_refused=bool(kept_in) or any(each.slot_id in removed for each in pinned))


def of_table(
    db: Session,
    table: MeetingTable,
    *,
    is_removed: bool = False,
    is_renamed: bool = False,
    is_changed: bool = False,
    away: Ids = (),
) -> Impact:
    """Of taking a table away, of another code, of being elsewhere, somebody's, less fit, or out of use more often."""
    touched = {table.id} if is_removed or is_changed else set[UUID]()
    lasting = {table.id} if is_removed or is_renamed else set[UUID]()

    def where(row: type[Placement | Pin | MeetingGroup]) -> queries.Where:
        return queries.there(row, tables=touched) | queries.at(row, slots=away, tables=[table.id])

    timetables, meetings = gone_by(db, [table.session_id], where(Placement))
    pins = db.scalars(queries.pins(where(Pin))).all()
    groups = db.scalars(queries.groups(where(MeetingGroup))).all()
    kept_in = db.scalars(queries.numbers(queries.there(Placement, tables=lasting))).all()
    return Impact(
        timetables=timetables,
        meetings=meetings,
        kept_in=kept_in,
        pins=pins,
        groups=groups,
        own_tables=(table,) if touched and table.delegation_id is not None else (),
        is_refused=bool(kept_in) or (is_removed and bool(pins or groups)),
    )


def of_tables_away(db: Session, session_id: UUID, new: Mapping[UUID, Ids]) -> Impact:
    """Of tables of a session being out of use in more slots, which are given by table."""
    slots = {slot_id for each in new.values() for slot_id in each}

    def where(row: type[Placement | Pin | MeetingGroup]) -> queries.Where:
        return queries.at(row, slots=slots, tables=new)

    timetables, meetings = gone_by(db, [session_id], where(Placement))
    pins, groups = db.scalars(queries.pins(where(Pin))), db.scalars(queries.groups(where(MeetingGroup)))
    return Impact(
        timetables=timetables,
        meetings=[each for each in meetings if each.slot_id in new[each.table_id]],
        pins=[each for each in pins if each.table_id is not None and each.slot_id in new[each.table_id]],
        groups=[each for each in groups if each.table_id is not None and each.slot_id in new[each.table_id]],
    )


def of_absence(db: Session, delegation: Delegation, slots: Ids) -> Impact:
    """Of a delegation being away in more slots: its meetings there."""
    in_conference = [each.id for each in db.scalars(sessions.of_conference(delegation.conference_id))] if slots else []
    there = queries.there(Placement, slots=slots) & queries.of_party(delegation.id)
    timetables, meetings = gone_by(db, in_conference, there)
    pins = db.scalars(queries.pins(queries.there(Pin, slots=slots))).all() if slots else ()
    return Impact(
        timetables=timetables,
        meetings=meetings,
        pins=[each for each in pins if delegation.id in (each.a_id, each.b_id)],
    )


def of_online_links(db: Session, session_id: UUID, links: int) -> Impact:
    """Of letting no more meetings be on line at once: all that are in slots with more of them."""
    timetables, meetings = gone_by(db, [session_id], queries.online())
    at_once = Counter((placement.version_id, placement.slot_id) for placement in meetings)
    return Impact(
        timetables=timetables,
        meetings=[each for each in meetings if at_once[each.version_id, each.slot_id] > links],
    )


def of_conference_links(db: Session, conference: Conference, links: int, *, besides: Impact) -> Impact:
    """Of letting no more meetings be on line at once in all sessions together, with what is told `besides`.

    Each timetable is seen beside the newest ones of the other sessions.
    """
    in_conference = [each.id for each in db.scalars(sessions.of_conference(conference.id))]
    timetables, online = gone_by(db, in_conference, queries.online())
    session_of = {each.id: each.session_id for each in timetables}
    newest = {each.session_id: each.id for each in sorted(timetables, key=lambda each: each.number)}

    def beside(meeting: Placement) -> Sequence[Slot]:
        others = {version for session, version in newest.items() if session != session_of[meeting.version_id]}
        return [each.slot for each in online if each.version_id in others | {meeting.version_id}]

    found = [each for each in online if most_at_once(beside(each), each.slot) > links]
    return replace(
        besides,
        timetables=list(dict.fromkeys([*besides.timetables, *timetables])),
        meetings=list(dict.fromkeys([*besides.meetings, *found])),
    )


def of_interpreter(
    db: Session,
    interpreter: Interpreter,
    *,
    is_removed: bool = False,
    is_renamed: bool = False,
    is_changed: bool = False,
    away: Ids = (),
) -> Impact:
    """Of taking an interpreter away, of another code, of knowing or doing less, of being away in more slots."""
    all_of_them = is_removed or is_changed
    served = queries.served(interpreter.id, slots=None if all_of_them else away)
    timetables, meetings = gone_by(db, [interpreter.session_id], served)
    lasting = is_removed or is_renamed
    kept_in = db.scalars(queries.numbers(queries.served(interpreter.id))).all() if lasting else ()
    return Impact(timetables=timetables, meetings=meetings, kept_in=kept_in, is_refused=bool(kept_in))


def _there(db: Session, session_ids: Ids, slots: Ids) -> There:
    timetables, meetings = gone_by(db, session_ids, queries.there(Placement, slots=slots))
    return There(
        timetables=timetables,
        meetings=meetings,
        pins=db.scalars(queries.pins(queries.there(Pin, slots=slots))).all(),
        groups=db.scalars(queries.groups(queries.there(MeetingGroup, slots=slots))).all(),
        absences=db.scalars(queries.absences(slots)).all(),
        interpreters_away=db.scalars(queries.interpreters_away(slots)).all(),
        tables_away=db.scalars(queries.tables_away(slots)).all(),
    )
