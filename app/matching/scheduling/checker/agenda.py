"""Who meets when: the meetings held, indexed by party, table, interpreter, resource and label."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from app.matching.scheduling.checker.masks import mask
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


class Held(NamedTuple):
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
    """The meetings of everyone (or everything) of one kind."""

    def __init__(self) -> None:
        self._meetings: defaultdict[str, list[Held]] = defaultdict(list)

    def add(self, who: str, held: Held) -> None:
        """Enter a meeting."""
        self._meetings[who].append(held)

    def drop_last(self, who: str) -> None:
        """Take out the meeting entered last."""
        self._meetings[who].pop()

    def of(self, who: str) -> Sequence[Held]:
        """All meetings of one, in the order they were entered."""
        return self._meetings.get(who, ())

    def at(self, who: str, slot: int) -> list[Held]:
        """The meetings of one that take this slot."""
        return [held for held in self.of(who) if held.start <= slot < held.stop]

    def load(self, who: str) -> Counter[int]:
        """The slots in which one has a meeting, with the number of its meetings there."""
        return Counter(self._slots(who))

    def busy(self, who: str) -> list[int]:
        """The slots in which one has a meeting, in order of time."""
        return sorted(set(self._slots(who)))

    def in_time(self, who: str) -> list[Held]:
        """All meetings of one in order of time."""
        return sorted(self.of(who), key=attrgetter("start", "stop"))

    def crowded(self, who: str, most: int) -> list[tuple[int, list[Held]]]:
        """The slots in which one has more than so many meetings, in order of time, with these meetings."""
        if len(self.of(who)) <= most:
            return []
        slots = self._slots(who)
        if most and len(set(slots)) == len(slots):
            return []
        load = Counter(slots)
        return [(slot, self.at(who, slot)) for slot in sorted(load) if load[slot] > most]

    def _slots(self, who: str) -> list[int]:
        return [slot for held in self.of(who) for slot in range(held.start, held.stop)]


class Programme:
    """What follows from the problem alone: the period of each slot, who is away when, and who owns which tables."""

    def __init__(self, problem: Problem) -> None:
        self.slots = (1 << len(problem.slots)) - 1
        self.period_of = [period for period in problem.periods for _ in period]
        self.party_away = _away(problem, problem.parties)
        self.table_away = _away(problem, problem.tables)
        self.interpreter_away = _away(problem, problem.interpreters)
        self.own_tables = {p.id: frozenset(p.tables) for p in problem.parties if p.tables is not None}
        self._starts: dict[int, int] = {}
        self.followers: defaultdict[MeetingId, list[Meeting]] = defaultdict(list)
        for meeting in problem.meetings:
            for earlier in meeting.after:
                self.followers[earlier].append(meeting)

    def fits(self, start: int, length: int) -> bool:
        """Whether so many slots from `start` on lie in one period."""
        return start + length <= self.period_of[start].stop

    def starts(self, length: int) -> int:
        """The starts from which so many slots lie in one period, as a set of `masks`."""
        if length not in self._starts:
            self._starts[length] = mask(start for start in range(len(self.period_of)) if self.fits(start, length))
        return self._starts[length]

    def same_period(self, one: int, other: int) -> bool:
        """Whether two slots belong to one period."""
        return other in self.period_of[one]


def _away(problem: Problem, things: Iterable[Party | Table | Interpreter]) -> dict[str, frozenset[int]]:
    return {thing.id: frozenset(problem.slot_index[slot] for slot in thing.unavailable) for thing in things}


class Agenda:
    """The meetings held, by meeting and by everyone they concern."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.programme = Programme(problem)
        self.held: dict[MeetingId, Held] = {}
        self.parties = Calendar()
        self.tables = Calendar()
        self.interpreters = Calendar()
        self.resources = Calendar()
        self.labels = Calendar()
        self._gaps: dict[PartyId, Sequence[int]] = dict.fromkeys(problem.party_by_id, ())
        self._stale: set[PartyId] = set()

    def add(self, held: Held) -> None:
        """Hold one more meeting, which is not held yet."""
        self.held[held.meeting.id] = held
        for calendar, who in self._entries(held):
            calendar.add(who, held)
        self._stale.update(held.meeting.parties)

    def drop_last(self) -> None:
        """Undo the last `add`."""
        _, held = self.held.popitem()
        for calendar, who in self._entries(held):
            calendar.drop_last(who)
        self._stale.update(held.meeting.parties)

    def at_maximum(self, party: PartyId) -> bool:
        """Whether a party holds as many meetings as it may."""
        most = self.problem.party_by_id[party].max_meetings
        return most is not None and len(self.parties.of(party)) >= most

    @property
    def gaps(self) -> Mapping[PartyId, Sequence[int]]:
        """The lengths, in slots, of the breaks of each party: free runs between two of its meetings of one period."""
        for party in self._stale:
            self._gaps[party] = self.gaps_of(party)
        self._stale.clear()
        return self._gaps

    def gaps_of(self, party: PartyId) -> list[int]:
        """The lengths of the breaks of one party, counted anew."""
        return [
            later - earlier - 1
            for earlier, later in pairwise(self.parties.busy(party))
            if later - earlier > 1 and self.programme.same_period(earlier, later)
        ]

    def _entries(self, held: Held) -> list[tuple[Calendar, str]]:
        meeting = held.meeting
        entries = [(self.parties, party) for party in meeting.parties]
        entries += [(self.resources, resource) for resource in meeting.resources]
        entries += [(self.interpreters, interpreter) for interpreter in held.interpreters]
        entries.append((self.tables, held.table))
        if meeting.alternative is not None:
            entries.append((self.labels, meeting.alternative))
        return entries
