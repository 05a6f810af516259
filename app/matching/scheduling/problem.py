"""The scheduling problem as plain immutable data: no solver, no database, no web.

Names and meaning are those of the instance format (docs/instance-format.md). Lists keep the order of the file, so that
equal problems give equal models and, for equal seeds, equal timetables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any

MeetingId = str
PartyId = str
SlotId = str
TableId = str
InterpreterId = str
ResourceId = str


class Goal(StrEnum):
    """What a policy may ask for, in the order of the format; all values are integers."""

    REQUIRED = "required"
    FLOORS = "floors"
    WELFARE = "welfare"
    HELD = "held"
    CHANGES = "changes"
    BREAKS = "breaks"
    IDLE = "idle"
    IDLE_RANGE = "idle_range"
    MOVES = "moves"

    @property
    def maximised(self) -> bool:
        """Whether more is better; the others are costs."""
        return self in {Goal.WELFARE, Goal.HELD}

    def better(self, one: int, other: int) -> int:
        """The better of two values."""
        return max(one, other) if self.maximised else min(one, other)

    def tighter(self, bound: int, known: int | None) -> int:
        """The tighter of two bounds, of which one may be unknown."""
        if known is None:
            return bound
        return min(bound, known) if self.maximised else max(bound, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One unit of the programme; slots of one `period` follow each other in the list."""

    id: SlotId
    start: datetime
    end: datetime
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A place for one meeting at a time; tables without a zone stand together in one further hall."""

    id: TableId
    unavailable: tuple[SlotId, ...] = ()
    features: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whoever meets: a province, a mission, a partner. `teams` meetings (≥ 1) can run at the same time."""

    id: PartyId
    side: str
    teams: int = 1
    unavailable: tuple[SlotId, ...] = ()
    min_meetings: int = 0
    max_meetings: int | None = None
    max_consecutive: int | None = None
    tables: tuple[TableId, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """Serves one meeting at a time, in the languages it knows."""

    id: InterpreterId
    languages: tuple[str, ...]
    unavailable: tuple[SlotId, ...] = ()
    max_meetings: int | None = None
    max_consecutive: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Anything else of which at most `capacity` (≥ 0) can be used in one slot."""

    id: ResourceId
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a meeting is pinned or was published: its first slot, and its table if that was said."""

    slot: SlotId
    table: TableId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A wanted encounter of two or more parties; `value` (≥ 0) is what holding it is worth."""

    id: MeetingId
    parties: tuple[PartyId, ...]
    value: int = 0
    required: bool = False
    length: int = 1
    slots: tuple[SlotId, ...] | None = None
    pin: Spot | None = None
    after: tuple[MeetingId, ...] = ()
    features: tuple[str, ...] = ()
    interpreting: tuple[str, ...] = ()
    resources: tuple[ResourceId, ...] = ()
    alternative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The goals, most important first, and what tunes them; `bonus` is per side and must not increase."""

    goals: tuple[Goal, ...] = ()
    bonus: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    max_break_spread: int | None = None
    zone_gap: int = 0


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything `solve` needs.

    `digest` is the SHA-256 of the instance file that it was read from, empty if it was built in code.
    Raises `ValueError` if an id is defined twice or a reference leads nowhere; the other input errors of the format
    are found by `io.read_instance`, with their place in the file.
    """

    name: str
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    parties: tuple[Party, ...]
    meetings: tuple[Meeting, ...]
    policy: Policy
    interpreters: tuple[Interpreter, ...] = ()
    resources: tuple[Resource, ...] = ()
    published: Mapping[MeetingId, Spot] | None = None
    digest: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        kinds: dict[str, tuple[Sequence[object], Mapping[str, object]]] = {
            "slots": (self.slots, self.slot_index),
            "tables": (self.tables, self.table_by_id),
            "parties": (self.parties, self.party_by_id),
            "meetings": (self.meetings, self.meeting_by_id),
            "interpreters": (self.interpreters, self.interpreter_by_id),
            "resources": (self.resources, self.resource_by_id),
        }
        for kind, (things, by_id) in kinds.items():
            if len(by_id) != len(things):
                raise ValueError(f"{kind}: an id is defined twice")
        self._require("meeting", self.meetings, parties=self.party_by_id, after=self.meeting_by_id)
        self._require("meeting", self.meetings, resources=self.resource_by_id, slots=self.slot_index)
        self._require("party", self.parties, tables=self.table_by_id, unavailable=self.slot_index)
        self._require("table", self.tables, unavailable=self.slot_index)
        self._require("interpreter", self.interpreters, unavailable=self.slot_index)
        for meeting in self.meetings:
            if meeting.pin is not None:
                self._require_spot(meeting.pin, f"meeting {meeting.id}")
        for meeting_id, spot in (self.published or {}).items():
            if meeting_id not in self.meeting_by_id:
                raise ValueError(f"published: {meeting_id} is not defined")
            self._require_spot(spot, f"published {meeting_id}")

    @staticmethod
    def _require(kind: str, things: Iterable[Any], **known: Mapping[str, object]) -> None:
        """Every id that things list under a key is known; first all at once, for there may be very many things."""
        for key, defined in known.items():
            lists = [(thing, ids) for thing in things if (ids := getattr(thing, key))]
            if defined.keys() >= set(chain.from_iterable(ids for _, ids in lists)):
                continue
            thing, unknown = next((thing, each) for thing, ids in lists for each in ids if each not in defined)
            raise ValueError(f"{kind} {thing.id}: {unknown} is not defined")

    def _require_spot(self, spot: Spot, where: str) -> None:
        if spot.slot not in self.slot_index:
            raise ValueError(f"{where}: {spot.slot} is not defined")
        if spot.table is not None and spot.table not in self.table_by_id:
            raise ValueError(f"{where}: {spot.table} is not defined")

    @cached_property
    def slot_index(self) -> dict[SlotId, int]:
        """Position of each slot in the programme, from 0."""
        return {slot.id: i for i, slot in enumerate(self.slots)}

    @cached_property
    def table_by_id(self) -> dict[TableId, Table]:
        return {table.id: table for table in self.tables}

    @cached_property
    def party_by_id(self) -> dict[PartyId, Party]:
        return {party.id: party for party in self.parties}

    @cached_property
    def interpreter_by_id(self) -> dict[InterpreterId, Interpreter]:
        return {interpreter.id: interpreter for interpreter in self.interpreters}

    @cached_property
    def resource_by_id(self) -> dict[ResourceId, Resource]:
        return {resource.id: resource for resource in self.resources}

    @cached_property
    def meeting_by_id(self) -> dict[MeetingId, Meeting]:
        return {meeting.id: meeting for meeting in self.meetings}

    @cached_property
    def periods(self) -> tuple[range, ...]:
        """The slot positions of each period, in order of time."""
        firsts = [i for i, slot in enumerate(self.slots) if i == 0 or slot.period != self.slots[i - 1].period]
        return tuple(range(a, b) for a, b in zip(firsts, [*firsts[1:], len(self.slots)], strict=True))

    def own_tables(self, meeting: Meeting) -> frozenset[TableId] | None:
        """The tables that all parties of the meeting which have own tables share; None if none of them has any."""
        owned = [self.party_by_id[p].tables for p in meeting.parties]
        sets = [frozenset(tables) for tables in owned if tables is not None]
        return frozenset.intersection(*sets) if sets else None
