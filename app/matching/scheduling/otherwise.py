"""What if something were otherwise: amendments of an instance, and how one timetable differs from another.

Amendments are applied in their order, each to what those before it have made. What is pinned to where it could not be
any more is pinned no longer: the question is what the timetable would be then, not whether the pins could stay.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any

from app.matching.scheduling.changing import unused, with_changed, with_more_slot, with_more_tables
from app.matching.scheduling.problem import (
    Goal,
    Interpreter,
    InterpreterId,
    Meeting,
    MeetingId,
    PartyId,
    Problem,
    SlotId,
    Spot,
    Table,
    TableId,
)


class Misnamed(LookupError):
    """`field` of an amendment names something that the instance does not have."""

    def __init__(self, field: str, name: str) -> None:
        super().__init__(name)
        self.field, self.name = field, name


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTables:
    """So many more tables like that one; without one, like the first that is nobody's, or plain ones."""

    number: int = 1
    like: TableId | None = None

    def on(self, problem: Problem) -> Problem:
        if self.like is not None:
            return with_more_tables(problem, _known(problem.table_by_id, self.like, "like"), self.number)
        owned = {table for party in problem.parties for table in party.tables or ()}
        anyones = next((table.id for table in problem.tables if table.id not in owned), None)
        if anyones is not None:
            return with_more_tables(problem, anyones, self.number)
        plain = Table(id=unused("+1", problem.table_by_id.keys()))
        return MoreTables(number=self.number - 1).on(replace(problem, tables=(*problem.tables, plain)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutTable:
    """That table is not there. Whoever has no other table of its own may then sit at any."""

    table: TableId

    def on(self, problem: Problem) -> Problem:
        _known(problem.table_by_id, self.table, "table")
        parties = tuple(
            replace(party, tables=tuple(each for each in party.tables if each != self.table) or None)
            if party.tables is not None and self.table in party.tables
            else party
            for party in problem.parties
        )
        kept = tuple(table for table in problem.tables if table.id != self.table)
        meetings = tuple(
            replace(meeting, pin=Spot(slot=meeting.pin.slot))
            if meeting.pin is not None and meeting.pin.table == self.table
            else meeting
            for meeting in problem.meetings
        )
        return replace(problem, tables=kept, parties=parties, meetings=meetings)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreSlot:
    """One more slot, at the end of the period that has that one; what would then begin too early begins later."""

    after: SlotId

    def on(self, problem: Problem) -> Problem:
        return with_more_slot(problem, _known(problem.slot_index, self.after, "after"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSlot:
    """Nobody meets in that slot, which stays in the programme as a break."""

    slot: SlotId

    def on(self, problem: Problem) -> Problem:
        _known(problem.slot_index, self.slot, "slot")
        tables = tuple(
            replace(table, unavailable=(*dict.fromkeys((*table.unavailable, self.slot)),)) for table in problem.tables
        )
        return _unpinned(replace(problem, tables=tables), {self.slot}, lambda _: True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """That party comes to none of those slots; to none at all if none is named.

    Of a party that does not come at all nothing is promised or required any more, and groups meet without it.
    """

    party: PartyId
    slots: tuple[SlotId, ...] = ()

    def on(self, problem: Problem) -> Problem:
        party = _known_in(problem.party_by_id, self.party, "party")
        for slot in self.slots:
            _known(problem.slot_index, slot, "slots")
        missed = self.slots or tuple(problem.slot_index)
        away = {"unavailable": (*dict.fromkeys((*party.unavailable, *missed)),)}
        floor = {} if self.slots else {"min_meetings": 0}
        changed = with_changed(problem, "parties", party.id, **away, **floor)
        if not self.slots:
            changed = replace(changed, meetings=tuple(map(self._released, changed.meetings)))
        return _unpinned(changed, set(missed), lambda meeting: party.id in meeting.parties)

    def _released(self, meeting: Meeting) -> Meeting:
        if self.party not in meeting.parties:
            return meeting
        others = tuple(party for party in meeting.parties if party != self.party)
        return replace(meeting, parties=others) if len(others) > 1 else replace(meeting, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreInterpreters:
    """So many more interpreters of those languages, who have time in every slot."""

    languages: tuple[str, ...]
    number: int = 1

    def on(self, problem: Problem) -> Problem:
        people = list(problem.interpreters)
        for _ in range(self.number):
            people.append(Interpreter(id=unused("+1", {each.id for each in people}), languages=self.languages))
        return replace(problem, interpreters=tuple(people))


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutInterpreter:
    """That interpreter does not come."""

    interpreter: InterpreterId

    def on(self, problem: Problem) -> Problem:
        _known(problem.interpreter_by_id, self.interpreter, "interpreter")
        kept = tuple(each for each in problem.interpreters if each.id != self.interpreter)
        return replace(problem, interpreters=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """That party holds so many meetings at most; None is as many as there may be. No more than that is promised."""

    party: PartyId
    most: int | None

    def on(self, problem: Problem) -> Problem:
        floor = _known_in(problem.party_by_id, self.party, "party").min_meetings
        limits = {"max_meetings": self.most, "min_meetings": floor if self.most is None else min(floor, self.most)}
        return with_changed(problem, "parties", self.party, **limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """That party can hold so many meetings at the same time."""

    party: PartyId
    teams: int

    def on(self, problem: Problem) -> Problem:
        _known(problem.party_by_id, self.party, "party")
        return with_changed(problem, "parties", self.party, teams=self.teams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """Those goals, the most important first, and no others."""

    goals: tuple[Goal, ...]

    def on(self, problem: Problem) -> Problem:
        return replace(problem, policy=replace(problem.policy, goals=self.goals))


Amendment = (
    MoreTables
    | WithoutTable
    | MoreSlot
    | ClosedSlot
    | Absent
    | MoreInterpreters
    | WithoutInterpreter
    | Maximum
    | Teams
    | Goals
)
KINDS: Mapping[str, Callable[..., Amendment]] = {
    "more-tables": MoreTables,
    "without-table": WithoutTable,
    "more-slot": MoreSlot,
    "closed-slot": ClosedSlot,
    "absent": Absent,
    "more-interpreters": MoreInterpreters,
    "without-interpreter": WithoutInterpreter,
    "maximum": Maximum,
    "teams": Teams,
    "goals": Goals,
}
"""By the names that amendments have in rows and requests."""


def amendment(plain: Mapping[str, Any]) -> Amendment:
    """What `plain` has written."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    del values["change"]
    return KINDS[plain["change"]](**values)


def plain(amendment: Amendment) -> dict[str, Any]:
    """As a JSON value, with the name of its kind as `change`; a list that names nothing is left out."""
    name = next(name for name, kind in KINDS.items() if kind is type(amendment))
    values = {field.name: getattr(amendment, field.name) for field in fields(amendment)}
    told = {key: [*value] if isinstance(value, tuple) else value for key, value in values.items() if value != ()}
    return {"change": name} | told


def amended(problem: Problem, amendments: Iterable[Amendment]) -> Problem:
    """The problem with all of them, which is of no file. Raises `Misnamed`."""
    return replace(reduce(lambda found, each: each.on(found), amendments, problem), digest="")


def near(problem: Problem, held: Mapping[MeetingId, Spot]) -> Problem:
    """The problem as that of whoever has this timetable already: of those that are equally good, the nearest is best.

    What of it is not there any more is left aside. Where the policy says how much changes count, that stays so.
    """
    published = {meeting: spot for meeting, spot in held.items() if _is_there(problem, meeting, spot)}
    goals = problem.policy.goals
    if published and Goal.CHANGES not in goals:
        goals = (*goals, Goal.CHANGES)
    policy = replace(problem.policy, goals=goals)
    return replace(problem, published=published or None, policy=policy, digest="")


def _is_there(problem: Problem, meeting: MeetingId, spot: Spot) -> bool:
    known = meeting in problem.meeting_by_id and spot.slot in problem.slot_index
    return known and (spot.table is None or spot.table in problem.table_by_id)


def _unpinned(problem: Problem, slots: set[SlotId], concerns: Callable[[Meeting], bool]) -> Problem:
    """Those meetings are pinned to none of these slots, and to none that would reach into them."""
    closed = {problem.slot_index[slot] for slot in slots}

    def is_out(meeting: Meeting) -> bool:
        if meeting.pin is None or not concerns(meeting):
            return False
        first = problem.slot_index[meeting.pin.slot]
        return not closed.isdisjoint(range(first, first + meeting.length))

    meetings = tuple(replace(each, pin=None) if is_out(each) else each for each in problem.meetings)
    return replace(problem, meetings=meetings)


def _known(known: Mapping[str, object], name: str, field: str) -> str:
    if name not in known:
        raise Misnamed(field, name)
    return name


def _known_in(known: Mapping[str, Any], name: str, field: str) -> Any:
    return known[_known(known, name, field)]
