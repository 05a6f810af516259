"""What a change of slots, tables, interpreters and lines would invalidate, told before it is made."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InUse, WouldInvalidate
from app.models import (
    Interpreter,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingTable,
    Pin,
    Placement,
    TimetableVersion,
    Unavailability,
)
from app.queries import impacts as queries

Ids = Collection[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What hangs on what is taken away or changed.

    `meetings` are those of the latest `timetable`; `kept_in` are the numbers of all timetables with meetings where
    something is taken away, which is refused, as it is where a meeting is pinned: what was published stays checkable.
    """

    timetable: TimetableVersion | None
    meetings: Sequence[Placement]
    kept_in: Sequence[int]
    pins: Sequence[Pin] = ()
    groups: Sequence[MeetingGroup] = ()
    absences: Sequence[Unavailability] = ()
    interpreters_away: Sequence[InterpreterUnavailability] = ()
    own_tables: Sequence[MeetingTable] = ()
    is_refused: bool

    @property
    def is_nothing(self) -> bool:
        """Whether nobody would have to be told anything."""
        harmed = (self.meetings, self.kept_in, self.pins, self.groups, self.absences, self.interpreters_away)
        return not any((*harmed, self.own_tables))

    def check(self, *, accepted: bool) -> None:
        """Raises `InUse` if the change is refused, `WouldInvalidate` if it does harm that nobody has `accepted`."""
        if self.is_refused:
            raise InUse(
                "Meetings are pinned or placed there, or a timetable names it; `impact` lists them.", impact=self.told()
            )
        if not (accepted or self.is_nothing):
            raise WouldInvalidate(
                "`impact` lists what this would invalidate; send it again with `accept_impact=true` to do it.",
                impact=self.told(),
            )

    def told(self) -> dict[str, Any]:
        """As a JSON value."""
        version = self.timetable
        return {
            "timetable": None if version is None else {"id": str(version.id), "number": version.number},
            "meetings": [_meeting(placement) for placement in self.meetings],
            "kept_in": list(self.kept_in),
            "pins": [_pin(pin) for pin in self.pins],
            "groups": [_group(group) for group in self.groups],
            "unavailabilities": [
                {"delegation_id": str(each.delegation_id), "slot_id": str(each.slot_id)} for each in self.absences
            ],
            "interpreter_unavailabilities": [
                {"interpreter_id": str(each.interpreter_id), "slot_id": str(each.slot_id)}
                for each in self.interpreters_away
            ],
            "own_tables": [
                {"table_id": str(table.id), "delegation_id": str(table.delegation_id)} for table in self.own_tables
            ],
        }


def of_slots(db: Session, session_id: UUID, *, removed: Ids = (), moved: Ids = (), renamed: Ids = ()) -> Impact:
    """Of taking slots away, of giving them other times, of giving them other codes."""
    touched = {*removed, *moved}
    version, meetings = _latest(db, session_id, queries.there(Placement, slots=touched))
    pins = db.scalars(queries.pins(queries.there(Pin, slots=touched))).all()
    groups = db.scalars(queries.groups(queries.there(MeetingGroup, slots=touched))).all()
    kept_in = db.scalars(queries.numbers(queries.there(Placement, slots={*removed, *renamed}))).all()
    return Impact(
        timetable=version,
        meetings=meetings,
        kept_in=kept_in,
        pins=pins,
        groups=groups,
        absences=db.scalars(queries.absences(touched)).all(),
        interpreters_away=db.scalars(queries.interpreters_away(touched)).all(),
        is_refused=bool(kept_in) or any(each.slot_id in removed for rows in (pins, groups) for each in rows),
    )


def of_table(
    db: Session, table: MeetingTable, *, is_removed: bool = False, is_renamed: bool = False, is_changed: bool = False
) -> Impact:
    """Of taking a table away, of giving it another code, of letting it be elsewhere, somebody's, or less fit."""
    touched = {table.id} if is_removed or is_changed else set[UUID]()
    lasting = {table.id} if is_removed or is_renamed else set[UUID]()
    version, meetings = _latest(db, table.session_id, queries.there(Placement, tables=touched))
    pins = db.scalars(queries.pins(queries.there(Pin, tables=touched))).all()
    groups = db.scalars(queries.groups(queries.there(MeetingGroup, tables=touched))).all()
    kept_in = db.scalars(queries.numbers(queries.there(Placement, tables=lasting))).all()
    return Impact(
        timetable=version,
        meetings=meetings,
        kept_in=kept_in,
        pins=pins,
        groups=groups,
        own_tables=(table,) if touched and table.delegation_id is not None else (),
        is_refused=bool(kept_in) or (is_removed and bool(pins or groups)),
    )


def of_online_links(db: Session, session_id: UUID, links: int) -> Impact:
    """Of letting no more meetings be on line at once: all that are in slots with more of them."""
    version, meetings = _latest(db, session_id, queries.online())
    at_once = Counter(placement.slot_id for placement in meetings)
    return Impact(
        timetable=version,
        meetings=[placement for placement in meetings if at_once[placement.slot_id] > links],
        kept_in=(),
        is_refused=False,
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
    version, meetings = _latest(db, interpreter.session_id, served)
    lasting = is_removed or is_renamed
    kept_in = db.scalars(queries.numbers(queries.served(interpreter.id))).all() if lasting else ()
    return Impact(timetable=version, meetings=meetings, kept_in=kept_in, is_refused=bool(kept_in))


def _latest(db: Session, session_id: UUID, where: queries.Where) -> tuple[TimetableVersion | None, Sequence[Placement]]:
    version = db.scalars(queries.latest(session_id)).one_or_none()
    if version is None:
        return None, ()
    return version, db.scalars(queries.meetings(version.id, where)).all()


def _meeting(placement: Placement) -> dict[str, Any]:
    return {
        "meeting": placement.meeting,
        "slot": placement.slot.code,
        "table": placement.table.code,
        "delegation_ids": sorted(str(party.delegation_id) for party in placement.parties),
    }


def _pin(pin: Pin) -> dict[str, Any]:
    table_id = None if pin.table_id is None else str(pin.table_id)
    return {
        "id": str(pin.id),
        "a_id": str(pin.a_id),
        "b_id": str(pin.b_id),
        "slot_id": str(pin.slot_id),
        "table_id": table_id,
    }


def _group(group: MeetingGroup) -> dict[str, Any]:
    table_id = None if group.table_id is None else str(group.table_id)
    return {"id": str(group.id), "code": group.code, "slot_id": str(group.slot_id), "table_id": table_id}
