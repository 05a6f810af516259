"""What `ketnoi repair` tells besides the timetable: who must be told what, and what telling more people would bring."""

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from app.matching.scheduling.problem import Problem
    from app.matching.scheduling.repair.curve import Point
    from app.matching.scheduling.timetable import Timetable

POINTS = 6
SHARE = 0.2
"""Of the time that is left: for each search of the curve."""


def with_notices(problem: "Problem", timetable: "Timetable") -> "Timetable":
    """The timetable with `run["told"]`: for each party to be told its meetings that are new, moved or dropped."""
    from app.matching.scheduling.repair.notices import notices

    told = notices(problem, timetable.placements) if timetable.status != "infeasible" else {}
    plain = {party: [asdict(change) for change in changes] for party, changes in told.items()}
    return replace(timetable, run={**timetable.run, "told": plain})


def with_curve(
    problem: "Problem",
    timetable: "Timetable",
    *,
    seconds: float,
    workers: int,
    seed: int,
    deterministic_seconds: float | None,
    interrupt: threading.Event,
) -> "Timetable":
    """The timetable with `run["curve"]`: the goals after `changes` if at most so many people are told, with bounds."""
    from app.matching.scheduling.budget import Budget
    from app.matching.scheduling.optimise import Effort
    from app.matching.scheduling.repair.curve import curve
    from app.matching.scheduling.repair.mending import mendable

    points: Sequence[Point] = ()
    if timetable.status != "infeasible" and mendable(problem):
        budget = Budget(max(seconds, 0.0), deterministic_seconds=deterministic_seconds, interrupt=interrupt)
        effort = Effort(budget=budget, share=SHARE, workers=workers, seed=seed)
        points = tuple(curve(problem, timetable.placements, effort, points=POINTS))
    plain = [{"told": point.told, "goals": [asdict(goal) for goal in point.goals]} for point in points]
    return replace(timetable, run={**timetable.run, "curve": plain})


def show_notices(problem: "Problem", timetable: "Timetable") -> None:
    """Who must be told, a line for each, on standard error."""
    from app.matching.scheduling.repair.notices import notices

    told = notices(problem, timetable.placements)
    sys.stderr.write(f"to be told: {len(told)} of {len(problem.parties)} parties: {', '.join(told) or 'nobody'}\n")
    for party, changes in told.items():
        sys.stderr.write(f"{party}: {'; '.join(map(str, changes))}\n")


def show_curve(points: Sequence[Any], *, as_json: bool) -> None:
    """The curve on standard output: a line for each point, or all as JSON."""
    if as_json:
        typer.echo(json.dumps(points, ensure_ascii=False, indent=1))
        return
    for point in points:
        goals = (
            f"{goal['goal']} {goal['value']:,} (bound {'-' if goal['bound'] is None else format(goal['bound'], ',')})"
            for goal in point["goals"]
        )
        typer.echo(f"{point['told']} told: {', '.join(goals)}")
    if not points:
        typer.echo("no curve: the fewest people to be told are not proven, or other goals come before changes")
