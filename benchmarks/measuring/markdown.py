"""Markdown tables of summaries, and documents of which a part between two markers is made anew."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue
from benchmarks.measuring.milestones import gap
from benchmarks.measuring.outcome import Outcome
from benchmarks.measuring.summary import Summary

HEADER = (
    "instance",
    "solver",
    "status",
    "goals: value (bound)",
    "gap",
    "held",
    "first s",
    "to 1 % s",
    "final s",
    "proof s",
    "total s",
    "MB",
    "checked",
)
STAGES = ("instance", "solver", "stage", "calls", "seconds", "with a gain")
RIGHT = frozenset({"held", "first s", "to 1 % s", "final s", "proof s", "total s", "MB"})
NOTHING = "–"


def results(summaries: Iterable[Summary]) -> str:
    """One line for each summary."""
    return table(HEADER, [cells(summary) for summary in summaries], right=RIGHT)


def cells(summary: Summary) -> list[str]:
    """The cells of a line under `HEADER`."""
    run = summary.middle
    return [
        summary.instance,
        summary.solver,
        run.status,
        ", ".join(_goal(goal) for goal in run.goals) or _short(run.message),
        _gaps(run),
        f"{run.held:,}/{run.wanted:,}" if run.goals else NOTHING,
        *(_seconds(time) for time in summary.times),
        _seconds(summary.seconds) + (f" ({_seconds(summary.worst_seconds)})" if summary.runs > 1 else ""),
        f"{summary.megabytes:,.0f}",
        {True: "yes", False: "NO", None: NOTHING}[summary.checked],
    ]


def stages(summaries: Iterable[Summary]) -> str:
    """What the stages of the middle runs did: how often, for how long, how often with a gain. Empty if none is told."""
    lines = []
    for summary in summaries:
        by_stage: dict[str, list[Mapping[str, Any]]] = {}
        for stage in summary.middle.stages:
            by_stage.setdefault(str(stage.get("stage")), []).append(stage)
        lines += [(summary.instance, summary.solver, *_stage(name, calls)) for name, calls in by_stage.items()]
    return table(STAGES, lines, right=frozenset(STAGES[3:])) if lines else ""


def _stage(name: str, calls: Sequence[Mapping[str, Any]]) -> tuple[str, str, str, str]:
    seconds = sum(float(call.get("seconds", 0)) for call in calls)
    return name, str(len(calls)), f"{seconds:.2f}", str(sum(bool(call.get("improved")) for call in calls))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[str] = frozenset()) -> str:
    """A table whose columns of these names are set to the right."""
    rules = ["---:" if name in right else "---" for name in header]
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, rules, *rows]) + "\n"


def replaced(document: str, name: str, content: str) -> str:
    """The document with other content between the markers of this name. Raises `ValueError` if it has no such markers.

    Markers are lines `<!-- name: begin -->` and `<!-- name: end -->`.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    pattern = re.compile(f"{re.escape(begin)}\n.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"the document has no place for {name}: expected the lines {begin} and {end}")
    return pattern.sub(lambda _: f"{begin}\n\n{content.strip()}\n\n{end}", document, count=1)


def _goal(goal: GoalValue) -> str:
    return f"{goal.goal} {goal.value:,} ({'open' if goal.bound is None else f'{goal.bound:,}'})"


def _gaps(run: Outcome) -> str:
    """The goals whose value is not proven, with what is between value and bound."""
    unproven = [Goal(goal.goal) for goal in run.goals if goal.value != goal.bound]
    return ", ".join(_gap(run, goal) for goal in unproven) or ("none" if run.goals else NOTHING)


def _gap(run: Outcome, goal: Goal) -> str:
    apart = gap(run, goal)
    if apart is None:
        return f"{goal} open"
    return f"{goal} {apart:.3%}" if goal.maximised else f"{goal} {apart:.0f}"


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:,.1f}"  # noqa: PLR2004 -- from ten on, one digit tells enough


def _short(message: str) -> str:
    """The last line of a message, without what would break the table."""
    lines = message.strip().splitlines() or [""]
    return lines[-1].replace("|", "/")[:120]
