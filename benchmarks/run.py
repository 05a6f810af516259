"""Solve benchmark instances one after another and print a table: `python -m benchmarks.run --help`."""

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from app.matching.scheduling.checker import check
from app.matching.scheduling.io import read_dzn, read_instance
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.solve import NothingFound, solve
from app.matching.scheduling.timetable import GoalValue, Timetable

HERE = Path(__file__).parent
HEADER = ("instance", "status", "goals: value (bound)", "held", "seconds", "published", "checked")


class Row(NamedTuple):
    """One line of the table; `checked` is False if the referee objects or a published optimum is contradicted."""

    instance: str
    status: str
    goals: str
    held: str
    seconds: str
    published: str
    checked: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, each line as it is known; return 1 if a result is wrong, however good it looks."""
    options = _parser().parse_args(arguments)
    optima = published_breaks()
    right = True
    _print_line(HEADER)
    _print_line(["---"] * len(HEADER))
    for path in options.instances or _default_instances():
        row = measure(path, optima, seconds=options.seconds, workers=options.workers, seed=options.seed)
        _print_line([*row[:-1], "yes" if row.checked else "NO"])
        right = right and row.checked
    return 0 if right else 1


def measure(path: Path, optima: dict[str, int], *, seconds: float, workers: int, seed: int) -> Row:
    """Solve one instance file; the clock starts before the file is read and stops before it is checked."""
    started = time.perf_counter()
    problem = load(path)
    breaks = optima.get(problem.name)
    known = "" if breaks is None else f"breaks {breaks}"
    try:
        timetable = solve(problem, seconds=seconds, workers=workers, seed=seed)
    except NothingFound:
        took = f"{time.perf_counter() - started:.1f}"
        return Row(problem.name, "nothing found", "", "", took, known, checked=True)
    took = f"{time.perf_counter() - started:.1f}"
    goals = ", ".join(f"{goal.goal} {goal.value} ({_or_open(goal.bound)})" for goal in timetable.goals)
    held = f"{len(timetable.placements)}/{len(problem.meetings)}"
    right = _stands(problem, timetable) and not _contradicts(timetable.goals, breaks)
    return Row(problem.name, timetable.status, goals, held, took, known, right)


def load(path: Path) -> Problem:
    """Read an instance of the format, or of the academic benchmark if its name ends in `.dzn`."""
    if path.suffix == ".dzn":
        return read_dzn(path.read_text(encoding="utf-8"), name=path.name.removesuffix(".dzn").removesuffix(".original"))
    return read_instance(path.read_bytes())


def published_breaks() -> dict[str, int]:
    """The proven optimum of each academic instance, from published.csv."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as lines:
        return {row["instance"]: int(row["breaks"]) for row in csv.DictReader(lines)}


def _stands(problem: Problem, timetable: Timetable) -> bool:
    report = check(problem, timetable)
    return not report.violations and not report.claims


def _contradicts(goals: Iterable[GoalValue], breaks: int | None) -> bool:
    """Whether the result can't be true beside a published optimum: fewer breaks, or a bound on them above it.

    Breaks are compared only where every required meeting is held; else it is another problem.
    """
    found = {goal.goal: goal for goal in goals}
    if breaks is None or found["required"].value:
        return False
    ours = found["breaks"]
    return ours.value < breaks or (ours.bound is not None and ours.bound > breaks)


def _default_instances() -> list[Path]:
    directory = os.environ.get("KETNOI_B2B_INSTANCES")
    if not directory:
        print("KETNOI_B2B_INSTANCES names no directory: the academic instances are left out.", file=sys.stderr)
    academic = sorted(Path(directory).glob("*.dzn")) if directory else []
    return [*sorted((HERE / "instances").glob("*.json")), *academic]


def _or_open(bound: int | None) -> str:
    return "open" if bound is None else str(bound)


def _print_line(cells: Iterable[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Solve instances and print a table.")
    parser.add_argument(
        "instances",
        nargs="*",
        type=Path,
        help="instance files (.json or .dzn); without any: those of benchmarks/instances and KETNOI_B2B_INSTANCES",
    )
    parser.add_argument("--seconds", type=float, default=120, help="wall time for each instance (default: 120)")
    parser.add_argument("--workers", type=int, default=2, help="search workers (default: 2)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the search (default: 0)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
