"""A session on whose slots and tables others build, and what is told of that."""

from typing import Any

from sqlalchemy.orm import Session

from app.models import Delegation, MeetingTable, Pin, Placement, PlacementParty, Slot, TimetableVersion, Unavailability
from tests.factories import a_delegation, a_pin, a_session, a_version, added

HELD = "Meetings are pinned or placed there, or a timetable names it; `impact` lists them."
HARM = "`impact` lists what this would invalidate; send it again with `accept_impact=true` to do it."
NOTHING: dict[str, Any] = {
    "timetables": [],
    "meetings": [],
    "kept_in": [],
    "pins": [],
    "groups": [],
    "unavailabilities": [],
    "interpreter_unavailabilities": [],
    "table_unavailabilities": [],
    "own_tables": [],
    "convened_groups": [],
    "slots": [],
    "deadlines": [],
    "broken": [],
    "requests": [],
    "over_quota": [],
    "gone": [],
}


class Scene:
    """A session of two slots `s01`, `s02` and two tables `T01`, `T02`, with two delegations."""

    def __init__(self, db: Session, **values: Any) -> None:
        self.db = db
        self.session = a_session(db, slots=2, tables=2, **values)
        db.refresh(self.session, ["slots", "tables"])
        self.slots, self.tables = self.session.slots, self.session.tables
        self.province, self.mission = (a_delegation(db, self.session, code) for code in ("01", "EMB-KR"))

    def placed(self, slot: Slot, table: MeetingTable, **values: Any) -> TimetableVersion:
        """A timetable with the meeting of the two there."""
        parties = [PlacementParty(delegation_id=each.id) for each in (self.province, self.mission)]
        placement = Placement(meeting="m1", slot_id=slot.id, table_id=table.id, parties=parties)
        return a_version(self.db, self.session, placements=[placement], **values)

    def pinned(self, slot: Slot) -> Pin:
        return a_pin(self.db, self.session, self.province, self.mission, slot)

    def absent(self, who: Delegation, slot: Slot) -> None:
        added(self.db, Unavailability(delegation_id=who.id, slot_id=slot.id))

    def meeting(self, version: TimetableVersion) -> dict[str, Any]:
        """That of the two in a timetable, as an impact has it."""
        ids = sorted(str(each.id) for each in (self.province, self.mission))
        return {"timetable_id": str(version.id), "meeting": "m1", "slot": "s01", "table": "T01", "delegation_ids": ids}


def of_slot(slot: Slot, **changed: str) -> dict[str, Any]:
    times = {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}
    return {"code": slot.code, "period": slot.period} | times | changed


def of_table(table: MeetingTable, **changed: Any) -> dict[str, Any]:
    """A table that is always in use."""
    owner = None if table.delegation_id is None else str(table.delegation_id)
    words = {"code": table.code, "zone": table.zone, "features": table.features}
    return words | {"delegation_id": owner, "unavailable_slot_ids": []} | changed


def moved(slot: Slot) -> dict[str, Any]:
    """An hour later."""
    return of_slot(slot, starts_at="2026-12-08T15:00:00+07:00", ends_at="2026-12-08T15:15:00+07:00")


def shown(version: TimetableVersion) -> dict[str, Any]:
    return {"id": str(version.id), "session_id": str(version.session_id), "number": version.number}


def told(pin: Pin) -> dict[str, Any]:
    """As an impact has it."""
    ids = {"a_id": str(pin.a_id), "b_id": str(pin.b_id), "slot_id": str(pin.slot_id)}
    return {"id": str(pin.id), "table_id": None} | ids
