"""Run one measurement as a process of its own, so that nothing is warm and memory is its own.

The parent stays small: a child's peak memory is never told as less than what its parent had when it was started.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.matching.scheduling.timetable import GoalValue
from benchmarks.measuring.outcome import Outcome, event_from_json

KETNOI = (sys.executable, "-c", "from app.cli import main; main()")
GRACE_SECONDS = 120
MEGABYTE = 2**20
# Where `ru_maxrss` is not in bytes, it is in units of 1,024 of them.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024
# What only the engine says: why meetings are not held, and which pins contradict each other. The checker misses it.
UNSAID = {"unplaced", "conflict"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to run: a solver, switched-off stages after its name, on an instance file of the format."""

    instance: Path
    solver: str = "engine"
    seconds: float = 60
    workers: int = 2
    seed: int = 0
    without: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The solver as the tables name it."""
        return f"{self.solver} without {', '.join(self.without)}" if self.without else self.solver


class Finished(NamedTuple):
    """How a process ended: exit code (negative: the signal), wall time, peak memory, and the end of what it said."""

    code: int
    seconds: float
    megabytes: float
    said: str


def measure(request: Request, name: str, *, published: int | None = None) -> Outcome:
    """Run the solver and let the checker judge; `published` is a proven optimum of `breaks` to be compared with."""
    with tempfile.TemporaryDirectory(prefix="ketnoi-benchmark-") as folder:
        output, trace = Path(folder) / "timetable.json", Path(folder) / "trace.json"
        finished = run(_command(request, output, trace), limit=request.seconds + GRACE_SECONDS)
        told: dict[str, Any] = json.loads(trace.read_bytes()) if trace.exists() else {}
        timetable = json.loads(output.read_bytes()) if output.exists() else {}
        goals = tuple(GoalValue(**goal) for goal in timetable.get("goals", []))
        right = stands(request.instance, output, request.solver) if output.exists() else None
    return Outcome(
        instance=name,
        solver=request.label,
        seed=request.seed,
        status=told.get("status", "killed" if finished.code < 0 else "failed"),
        seconds=round(finished.seconds, 3),
        ready=round(told.get("ready", 0.0), 3),
        megabytes=round(finished.megabytes, 1),
        goals=goals,
        held=len(timetable.get("placements", [])),
        wanted=told.get("meetings", 0),
        events=tuple(event_from_json(event) for event in told.get("events", [])),
        empty=told.get("empty", {}),
        stages=tuple(told.get("stages", [])),
        checked=right if right is None else right and not contradicts(goals, published),
        message=told.get("message", finished.said),
    )


def run(command: Sequence[str], *, limit: float) -> Finished:
    """Run a command to its end, or kill it after `limit` seconds."""
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603 -- our own commands
        timer = threading.Timer(limit, process.kill)
        timer.start()
        # Unlike the totals of `getrusage`, this tells of one child.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    return Finished(process.returncode, seconds, usage.ru_maxrss * MEMORY_UNIT / MEGABYTE, text[-2000:])


def stands(instance: Path, timetable: Path, solver: str) -> bool:
    """Whether the checker finds nothing wrong; of solvers other than the engine no reasons are asked."""
    checked = subprocess.run(  # noqa: S603 -- our own command
        [*KETNOI, "check", str(instance), str(timetable), "--json"], capture_output=True, check=False
    )
    report = json.loads(checked.stdout or "null")
    if report is None:
        return False
    excused = set() if solver == "engine" else UNSAID
    return not report["violations"] and all(claim["claim"] in excused for claim in report["claims"])


def contradicts(goals: Sequence[GoalValue], breaks: int | None) -> bool:
    """Whether the result can't be true beside a published optimum: fewer breaks, or a bound on them above it.

    Breaks are compared only where every required meeting is held; else it is another problem.
    """
    found = {goal.goal: goal for goal in goals}
    if breaks is None or "breaks" not in found or found["required"].value:
        return False
    ours = found["breaks"]
    return ours.value < breaks or (ours.bound is not None and ours.bound > breaks)


def _command(request: Request, output: Path, trace: Path) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.measured", str(request.instance), "-o", str(output)]
    command += ["--trace", str(trace), "--started", repr(time.monotonic()), "--solver", request.solver]
    command += ["--seconds", str(request.seconds), "--workers", str(request.workers), "--seed", str(request.seed)]
    return command + [word for stage in request.without for word in ("--without", stage)]
