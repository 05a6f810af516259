"""What a party's own day forces it to wait, whoever it meets: by its absences, its rest and how much it must hold.

A dynamic programme over the slots of a period gives, for each number of busy slots, the fewest breaks or idle slots of
any day that has so many. It knows neither the other parties nor the tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.programme import Integers
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

NEVER = 2**30
"""The cost of what can't be."""

Reached = Sequence[tuple[Goal, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A party's day: the slots in which it could be busy, and those in which it is (by pins).

    All its meetings together take `least` to `most` places: slots, each counted once for each of its teams that is
    busy then. If `least` is larger than `most`, nothing is as good as what was said to be reached.
    """

    usable: int
    certain: int
    least: int
    most: int
    teams: int
    rest: int | None

    def costs(self, compact: Compact, goal: Goal) -> list[int]:
        """The fewest breaks or idle slots if the party's meetings take 0, 1, … `most` places; `NEVER` if they can't."""
        total = np.zeros(1, np.int64)
        for period in compact.periods:
            total = _joined(total, _period(self, compact.positions(period), goal))
        found = total.tolist() + [NEVER] * (self.most + 1)
        return [min(found[-(-places // self.teams) : places + 1]) for places in range(self.most + 1)]


def days(compact: Compact, reached: Reached = ()) -> list[Day]:
    """The day of each party in any timetable as good as `reached` on required meetings and floors."""
    known = dict(reached)
    starts = open_starts(compact)
    hopeless = sum(needed and not slots for needed, slots in zip(compact.required, starts, strict=True))
    missing = None if Goal.REQUIRED not in known else known[Goal.REQUIRED] - hopeless
    return [_day(compact, party, starts, missing, known.get(Goal.FLOORS)) for party in range(len(compact.teams))]


def waiting(compact: Compact, goal: Goal, reached: Reached = ()) -> int:
    """The fewest breaks or idle slots that the days of all parties force, in any timetable as good as `reached`."""
    total = 0
    for day in days(compact, reached):
        able = day.costs(compact, goal)[day.least :]
        total += min((cost for cost in able if cost < NEVER), default=0)
    return total


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
    teams, rest = compact.teams[party], compact.rest[party]
    most = min(longest, teams * capacity.fitting(compact, usable, 1, rest))
    certain = union(capacity.covered(starts[m], length[m]) for m in pinned)
    return Day(usable=usable, certain=certain, least=least, most=most, teams=teams, rest=rest)


def union(masks: Iterable[int]) -> int:
    """All slots of some sets together."""
    together = 0
    for mask in masks:
        together |= mask
    return together


def _period(day: Day, slots: Sequence[int], goal: Goal) -> Integers:
    """The least cost of 0, 1, … busy slots in one period.

    The state after a slot is a row of costs by busy slots so far: none yet; busy for 1, 2, … slots in a row; in a gap
    that must end; done. A gap costs one as it begins (a break), or one in each slot (idle).
    """
    before, gap, after = (np.full(len(slots) + 1, NEVER, np.int64) for _ in range(3))
    before[0] = 0
    runs = [gap.copy() for _ in range(day.rest or 1)]
    for slot in slots:
        ended, begun = np.minimum.reduce(runs), np.minimum(before, gap)
        gap = np.minimum(gap + (goal is Goal.IDLE), ended + 1)
        after = np.minimum(after, ended)
        runs = [np.minimum(begun, ended)] if day.rest is None else [begun, *runs[:-1]]
        runs = [_one_more(run) for run in runs]
        if not day.usable >> slot & 1:
            runs = [np.full_like(run, NEVER) for run in runs]
        if day.certain >> slot & 1:
            before, gap, after = (np.full_like(row, NEVER) for row in (before, gap, after))
    costs: Integers = np.minimum.reduce([before, after, *runs])
    return costs


def _one_more(row: Integers) -> Integers:
    """The costs if one more slot is busy."""
    return np.concatenate([[NEVER], row[:-1]])


def _joined(first: Integers, second: Integers) -> Integers:
    """The least cost of two parts of a day together."""
    joined = np.full(len(first) + len(second) - 1, NEVER, np.int64)
    for busy, cost in enumerate(second.tolist()):
        window = joined[busy : busy + len(first)]
        np.minimum(window, first + cost, out=window)
    return np.minimum(joined, NEVER)
