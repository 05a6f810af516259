"""Bounds on breaks where certain meetings are all held, each dearer and mostly tighter than the one before."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.prove.diary import Diary, diaries, most_breaks
from app.matching.scheduling.prove.seating import seating

MOST_SECONDS = 2.0
"""What each of the models may take; they are for what can be proven soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """At least so many breaks; `impossible` if the meetings cannot even all be held."""

    breaks: int
    impossible: bool = False


def bounds(problem: Problem, held: Collection[MeetingId], effort: Effort) -> Iterator[Bound]:
    """Rising bounds on the breaks of all timetables that hold all of `held`; each is worked out when asked for."""
    compact = Compact(problem)
    known = diaries(compact, {compact.meeting_index[meeting] for meeting in held})
    most = most_breaks(problem)
    best = Bound(breaks=sum(diary.breaks for diary in known), impossible=any(_strained(diary, most) for diary in known))
    yield best
    if known and not best.impossible and not effort.budget.over:
        model, cost = seating(compact, known, most)
        objective = Objective(expression=cost, maximised=Goal.BREAKS.maximised)
        short = replace(effort, workers=1).for_seconds(MOST_SECONDS)
        found = optimise(model, objective, short, style=Style.TIGHT)
        yield Bound(breaks=max(best.breaks, found.bound or 0), impossible=found.infeasible)


def _strained(diary: Diary, most: int | None) -> bool:
    """Whether the party has no day at all for its meetings, or too many breaks on each."""
    return diary.breaks >= len(diary.meetings) or (most is not None and diary.breaks > most)
