"""Commands of the scheduling core: they work on files and need no database."""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from app.matching.scheduling.checker import Report
    from app.matching.scheduling.problem import Problem
    from app.matching.scheduling.stop import Stop
    from app.matching.scheduling.timetable import Timetable

INFEASIBLE, WRONG, NOTHING_FOUND = 1, 1, 3
_STARTED = time.monotonic()

InstanceFile = Annotated[Path, typer.Argument(metavar="INSTANCE.json", show_default=False)]
TimetableFile = Annotated[Path, typer.Argument(metavar="TIMETABLE.json", show_default=False)]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="TIMETABLE.json", help="Where the timetable goes.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="Wall time of the whole command.")]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Search threads.")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the random choices.")]
DeterministicSeconds = Annotated[
    float | None,
    typer.Option(min=0.0, help="Limit CP-SAT's deterministic clock instead: reproducible with one worker."),
]
Gap = Annotated[
    float | None,
    typer.Option(min=0.0, max=100.0, help="Stop when every goal is within so many per cent of its proven bound."),
]
Patience = Annotated[
    float | None, typer.Option(min=0.0, help="Stop when nothing better was found for so many seconds.")
]
Proven = Annotated[
    list[str] | None, typer.Option(metavar="GOAL", help="Stop when this goal is proven best; several may be given.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    app.command()(solve)
    app.command()(repair)
    app.command()(check)
    app.command("convert-dzn")(convert_dzn)


def solve(
    instance: InstanceFile,
    output: Output,
    *,
    seconds: Seconds = 60,
    workers: Workers = 2,
    seed: Seed = 0,
    deterministic_seconds: DeterministicSeconds = None,
    gap: Gap = None,
    patience: Patience = None,
    proven: Proven = None,
    quiet: Quiet = False,
) -> None:
    """Make the best timetable for an instance, with a proven bound for each goal.

    Ctrl-C ends with the best timetable so far. Exit codes: 0 done, 1 infeasible, 2 bad input, 3 nothing found in time.
    """
    from app.cli import files
    from app.matching.scheduling import io

    problem = files.read(instance, io.read_instance)
    limits = _Limits(seconds, workers, seed, deterministic_seconds)
    _make(problem, output, limits, quiet=quiet, stop=_stop(problem, gap, patience, proven or ()))


def repair(
    instance: InstanceFile,
    output: Output,
    *,
    seconds: Seconds = 60,
    workers: Workers = 2,
    seed: Seed = 0,
    deterministic_seconds: DeterministicSeconds = None,
    quiet: Quiet = False,
    curve: Annotated[bool, typer.Option("--curve", help="Also print what telling more people would bring.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the curve as JSON.")] = False,
) -> None:
    """Repair the published timetable of an instance: the fewest people told of a change, then the other goals.

    The goal "changes" comes directly after "required", unless the policy lists it. Who must be told what is shown, and
    written into the timetable's "run". Ctrl-C and exit codes: as for solve.
    """
    from app.cli import files, repairing
    from app.matching.scheduling import io
    from app.matching.scheduling import repair as core

    problem = files.read(instance, io.read_instance)
    if problem.published is None:
        files.refuse(f"{instance}: /published: expected what was published, for a repair needs it")
    problem = core.repairing(problem)
    limits = _Limits(seconds, workers, seed, deterministic_seconds)

    def complete(timetable: "Timetable", interrupt: threading.Event) -> "Timetable":
        timetable = repairing.with_notices(problem, timetable)
        options = limits.left()._asdict()
        return repairing.with_curve(problem, timetable, **options, interrupt=interrupt) if curve else timetable

    timetable = _make(problem, output, limits, quiet=quiet, complete=complete)
    if not quiet:
        repairing.show_notices(problem, timetable)
    if curve:
        repairing.show_curve(timetable.run["curve"], as_json=as_json)


def check(
    instance: InstanceFile,
    timetable: TimetableFile,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Judge a timetable from the definition alone: broken rules, values of all goals, false claims.

    Exit codes: 0 nothing wrong, 1 a violation or a false claim, 2 bad input.
    """
    from app.cli import files
    from app.matching.scheduling import checker, io

    report = checker.check(files.read(instance, io.read_instance), files.read(timetable, io.read_timetable))
    typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1) if as_json else _in_words(report))
    if not report.clean:
        raise typer.Exit(WRONG)


def convert_dzn(
    source: Annotated[Path, typer.Argument(metavar="FILE.dzn", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="INSTANCE.json", help="Where the instance goes.")],
) -> None:
    """Turn a data file of the academic B2B meeting scheduling benchmark into an instance."""
    from app.cli import files
    from app.matching.scheduling import io

    files.writable(output)
    problem = files.read(source, lambda data: io.read_dzn(data.decode(), name=source.stem))
    files.write(output, io.instance_to_json(problem))


class _Limits(NamedTuple):
    """The options of a search."""

    seconds: float
    workers: int
    seed: int
    deterministic_seconds: float | None

    def left(self) -> "_Limits":
        """The same with what is left of the wall time now."""
        return self._replace(seconds=self.seconds - (time.monotonic() - _STARTED))


def _stop(problem: "Problem", gap: float | None, patience: float | None, proven: Collection[str]) -> "Stop | None":
    """The condition that the options ask for; ends the command if the instance has no such goal."""
    from app.cli import files
    from app.matching.scheduling.problem import Goal
    from app.matching.scheduling.stop import GapReached, GoalsProven, NoImprovement, any_of

    goals = problem.policy.goals
    unknown = [name for name in proven if name not in goals]
    if unknown:
        files.refuse(*(f"--proven: no goal {name}; the instance has {', '.join(goals) or 'none'}" for name in unknown))

    conditions: list[Stop] = []
    if gap is not None:
        conditions.append(GapReached(gap / 100))
    if patience is not None:
        conditions.append(NoImprovement(patience))
    if proven:
        conditions.append(GoalsProven(frozenset(map(Goal, proven))))
    return any_of(*conditions) if conditions else None


def _as_it_is(timetable: "Timetable", _interrupt: threading.Event) -> "Timetable":
    return timetable


def _make(
    problem: "Problem",
    output: Path,
    limits: _Limits,
    *,
    quiet: bool,
    stop: "Stop | None" = None,
    complete: Callable[["Timetable", threading.Event], "Timetable"] = _as_it_is,
) -> "Timetable":
    """Search, `complete` the timetable, write it and tell of it; ends the command unless all went well."""
    from app.cli import files
    from app.cli.display import display
    from app.matching.scheduling import io

    files.writable(output)
    from app.matching.scheduling.solve import NothingFound, solve

    interrupt = threading.Event()
    options = limits.left()._asdict() | ({"stop": stop} if stop else {})
    try:
        with display(quiet=quiet) as show:
            timetable = _interruptible(
                lambda: complete(solve(problem, **options, interrupt=interrupt, on_progress=show), interrupt), interrupt
            )
    except NothingFound as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(NOTHING_FOUND) from error
    files.write(output, io.timetable_to_json(timetable))
    if not quiet:
        _tell(timetable, output)
    if timetable.status == "infeasible":
        raise typer.Exit(INFEASIBLE)
    return timetable


def _interruptible(run: Callable[[], "Timetable"], interrupt: threading.Event) -> "Timetable":
    """Run the solver beside the main thread, which alone gets signals: Ctrl-C and SIGTERM set `interrupt`.

    Inside CP-SAT no Python code runs, and so no signal handler would.
    """
    before = {
        number: signal.signal(number, lambda _number, _frame: interrupt.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with ThreadPoolExecutor(max_workers=1) as pool:
            future = pool.submit(run)
            while not future.done():
                wait([future], timeout=0.1)
            return future.result()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(timetable: "Timetable", output: Path) -> None:
    """The result in a few lines: each goal with what is proven of it, or the conflict."""
    from app.cli import contradiction
    from app.cli.display import gap

    for line in contradiction.lines(timetable):
        sys.stderr.write(f"{line}\n")
    for goal in timetable.goals:
        bound = "-" if goal.bound is None else f"{goal.bound:,}"
        sys.stderr.write(f"{goal.goal}: {goal.value:,}, bound {bound}, gap {gap(goal.value, goal.bound)}\n")
    held, not_held = len(timetable.placements), len(timetable.unplaced)
    sys.stderr.write(f"{timetable.status}: {held} meetings held, {not_held} not, checked, written to {output}\n")


def _in_words(report: "Report") -> str:
    wrong = [
        *(f"{violation.rule}: {violation.message}" for violation in report.violations),
        *(f"false claim ({claim.claim}): {claim.message}" for claim in report.claims),
    ]
    goals = ", ".join(f"{goal} {value:,}" for goal, value in report.goals.items())
    return "\n".join([*wrong, goals, f"{len(wrong)} things wrong" if wrong else "nothing wrong"])
