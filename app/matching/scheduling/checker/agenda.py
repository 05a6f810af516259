"""Who meets when: the meetings held, indexed by party, table, interpreter, resource and label."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.matching.scheduling.problem import (
    Interpreter,
    InterpreterId,
    Meeting,
    MeetingId,
    Party,
    PartyId,
    Problem,
    Table,
    TableId,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting in its place; it takes the slot positions `start` (included) to `stop` (excluded)."""

    meeting: Meeting
    start: int
    stop: int
    table: TableId
    interpreters: tuple[InterpreterId, ...] = ()

    @property
    def slots(self) -> range:
        """The slot positions it takes."""
        return range(self.start, self.stop)


class Calendar:
    """The meetings of everyone (or everything) of one kind, as a list and by slot position."""

    def __init__(self) -> None:
        self._meetings: defaultdict[str, list[Held]] = defaultdict(list)
        self._by_slot: defaultdict[str, dict[int, list[Held]]] = defaultdict(dict)

    def add(self, who: str, held: Held) -> None:
        """Enter a meeting."""
        self._meetings[who].append(held)
        by_slot = self._by_slot[who]
        for slot in held.slots:
            by_slot.setdefault(slot, []).append(held)

    def drop_last(self, who: str) -> None:
        """Take out the meeting entered last."""
        held = self._meetings[who].pop()
        by_slot = self._by_slot[who]
        for slot in held.slots:
            by_slot[slot].pop()
            if not by_slot[slot]:
                del by_slot[slot]

    def of(self, who: str) -> Sequence[Held]:
        """All meetings of one, in the order they were entered."""
        return self._meetings.get(who, ())

    def at(self, who: str, slot: int) -> Sequence[Held]:
        """The meetings of one that take this slot."""
        return self._by_slot[who].get(slot, ())

    def busy(self, who: str) -> list[int]:
        """The slots in which one has a meeting, in order of time."""
        return sorted(self._by_slot[who])

    def in_time(self, who: str) -> list[Held]:
        """All meetings of one in order of time."""
        return sorted(self.of(who), key=lambda held: (held.start, held.stop))


class Programme:
    """What follows from the problem alone: the period of each slot, and who is away when, by slot position."""

    def __init__(self, problem: Problem) -> None:
        self.period_of = [period for period in problem.periods for _ in period]
        self.party_away = _away(problem, problem.parties)
        self.table_away = _away(problem, problem.tables)
        self.interpreter_away = _away(problem, problem.interpreters)
        self.followers: defaultdict[MeetingId, list[Meeting]] = defaultdict(list)
        for meeting in problem.meetings:
            for earlier in meeting.after:
                self.followers[earlier].append(meeting)

    def fits(self, start: int, length: int) -> bool:
        """Whether so many slots from `start` on lie in one period."""
        return start + length <= self.period_of[start].stop

    def same_period(self, one: int, other: int) -> bool:
        """Whether two slots belong to one period."""
        return other in self.period_of[one]


def _away(problem: Problem, things: Iterable[Party | Table | Interpreter]) -> dict[str, frozenset[int]]:
    return {thing.id: frozenset(problem.slot_index[slot] for slot in thing.unavailable) for thing in things}


class Agenda:
    """The meetings held, by meeting and by everyone they concern; `breaks` is the number of breaks of each party."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.programme = Programme(problem)
        self.held: dict[MeetingId, Held] = {}
        self.parties = Calendar()
        self.tables = Calendar()
        self.interpreters = Calendar()
        self.resources = Calendar()
        self.labels = Calendar()
        self.breaks: dict[PartyId, int] = dict.fromkeys(problem.party_by_id, 0)

    def add(self, held: Held) -> None:
        """Hold one more meeting, which is not held yet."""
        self.held[held.meeting.id] = held
        for calendar, who in self._entries(held):
            calendar.add(who, held)
        self._recount(held)

    def drop_last(self) -> None:
        """Undo the last `add`."""
        _, held = self.held.popitem()
        for calendar, who in self._entries(held):
            calendar.drop_last(who)
        self._recount(held)

    def gaps(self, party: PartyId) -> list[int]:
        """The lengths, in slots, of the breaks of a party: free runs between two of its meetings of one period."""
        return [
            later - earlier - 1
            for earlier, later in pairwise(self.parties.busy(party))
            if later - earlier > 1 and self.programme.same_period(earlier, later)
        ]

    def _entries(self, held: Held) -> Iterator[tuple[Calendar, str]]:
        for party in held.meeting.parties:
            yield self.parties, party
        for resource in held.meeting.resources:
            yield self.resources, resource
        for interpreter in held.interpreters:
            yield self.interpreters, interpreter
        yield self.tables, held.table
        if held.meeting.alternative is not None:
            yield self.labels, held.meeting.alternative

    def _recount(self, held: Held) -> None:
        for party in held.meeting.parties:
            self.breaks[party] = len(self.gaps(party))
