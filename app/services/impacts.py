"""What a change would invalidate.

`frame_impacts`, `group_impacts` and `rule_impacts` say of which change, `impact_checks` tells it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import (
    Delegation,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingRequest,
    MeetingTable,
    Pin,
    Placement,
    Slot,
    TableUnavailability,
    TimetableVersion,
    Unavailability,
)
from app.queries import impacts as queries
from app.queries import timetables
from app.services.permissions import Actor

Plans = Sequence[Sequence[Placement]]
"""The meetings of a delegation by what it was told of, and by the newest timetables."""


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A rule that a timetable keeps, and would no longer: for whom, and in which meetings."""

    timetable_id: UUID
    rule: str
    delegation_ids: tuple[UUID, ...]
    meetings: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """As a JSON value."""
        ids = [str(each) for each in self.delegation_ids]
        whose = {"timetable_id": str(self.timetable_id), "delegation_ids": ids}
        return whose | {"rule": self.rule, "meetings": list(self.meetings)}


@dataclass(frozen=True, slots=True, order=True)
class OverQuota:
    """A delegation that has used more of a quota than there would be."""

    session_id: UUID
    delegation_id: UUID
    quota: str
    limit: int
    used: int

    def told(self) -> dict[str, Any]:
        """As a JSON value."""
        ids = {"session_id": str(self.session_id), "delegation_id": str(self.delegation_id)}
        return ids | {"quota": self.quota, "limit": self.limit, "used": self.used}


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What hangs on what is taken away or changed.

    `timetables` are those by which somebody goes, `meetings` those of them; `kept_in` are the numbers of all timetables
    with meetings where something is taken away, which is refused, as it is where a meeting is pinned: what was
    published stays checkable. Nothing of `slots`, `deadlines`, `broken`, `requests` and `over_quota` is ever taken
    away: those read other hours, and these no longer go with the rules. `gone` are the ids, by kind, of what goes along
    with a delegation, a session or a conference; `convened_groups` stay without their convener.
    """

    timetables: Sequence[TimetableVersion]
    meetings: Sequence[Placement]
    kept_in: Sequence[int] = ()
    pins: Sequence[Pin] = ()
    groups: Sequence[MeetingGroup] = ()
    absences: Sequence[Unavailability] = ()
    interpreters_away: Sequence[InterpreterUnavailability] = ()
    tables_away: Sequence[TableUnavailability] = ()
    own_tables: Sequence[MeetingTable] = ()
    convened_groups: Sequence[MeetingGroup] = ()
    slots: Sequence[Slot] = ()
    deadlines: Sequence[str] = ()
    broken: Sequence[Broken] = ()
    requests: Sequence[MeetingRequest] = ()
    over_quota: Sequence[OverQuota] = ()
    gone: Mapping[str, Sequence[UUID]] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nobody would have to be told anything."""
        there = (self.meetings, self.kept_in, self.pins, self.groups)
        away = (self.absences, self.interpreters_away, self.tables_away)
        by_rule = (self.slots, self.deadlines, self.broken, self.requests, self.over_quota)
        return not any((*there, *away, self.own_tables, self.convened_groups, *by_rule, self.gone))

    def told(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "timetables": [
                {"id": str(each.id), "session_id": str(each.session_id), "number": each.number}
                for each in self.timetables
            ],
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
            "table_unavailabilities": [
                {"table_id": str(each.table_id), "slot_id": str(each.slot_id)} for each in self.tables_away
            ],
            "own_tables": [
                {"table_id": str(table.id), "delegation_id": str(table.delegation_id)} for table in self.own_tables
            ],
            "convened_groups": [_group(group) for group in self.convened_groups],
            "slots": [{"id": str(each.id), "session_id": str(each.session_id)} for each in self.slots],
            "deadlines": list(self.deadlines),
            "broken": [each.told() for each in self.broken],
            "requests": [_request(each) for each in self.requests],
            "over_quota": [each.told() for each in self.over_quota],
            "gone": [{"kind": kind, "ids": [str(each) for each in ids]} for kind, ids in self.gone.items()],
        }


def together(*impacts: Impact) -> Impact:
    """Of several changes at once, each thing told once."""
    names = {each.name for each in fields(Impact)} - {"gone", "is_refused"}
    told = {name: list(dict.fromkeys(thing for each in impacts for thing in getattr(each, name))) for name in names}
    gone = {kind: ids for each in impacts for kind, ids in each.gone.items()}
    return Impact(**told, gone=gone, is_refused=any(each.is_refused for each in impacts))


def plans(db: Session, actor: Actor, delegation: Delegation) -> Plans:
    """As the actor knows them: the delegation itself those that it was told of, organisers the newest, too."""
    which = (True,) if actor.organises(delegation.conference_id) is None else (True, False)
    return [db.scalars(timetables.diary(delegation.id, told=told)).all() for told in which]


def _meeting(placement: Placement) -> dict[str, Any]:
    return {
        "timetable_id": str(placement.version_id),
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
    spot = {"slot_id": group.slot_id, "table_id": group.table_id}
    return {"id": str(group.id), "code": group.code} | {name: each and str(each) for name, each in spot.items()}


def _request(request: MeetingRequest) -> dict[str, Any]:
    ids = {"requester_id": str(request.requester_id), "addressee_id": str(request.addressee_id)}
    return {"id": str(request.id)} | ids


def gone_by(
    db: Session, session_ids: Collection[UUID], where: queries.Where
) -> tuple[Sequence[TimetableVersion], Sequence[Placement]]:
    """The timetables of sessions by which somebody goes, and such meetings of them."""
    versions = db.scalars(queries.gone_by(session_ids)).all()
    return versions, db.scalars(queries.meetings([each.id for each in versions], where)).all() if versions else ()
