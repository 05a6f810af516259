"""A legal timetable made by putting meetings, one after another, into the first slot that is free for all concerned.

It is quick, not good: it only has to show that what is promised around it can be kept. Slots are bits of an integer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.generators.case import Json


@dataclass
class Agenda:
    """When a party or an interpreter can still meet; `teams` has the free slots of each team, as bits."""

    teams: list[int]
    periods: Sequence[range]
    left: int
    longest_run: int | None
    busy: int = 0
    blocked: int = field(default=0)

    @property
    def open(self) -> int:
        """The slots that one more meeting could take."""
        return _union(self.teams) & ~self.blocked if self.left > 0 else 0

    def take(self, bit: int) -> None:
        """Spend `bit` of the first team that has it."""
        team = next(i for i, free in enumerate(self.teams) if free & bit)
        self.teams[team] &= ~bit
        self.busy |= bit
        self.left -= 1
        if self.longest_run is not None:
            self.blocked = _tiring(self.busy, self.longest_run, self.periods)


class Timetabler:
    """Places the meetings of one instance; knows availability, teams, maxima, rest, own tables and interpreters."""

    def __init__(self, instance: Json) -> None:
        self._slots = [slot["id"] for slot in instance["slots"]]
        self._periods = _periods(instance["slots"])
        self._bit = {slot: 1 << i for i, slot in enumerate(self._slots)}
        self._parties = {party["id"]: self._agenda(party) for party in instance["parties"]}
        self._own = {party["id"]: party["tables"] for party in instance["parties"] if party.get("tables")}
        self._speakers = {one["id"]: (set(one["languages"]), one) for one in instance.get("interpreters", [])}
        self._interpreters = {name: self._agenda(one) for name, (_, one) in self._speakers.items()}
        self._tables: dict[str, int] = {table["id"]: self._free(table) for table in instance["tables"]}
        owned = {table for tables in self._own.values() for table in tables}
        self._shared = [
            [table for table, free in reversed(self._tables.items()) if free & bit and table not in owned]
            for bit in self._bit.values()
        ]
        self._seats = sum(1 << i for i, pool in enumerate(self._shared) if pool)

    def place(self, meetings: Iterable[Json]) -> list[Json]:
        """Placements for those of the meetings that find a slot, in the order given."""
        return [spot for meeting in meetings if (spot := self._place(meeting)) is not None]

    def _place(self, meeting: Json) -> Json | None:
        own = self._tables_of(meeting)
        open_slots = self._seats if own is None else _union(self._tables[table] for table in own)
        for party in meeting["parties"]:
            open_slots &= self._parties[party].open
        if not open_slots:
            return None
        languages = meeting.get("interpreting", [])
        interpreter = self._interpreter(languages, open_slots) if languages else None
        if interpreter is not None:
            open_slots &= self._interpreters[interpreter].open
        elif languages:
            return None
        return self._put(meeting, open_slots & -open_slots, own, interpreter)

    def _put(self, meeting: Json, bit: int, own: Sequence[str] | None, interpreter: str | None) -> Json:
        for party in meeting["parties"]:
            self._parties[party].take(bit)
        if interpreter is not None:
            self._interpreters[interpreter].take(bit)
        slot = bit.bit_length() - 1
        return {
            "meeting": meeting["id"],
            "slot": self._slots[slot],
            "table": self._take_table(slot, own),
            "interpreters": [] if interpreter is None else [interpreter],
        }

    def _take_table(self, slot: int, own: Sequence[str] | None) -> str:
        if own is None:
            table: str = self._shared[slot].pop()
            if not self._shared[slot]:
                self._seats &= ~(1 << slot)
        else:
            table = next(table for table in own if self._tables[table] & 1 << slot)
        self._tables[table] &= ~(1 << slot)
        return table

    def _tables_of(self, meeting: Json) -> Sequence[str] | None:
        """The tables that its parties' own leave it; None if it may stand at any that nobody owns."""
        owned = [self._own[party] for party in meeting["parties"] if party in self._own]
        return [table for table in owned[0] if all(table in other for other in owned)] if owned else None

    def _interpreter(self, languages: Sequence[str], open_slots: int) -> str | None:
        """The first who knows the languages and is free in one of the slots."""
        return next(
            (
                name
                for name, (spoken, _) in self._speakers.items()
                if spoken.issuperset(languages) and self._interpreters[name].open & open_slots
            ),
            None,
        )

    def _agenda(self, who: Json) -> Agenda:
        maximum = who.get("max_meetings")
        return Agenda(
            teams=[self._free(who)] * who.get("teams", 1),
            periods=self._periods,
            left=len(self._slots) * who.get("teams", 1) if maximum is None else maximum,
            longest_run=who.get("max_consecutive"),
        )

    def _free(self, thing: Json) -> int:
        """All slots but those in which it is unavailable."""
        return (1 << len(self._slots)) - 1 - sum(self._bit[slot] for slot in thing.get("unavailable", []))


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _periods(slots: Sequence[Json]) -> list[range]:
    names = [slot["period"] for slot in slots]
    firsts = [i for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
    return [range(first, end) for first, end in zip(firsts, [*firsts[1:], len(names)], strict=True)]


def _tiring(busy: int, longest_run: int, periods: Iterable[range]) -> int:
    """The free slots that would join busy ones of their period to a run of more than `longest_run`."""
    blocked = 0
    for period in periods:
        for slot in period:
            if not busy >> slot & 1:
                run = 1 + _run(busy, range(slot - 1, period.start - 1, -1)) + _run(busy, range(slot + 1, period.stop))
                blocked |= (run > longest_run) << slot
    return blocked


def _run(busy: int, slots: range) -> int:
    """How many of the slots are busy before the first free one."""
    return next((i for i, slot in enumerate(slots) if not busy >> slot & 1), len(slots))
