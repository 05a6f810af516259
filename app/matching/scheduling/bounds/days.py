"""What is known of each party's day beforehand: when it can be busy, when it must, and how often."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.programme import Integers
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

Reached = Sequence[tuple[Goal, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A party's day: the slots in which it could be busy, and those in which it is (by pins).

    Its meetings take places: slots, each counted once for each of its teams that is busy then; more teams than meetings
    count for nothing. By the end of each slot they have taken `least` to `most` places. If `least` is larger than
    `most`, nothing is as good as what was said to be reached.
    """

    usable: int
    certain: int
    least: Integers
    most: Integers
    teams: int
    rest: int | None


def days(compact: Compact, reached: Reached = ()) -> list[Day]:
    """The day of each party in any timetable as good as `reached` on required meetings and floors."""
    known = dict(reached)
    starts = open_starts(compact)
    hopeless = sum(needed and not slots for needed, slots in zip(compact.required, starts, strict=True))
    missing = None if Goal.REQUIRED not in known else max(0, known[Goal.REQUIRED] - hopeless)
    return [_day(compact, party, starts, missing, known.get(Goal.FLOORS)) for party in range(len(compact.teams))]


def _day(compact: Compact, party: int, starts: Sequence[int], missing: int | None, short: int | None) -> Day:
    """`missing` is how many more required meetings may be missing, `short` how many meetings the floors may lack."""
    length = compact.length
    mine = [meeting for meeting in compact.mine[party] if starts[meeting]]
    reach = {meeting: capacity.covered(starts[meeting], length[meeting]) for meeting in mine}
    usable = union(reach.values())
    pinned = [m for m in mine if compact.problem.meetings[m].pin is not None]
    needed = [m for m in mine if compact.required[m] and m not in pinned] if missing is not None else []
    teams, rest = max(1, min(compact.teams[party], len(mine))), compact.rest[party]
    number = len(mine) if compact.most[party] is None else compact.most[party]
    longest = sum(sorted((length[m] for m in mine), reverse=True)[:number])
    most = min(longest, teams * capacity.fitting(compact, usable, 1, rest))
    promised = 0 if short is None else max(0, compact.floor[party] - short)
    spared = (missing or 0) * max((length[m] for m in needed), default=0)
    begun, ended = _by_slot(compact, mine, reach)
    pins_begun, pins_ended = _by_slot(compact, pinned, reach)
    needed_begun, needed_ended = _by_slot(compact, needed, reach)
    done = pins_ended + np.maximum(0, needed_ended - spared)
    left = pins_begun[-1] - pins_begun + np.maximum(0, needed_begun[-1] - needed_begun - spared)
    least = max(int(done[-1]), sum(sorted(length[m] for m in mine)[:promised]))
    return Day(
        usable=usable,
        certain=union(reach[m] for m in pinned),
        least=np.maximum(done, least - (ended[-1] - ended)),
        most=np.minimum(begun, most - left),
        teams=teams,
        rest=rest,
    )


def _by_slot(compact: Compact, meetings: Sequence[int], reach: Mapping[int, int]) -> tuple[Integers, Integers]:
    """The places of those meetings that could have begun by each slot, and of those that must have ended with it."""
    lengths = np.array([compact.length[m] for m in meetings], np.int64)
    places = np.zeros((2, compact.slots), np.int64)
    np.add.at(places[0], [compact.lowest(reach[m]) for m in meetings], lengths)
    np.add.at(places[1], [reach[m].bit_length() - 1 for m in meetings], lengths)
    begun, ended = places.cumsum(1)
    return begun, ended


def union(masks: Iterable[int]) -> int:
    """All slots of some sets together."""
    together = 0
    for mask in masks:
        together |= mask
    return together
