"""What is known of each party's day beforehand: when it can be busy, when it must, and how often."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

Reached = Sequence[tuple[Goal, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A party's day: the slots in which it could be busy, and those in which it is (by pins).

    All its meetings together take `least` to `most` places: slots, each counted once for each of its teams that is
    busy then; more teams than meetings count for nothing. If `least` is larger than `most`, nothing is as good as what
    was said to be reached.
    """

    usable: int
    certain: int
    least: int
    most: int
    teams: int
    rest: int | None


def days(compact: Compact, reached: Reached = ()) -> list[Day]:
    """The day of each party in any timetable as good as `reached` on required meetings and floors."""
    known = dict(reached)
    starts = open_starts(compact)
    hopeless = sum(needed and not slots for needed, slots in zip(compact.required, starts, strict=True))
    missing = None if Goal.REQUIRED not in known else known[Goal.REQUIRED] - hopeless
    return [_day(compact, party, starts, missing, known.get(Goal.FLOORS)) for party in range(len(compact.teams))]


def _day(compact: Compact, party: int, starts: Sequence[int], missing: int | None, short: int | None) -> Day:
    """`missing` is how many more required meetings may be missing, `short` how many meetings the floors may lack."""
    length = compact.length
    mine = [meeting for meeting in compact.mine[party] if starts[meeting]]
    pinned = [m for m in mine if compact.problem.meetings[m].pin is not None]
    needed = [] if missing is None else sorted(length[m] for m in mine if compact.required[m] and m not in pinned)
    certainly = sum(length[m] for m in pinned) + sum(needed[: max(0, len(needed) - (missing or 0))])
    promised = 0 if short is None else max(0, compact.floor[party] - short)
    least = max(certainly, sum(sorted(length[m] for m in mine)[:promised]))
    usable = union(capacity.covered(starts[m], length[m]) for m in mine)
    number = len(mine) if compact.most[party] is None else compact.most[party]
    longest = sum(sorted((length[m] for m in mine), reverse=True)[:number])
    teams, rest = max(1, min(compact.teams[party], len(mine))), compact.rest[party]
    most = min(longest, teams * capacity.fitting(compact, usable, 1, rest))
    certain = union(capacity.covered(starts[m], length[m]) for m in pinned)
    return Day(usable=usable, certain=certain, least=least, most=most, teams=teams, rest=rest)


def union(masks: Iterable[int]) -> int:
    """All slots of some sets together."""
    together = 0
    for mask in masks:
        together |= mask
    return together
