"""What a solver returns and the checker judges: placements with what is claimed of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.matching.scheduling.problem import InterpreterId, MeetingId, SlotId, TableId


class Rule(StrEnum):
    """The hard rules, in the order of the format."""

    KNOWN_IDS = "known-ids"
    AT_MOST_ONCE = "at-most-once"
    WITHIN_PERIOD = "within-period"
    ALLOWED_SLOTS = "allowed-slots"
    PINS = "pins"
    PARTY_AVAILABILITY = "party-availability"
    PARTY_TEAMS = "party-teams"
    PARTY_MAXIMUM = "party-maximum"
    PARTY_CONSECUTIVE = "party-consecutive"
    TABLE_AVAILABILITY = "table-availability"
    ONE_MEETING_PER_TABLE = "one-meeting-per-table"
    OWN_TABLES = "own-tables"
    TABLE_FEATURES = "table-features"
    TABLE_ZONES = "table-zones"
    PRECEDENCE = "precedence"
    INTERPRETER_PRESENT = "interpreter-present"
    RESOURCE_CAPACITY = "resource-capacity"
    ALTERNATIVES = "alternatives"
    ONE_MEETING_PER_INTERPRETER = "one-meeting-per-interpreter"
    INTERPRETER_AVAILABILITY = "interpreter-availability"
    INTERPRETER_MAXIMUM = "interpreter-maximum"
    INTERPRETER_CONSECUTIVE = "interpreter-consecutive"
    BREAK_SPREAD = "break-spread"


class Status(StrEnum):
    """Never collapsed: 'ran out of time' is not 'impossible'."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Reason(StrEnum):
    """Why a meeting is not held; the first true one counts, in this order."""

    NO_COMMON_SLOT = "no-common-slot"
    NO_TABLE = "no-table"
    NO_INTERPRETER = "no-interpreter"
    PARTY_FULL = "party-full"
    RULE = "rule"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Puts a meeting at a slot (its first), on a table, with interpreters. Ids may be unknown to the problem."""

    meeting: MeetingId
    slot: SlotId
    table: TableId
    interpreters: tuple[InterpreterId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalValue:
    """A goal's value and its bound, proven over all timetables as good on every earlier goal; None if unproven."""

    goal: str
    value: int
    bound: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A meeting that is not held, with the first true `Reason`; `rule` names the broken one where that is it."""

    meeting: MeetingId
    reason: str
    rule: str | None = None
    message: str | None = None
    price: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One part of a set of pins and rules that can't hold together."""

    rule: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A timetable file. `instance` is the digest of the instance it belongs to.

    `minimal` says of `conflict` that no part of it can be left out; `run` is free data about how it was made.
    """

    instance: str
    status: str
    placements: tuple[Placement, ...] = ()
    goals: tuple[GoalValue, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    minimal: bool = True
    run: Mapping[str, Any] = field(default_factory=dict)
