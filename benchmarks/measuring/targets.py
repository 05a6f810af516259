"""What the engine is to reach, and whether the figures at hand say that it does."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.matching.scheduling.problem import Goal
from benchmarks.measuring.charts import slope
from benchmarks.measuring.markdown import table
from benchmarks.measuring.milestones import gap, reached
from benchmarks.measuring.outcome import Outcome
from benchmarks.measuring.summary import Summary

Summaries = Sequence[Summary]
ORIGINALS = 20
ANSWERED = {"optimal", "feasible", "infeasible"}


class Verdict(NamedTuple):
    """A target, what was measured for it, and whether it is met."""

    target: str
    measured: str
    met: bool


def verdicts(suite: str, summaries: Summaries) -> list[Verdict]:
    """The targets of a suite of which the summaries tell; none for a suite without targets."""
    engine = [summary for summary in summaries if summary.solver == "engine"]
    judge = JUDGES.get(suite)
    return judge(engine, summaries) if judge is not None and engine else []


def as_table(found: Sequence[Verdict]) -> str:
    """The verdicts as a table."""
    return table(("target", "measured", "met"), [(v.target, v.measured, "yes" if v.met else "no") for v in found])


def _sessions(engine: Summaries, _: Summaries) -> list[Verdict]:
    most_breaks = {"session-2023": 25, "session-2026": 0}
    found = []
    for summary in engine:
        near = _when(summary.middle, Goal.WELFARE, 0.0005)
        found += [
            _proven(summary, Goal.REQUIRED, Goal.FLOORS),
            at_most(f"{summary.instance}: welfare within 0.05 % of its bound", near, 3, "s"),
        ]
        if summary.instance in most_breaks:
            breaks = _value(summary.middle, Goal.BREAKS)
            found.append(at_most(f"{summary.instance}: breaks", breaks, most_breaks[summary.instance], ""))
    return found


def _academic(engine: Summaries, summaries: Summaries) -> list[Verdict]:
    proven = sum(summary.middle.status == "optimal" for summary in engine)
    near = max(math.inf if summary.times.near is None else summary.times.near for summary in engine)
    found = [
        Verdict("all 20 proven", f"{proven} of {len(engine)}", proven == ORIGINALS),
        at_most("worst", max(_took(summary) for summary in engine), 22, "s"),
        at_most("worst time to within one break of the optimum", near, 5, "s"),
        *_beside_counters(engine, summaries),
    ]
    if len(engine) == ORIGINALS:
        found.append(at_most("all 20 together", sum(_took(summary) for summary in engine), 85, "s"))
    return found


def _events(engine: Summaries, summaries: Summaries) -> list[Verdict]:
    blind = [summary for summary in engine if "-blind-" in summary.instance]
    told = sum(_sorted_out(summary.middle) for summary in blind)
    found = _beside_counters(engine, summaries)
    if blind:
        what = "infeasible, or a bound of those missed, where not all can be held"
        found += [
            Verdict(what, f"{told} of {len(blind)}", told == len(blind)),
            at_most("worst time to that", max(_told_at(summary.middle) for summary in blind), 5, "s"),
        ]
    return found


def _large(engine: Summaries, _: Summaries) -> list[Verdict]:
    found = []
    for summary in engine:
        whole = _when(summary.middle, Goal.REQUIRED, 0, slack=0)
        found += [
            at_most(f"{summary.instance}: all meetings", whole, 10, "s"),
            at_most(f"{summary.instance}: gap of breaks", _gap(summary.middle, Goal.BREAKS), 5, ""),
        ]
    return found


def _scale(engine: Summaries, _: Summaries) -> list[Verdict]:
    found = []
    by_name = {summary.instance: summary for summary in engine}
    if "scale-300-0" in by_name:
        near = _when(by_name["scale-300-0"].middle, Goal.WELFARE, 0.0001)
        found.append(at_most("300 × 300: welfare within 0.01 % of its bound", near, 2, "s"))
    if "growth-120000" in by_name:
        largest = by_name["growth-120000"]
        found += [
            at_most("10,000 × 10,000: gap of welfare", 100 * _gap(largest.middle, Goal.WELFARE), 0.01, "%"),
            at_most("10,000 × 10,000: whole command", _took(largest), 20, "s"),
            at_most("10,000 × 10,000: memory", largest.megabytes / 1024 if largest.middle.goals else math.inf, 3, "GB"),
        ]
    points = [(int(name.split("-")[1]), by_name[name].seconds) for name in by_name if name.startswith("growth-")]
    exponent = slope(points)
    return found if exponent is None else [*found, at_most("exponent of growth", exponent, 1.15, "")]


def _groups(engine: Summaries, _: Summaries) -> list[Verdict]:
    found = []
    for summary in engine:
        found += [
            _proven(summary, Goal.FLOORS),
            at_most(f"{summary.instance}: gap of welfare", 100 * _gap(summary.middle, Goal.WELFARE), 0.5, "%"),
            at_most(f"{summary.instance}: whole command", _took(summary), 60, "s"),
        ]
    return found


def _repair(engine: Summaries, _: Summaries) -> list[Verdict]:
    found = []
    for summary in engine:
        took = _took(summary) - summary.middle.ready
        found += [
            _proven(summary, Goal.REQUIRED, Goal.CHANGES, Goal.FLOORS, Goal.WELFARE),
            at_most(f"{summary.instance}: time beside start-up", took, 2, "s"),
        ]
    return found


JUDGES: dict[str, Callable[[Summaries, Summaries], list[Verdict]]] = {
    "sessions": _sessions,
    "academic": _academic,
    "events": _events,
    "large": _large,
    "scale": _scale,
    "groups": _groups,
    "repair": _repair,
}


def _beside_counters(engine: Summaries, summaries: Summaries) -> list[Verdict]:
    """The whole time on the instances of which all meetings can be held, compared: of others the model says no more."""
    counters = {summary.instance: summary for summary in summaries if summary.solver == "counters"}
    both = [s for s in engine if s.instance in counters and counters[s.instance].middle.status == "optimal"]
    if not both:
        return []
    ratio = sum(s.seconds for s in both) / sum(counters[s.instance].seconds for s in both)
    return [at_most("time beside the counters model's", ratio, 0.9, "")]


def at_most(what: str, value: float, limit: float, unit: str) -> Verdict:
    """A target that is met by a value no larger than its limit; infinity was never reached."""
    measured = "never" if math.isinf(value) else f"{value:.4g} {unit}".strip()
    return Verdict(f"{what} ≤ {limit:g} {unit}".strip(), measured, value <= limit)


def _proven(summary: Summary, *goals: Goal) -> Verdict:
    found = [goal for goal in summary.middle.goals if goal.goal in goals]
    measured = ", ".join(f"{goal.goal} {goal.value:,} ({goal.bound})" for goal in found) or "nothing"
    met = len(found) == len(goals) and all(goal.value == goal.bound for goal in found)
    return Verdict(f"{summary.instance}: {', '.join(goals)} proven", measured, met)


def _sorted_out(run: Outcome) -> bool:
    """Whether it is known that not all required meetings can be held, or all are."""
    required = [goal for goal in run.goals if goal.goal == Goal.REQUIRED]
    return run.status == "infeasible" or any(goal.value == 0 or (goal.bound or 0) >= 1 for goal in required)


def _told_at(run: Outcome) -> float:
    """When that was known."""
    if run.status == "infeasible":
        return run.seconds
    for event in run.events:
        value, bound = event.goals.get(Goal.REQUIRED, (None, None))
        if value == 0 or (bound or 0) >= 1:
            return event.seconds
    return math.inf


def _took(summary: Summary) -> float:
    """The time of the whole command if it came to an answer; else infinity."""
    return summary.seconds if summary.middle.status in ANSWERED else math.inf


def _when(run: Outcome, goal: Goal, tolerance: float, *, slack: int = 1) -> float:
    when = reached(run, goal, tolerance, slack=slack) if any(each.goal == goal for each in run.goals) else None
    return math.inf if when is None else when


def _gap(run: Outcome, goal: Goal) -> float:
    apart = gap(run, goal) if any(each.goal == goal for each in run.goals) else None
    return math.inf if apart is None else apart


def _value(run: Outcome, goal: Goal) -> float:
    return next((each.value for each in run.goals if each.goal == goal), math.inf)
