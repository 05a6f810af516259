"""Which curves a suite shows: value and bound over time, and time over size."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.matching.scheduling.problem import Goal
from benchmarks.measuring.outcome import Event, Outcome
from benchmarks.measuring.summary import Summary
from benchmarks.measuring.svg import Chart, Curve, Point

# What a chart shows: gains within this share of the best, costs up to so many times the largest in the end.
VIEW = 0.2
MOST_RATIO = 5


def over_time(instance: str, goal: Goal, runs: Sequence[Outcome]) -> Chart:
    """Value (solid) and bound (dashed) of a goal over the seconds, for one run of each solver.

    Runs that hold less than half of the meetings of another are left out: their costs say nothing.
    """
    most = max((run.held for run in runs), default=0)
    curves = []
    for colour, run in ((i, run) for i, run in enumerate(runs) if 2 * run.held >= most):
        values, bounds = (_course(run, goal, part) for part in (0, 1))
        curves.append(Curve(name=run.solver, points=values, colour=colour, stepped=True))
        curves.append(Curve(name=f"{run.solver}: bound", points=bounds, colour=colour, stepped=True, dashed=True))
    return Chart(
        title=f"{instance}: {goal}",
        across="seconds after the start of the command",
        up=str(goal),
        curves=_near_the_end([curve for curve in curves if curve.points], runs, goal),
        log_across=True,
    )


def growth(name: str, summaries: Iterable[Summary], sizes: dict[str, int], exponent: float) -> Chart:
    """Whole time over the number of meetings, both logarithmic, beside a line of this slope from the first point."""
    by_solver: dict[str, list[Point]] = {}
    for summary in summaries:
        if summary.middle.goals:
            by_solver.setdefault(summary.solver, []).append((sizes[summary.instance], summary.seconds))
    curves = [
        Curve(name=_with_slope(solver, points), points=sorted(points), colour=colour, marked=True)
        for colour, (solver, points) in enumerate(by_solver.items())
    ]
    points = sorted(next(iter(by_solver.values()), []))
    if len(points) > 1:
        (size, seconds), (largest, _) = points[0], points[-1]
        end = (largest, seconds * (largest / size) ** exponent)
        curves.append(Curve(name=f"n^{exponent}", points=[points[0], end], colour=5, dashed=True))
    return Chart(title=name, across="meetings", up="seconds", curves=curves, log_across=True, log_up=True)


def slope(points: Sequence[Point]) -> float | None:
    """The exponent of growth: slope of the least-squares line through the logarithms; None for fewer than two sizes."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in logs}) < 2:  # noqa: PLR2004 -- a line needs two points
        return None
    middle_x, middle_y = (sum(part) / len(logs) for part in zip(*logs, strict=True))
    above = sum((x - middle_x) * (y - middle_y) for x, y in logs)
    exponent: float = above / sum((x - middle_x) ** 2 for x, _ in logs)
    return exponent


def _with_slope(solver: str, points: Sequence[Point]) -> str:
    exponent = slope(points)
    return solver if exponent is None else f"{solver}, n^{exponent:.2f}"


def _course(run: Outcome, goal: Goal, part: int) -> list[Point]:
    """What is said of the goal's value (0) or bound (1) as it changes, carried to the end of the run."""
    points: list[Point] = []
    for event in run.events:
        value = _said(event, goal, part)
        if value is not None and (not points or points[-1][1] != value):
            points.append((max(event.seconds, 0.01), float(value)))
    if points:
        points.append((max(run.seconds, points[-1][0]), points[-1][1]))
    return points


def _said(event: Event, goal: Goal, part: int) -> int | None:
    return event.goals.get(goal, (None, None))[part]


def _near_the_end(curves: Sequence[Curve], runs: Sequence[Outcome], goal: Goal) -> list[Curve]:
    """The curves without early values and bounds so far off that the rest could not be told apart."""
    final = [each.value for run in runs for each in run.goals if each.goal == goal]
    if not final:
        return list(curves)
    best = max(final) if goal.maximised else min(final)
    worst = max(map(abs, final))
    low, high = ((1 - VIEW) * best, (1 + VIEW) * best) if goal.maximised else (0, MOST_RATIO * max(worst, 1))
    return [replace(curve, points=[p for p in curve.points if low <= p[1] <= high]) for curve in curves]
