"""The process that is measured: read an instance, solve it, write the timetable, and note what was reached when."""

import argparse
import inspect
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from app.matching.scheduling import io
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Timetable
from benchmarks.measuring.outcome import Event

Solve = Callable[..., Timetable]

SOLVERS = {
    "engine": "app.matching.scheduling.solve",
    "plain": "benchmarks.yardstick",
    "counters": "benchmarks.counters",
}


class Recorder:
    """Keeps each progress with the time since the command was started; solvers call it from their threads."""

    def __init__(self, started: float) -> None:
        self._started = started
        self._lock = threading.Lock()
        self.events: list[Event] = []

    def __call__(self, progress: Any) -> None:
        goals = {goal.goal: (goal.value, goal.bound) for goal in progress.goals}
        goals[str(progress.goal)] = (progress.value, progress.bound)
        with self._lock:
            seconds = round(time.monotonic() - self._started, 4)
            self.events.append(Event(seconds=seconds, goals=goals))


def main(arguments: Sequence[str] | None = None) -> int:
    """Solve and write both files; the trace says if there is no timetable and why."""
    options = _parser().parse_args(arguments)
    recorder = Recorder(options.started)
    problem = io.read_instance(options.instance.read_bytes())
    trace: dict[str, Any] = {"meetings": len(problem.meetings), "empty": _empty(problem)}
    try:
        solve: Solve = import_module(SOLVERS[options.solver]).solve
        trace["ready"] = time.monotonic() - options.started
        timetable = _solved(solve, problem, recorder, options)
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong in a solver is an outcome to be told
        trace |= {"status": type(error).__name__, "message": str(error)}
    else:
        options.output.write_text(json.dumps(io.timetable_to_json(timetable)), encoding="utf-8")
        trace |= {"status": str(timetable.status), "stages": timetable.run.get("stages", [])}
    trace["events"] = [asdict(event) for event in recorder.events]
    options.trace.write_text(json.dumps(trace, default=str), encoding="utf-8")
    return 0


def _solved(solve: Solve, problem: Problem, recorder: Recorder, options: argparse.Namespace) -> Timetable:
    """What the solver makes of it in the time that reading has left. Raises what it raises."""
    more = _without(solve, options.without)
    seconds = options.seconds - (time.monotonic() - options.started)
    return solve(problem, seconds=seconds, workers=options.workers, seed=options.seed, on_progress=recorder, **more)


def _without(solve: Solve, stages: Sequence[str]) -> dict[str, Any]:
    """The option that switches stages off. Raises `ValueError` if the solver has none."""
    if not stages:
        return {}
    if "without" not in inspect.signature(solve).parameters:
        raise ValueError(f"this solver can't do without {', '.join(stages)}: its stages can't be switched off")
    return {"without": frozenset(stages)}


def _empty(problem: Problem) -> dict[str, int]:
    """The costs of a timetable without meetings, as far as they are plain; its gains are nothing."""
    return {
        Goal.REQUIRED: sum(meeting.required for meeting in problem.meetings),
        Goal.FLOORS: sum(party.min_meetings for party in problem.parties),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measured", description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--trace", type=Path, required=True)
    parser.add_argument("--started", type=float, required=True, help="the monotonic clock when it was started")
    parser.add_argument("--solver", choices=SOLVERS, default="engine")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", action="append", default=[], metavar="STAGE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
