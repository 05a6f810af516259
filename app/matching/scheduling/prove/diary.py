"""How the day of a party may look: in which slots it is busy, if all its meetings are held, with so many breaks.

A *day* is a set of slots (a bit mask) over the whole programme.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Problem

MOST_DAYS, MOST_LOOKS = 400, 20_000
"""So many days of a party are told apart, and so many are looked at before the search for one is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What is known of a party all of whose meetings are held, one at a time, each in one slot.

    `starts` has the open slots of each of its meetings, `open` those of any. It has at least `breaks` breaks; `days`
    are all days with just as many, None if they are too many or were not all looked at.
    """

    party: int
    meetings: tuple[int, ...]
    starts: tuple[int, ...]
    breaks: int
    days: tuple[int, ...] | None

    @property
    def open(self) -> int:
        """The slots in which the party may be busy at all."""
        union = 0
        for starts in self.starts:
            union |= starts
        return union


def diaries(compact: Compact, held: Collection[int]) -> list[Diary]:
    """A diary of each party with meetings of which enough is known, where all meetings in `held` (by number) are held.

    One without days at all, not even broken ones, has as many breaks as it has meetings: a contradiction.
    """
    starts = possible_starts(compact, held)
    return [
        diary(compact, party, [starts[meeting] for meeting in mine])
        for party, mine in enumerate(compact.mine)
        if mine
        and compact.teams[party] == 1
        and all(meeting in held and compact.length[meeting] == 1 for meeting in mine)
    ]


def diary(compact: Compact, party: int, starts: Sequence[int]) -> Diary:
    """Find the fewest breaks of one party by itself, and all days that have no more."""
    meetings, available = tuple(compact.mine[party]), 0
    for slots in starts:
        available |= slots
    possible, looks = _Days(compact, available), MOST_LOOKS
    for breaks in range(len(meetings) if fits(starts, available) else 0):
        looked = list(islice(possible.of(len(meetings), breaks), looks + 1))
        days = tuple(day for day in looked if fits(starts, day))
        known, looks = len(looked) <= looks, looks - len(looked)
        if days or not known:
            known = known and len(days) <= MOST_DAYS
            return Diary(
                party=party, meetings=meetings, starts=tuple(starts), breaks=breaks, days=days if known else None
            )
    return Diary(party=party, meetings=meetings, starts=tuple(starts), breaks=len(meetings), days=())


def most_breaks(problem: Problem) -> int | None:
    """The spread, where some party has at most one meeting and so no break; None where nothing limits the breaks."""
    meetings = Counter(party for meeting in problem.meetings for party in meeting.parties)
    rested = any(meetings[party.id] <= 1 for party in problem.parties)
    return problem.policy.max_break_spread if rested else None


def possible_starts(compact: Compact, held: Collection[int]) -> list[int]:
    """The starts that are left to each meeting where all in `held` are held.

    They come after what must precede them, and not in the only slot of another meeting of a party with one team.
    """
    starts = list(compact.starts)
    todo = [meeting for meeting in range(len(starts)) if meeting in held]
    while todo:
        meeting = todo.pop()
        for other, slots in _consequences(compact, meeting, starts[meeting]):
            if other in held and starts[other] & ~slots:
                starts[other] &= slots
                todo.append(other)
    return starts


def fits(starts: Sequence[int], day: int) -> bool:
    """Whether meetings with these starts can each have a slot of `day` for itself: a bipartite matching by Kuhn."""
    if not all(slots & day for slots in starts):
        return False
    taken: dict[int, int] = {}

    def insert(meeting: int, tried: list[int]) -> bool:
        for slot in Compact.positions(starts[meeting] & day):
            if not tried[0] >> slot & 1:
                tried[0] |= 1 << slot
                if slot not in taken or insert(taken[slot], tried):
                    taken[slot] = meeting
                    return True
        return False

    return all(insert(meeting, [0]) for meeting in range(len(starts)))


def _consequences(compact: Compact, meeting: int, starts: int) -> Iterator[tuple[int, int]]:
    """Which starts `meeting`, held from one of `starts`, leaves to others: those in the way of it or in its order."""
    if not starts:
        return
    earliest, latest = compact.lowest(starts), starts.bit_length() - 1
    for later in compact.behind[meeting]:
        yield later, -1 << earliest + compact.length[meeting]
    for earlier in compact.before[meeting]:
        yield earlier, (1 << max(0, latest - compact.length[earlier] + 1)) - 1
    if earliest == latest:
        taken = compact.covered(earliest, compact.length[meeting])
        for party in compact.parties[meeting]:
            if compact.teams[party] == 1:
                for other in compact.mine[party]:
                    if other != meeting:
                        yield other, ~taken


class _Days:
    """All days made of slots of `available`."""

    def __init__(self, compact: Compact, available: int) -> None:
        self._available = available
        self._ends = [0] * compact.slots
        for period in compact.periods:
            for slot in compact.positions(period):
                self._ends[slot] = period.bit_length()

    def of(self, busy: int, breaks: int) -> Iterator[int]:
        """Those with so many busy slots and exactly so many breaks, in all periods together."""
        return self._runs(0, 0, busy, breaks)

    def _runs(self, first: int, end: int, busy: int, breaks: int) -> Iterator[int]:
        """What is left of a day after a run that stopped before `first`, in a period that stops at `end`."""
        if not busy:
            yield from () if breaks else (0,)
        elif busy <= (self._available >> first).bit_count():
            for start in range(first, len(self._ends)):
                cost = start < end
                if cost <= breaks and not (cost and start == first):
                    for stop, run in self._growing(start, busy):
                        for rest in self._runs(stop, self._ends[start], busy - (stop - start), breaks - cost):
                            yield run | rest

    def _growing(self, start: int, busy: int) -> Iterator[tuple[int, int]]:
        """Runs of up to so many slots from `start`, each one slot longer, each after the slot at which it stops."""
        run = 0
        for slot in range(start, min(self._ends[start], start + busy)):
            if not self._available >> slot & 1:
                return
            run |= 1 << slot
            yield slot + 1, run
