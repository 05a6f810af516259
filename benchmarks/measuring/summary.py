"""Several runs of one solver on one instance as one line: the run in the middle, and the medians of its times."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from benchmarks.measuring.milestones import Milestones, milestones
from benchmarks.measuring.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Summary:
    """`middle` is the run whose result is the median (of an even number the worse one); times are medians.

    `worst_seconds` is the longest of the runs. A milestone that half the runs never came to is None.
    """

    instance: str
    solver: str
    runs: int
    middle: Outcome
    times: Milestones
    seconds: float
    worst_seconds: float
    megabytes: float
    checked: bool | None


def summaries(outcomes: Iterable[Outcome]) -> list[Summary]:
    """A summary for each instance and solver, in the order in which they first come."""
    runs = list(outcomes)
    order: dict[tuple[str, str], int] = {}
    for run in runs:
        order.setdefault((run.instance, run.solver), len(order))
    runs.sort(key=lambda run: order[run.instance, run.solver])
    return [_summary(list(alike)) for _, alike in groupby(runs, key=lambda run: (run.instance, run.solver))]


def _summary(runs: Sequence[Outcome]) -> Summary:
    # A run without a timetable is worse than any with one.
    ranked = sorted(runs, key=lambda run: (not run.goals and run.status != "infeasible", run.cost))
    judged = [run.checked for run in runs if run.checked is not None]
    return Summary(
        instance=runs[0].instance,
        solver=runs[0].solver,
        runs=len(runs),
        middle=ranked[len(ranked) // 2],
        times=Milestones(*(_median(times) for times in zip(*map(milestones, runs), strict=True))),
        seconds=median(run.seconds for run in runs),
        worst_seconds=max(run.seconds for run in runs),
        megabytes=max(run.megabytes for run in runs),
        checked=all(judged) if judged else None,
    )


def _median(times: Iterable[float | None]) -> float | None:
    middle = median(math.inf if time is None else time for time in times)
    return middle if math.isfinite(middle) else None
