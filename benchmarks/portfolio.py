"""One search beside several that share what they know, on academic instances: `python -m benchmarks.portfolio DIR`.

Protocol. For each instance and seed two measurements, one after the other on a quiet machine. *Single*: one process of
`--workers` threads, the engine as it is. *Shared*: `--shares` processes of `--share-workers` threads each; the first is
the engine as it is, the others have the seeds and strategies that shares of a run have. Twice a second each tells the
first what it knows, and the first tells all of them, as rows do between workers; what is heard is judged. By default
both have the same number of threads, so that what is gained is not that of more processors. The seconds are those of
the clock from the start of all processes to the end of the first one, loading the solver included, which ends all.
Each result is judged by the checker; a wrong one, or two optima that differ, makes the exit code 1.

Told are the seconds, the goals with their bounds, and whether the last one is proven; at the end how many were proven
by each way, and the total of the seconds where both have proven all. An instance that neither proves says little.
"""

import argparse
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from app.matching.scheduling.checker import check
from app.matching.scheduling.io import read_dzn, read_instance
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.sharing import Exchange, Known, Strategy
from app.matching.scheduling.timetable import Status, Timetable
from app.services.run_shares import SEED_STEP, STRATEGIES

HARD = ("forum-13crafb", "forum-13crafc", "forum-14", "ticf-13crafb", "ticf-13crafc")
"""Of the academic instances, those that took the engine longest."""
TRADE_SECONDS = 0.5
LOADING_SECONDS = 60.0
"""What processes may take beyond the limit, to load the solver and to finish."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """How one of the processes searches."""

    seconds: float
    workers: int
    seed: int
    strategy: Strategy


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came of an instance by one way, after so many seconds."""

    seconds: float
    timetable: Timetable
    right: bool

    @property
    def proven(self) -> bool:
        return self.timetable.status in {Status.OPTIMAL, Status.INFEASIBLE}

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(goal.value for goal in self.timetable.goals)

    def __str__(self) -> str:
        """In one cell: seconds, and each goal with its bound where that is another number."""
        goals = (
            f"{goal.goal} {goal.value}" + ("" if goal.value == goal.bound else f" ({goal.bound})")
            for goal in self.timetable.goals
        )
        return f"{self.seconds:.1f} s, {', '.join(goals) or self.timetable.status}" + ("" if self.right else " WRONG")


def work(problem: Problem, share: Share, line: Connection) -> None:
    """In a process of its own: search, and trade over the line; the timetable comes last."""
    from app.matching.scheduling.solve import solve  # noqa: PLC0415 -- the process that measures need not load it

    exchange, over = Exchange(), threading.Event()
    thread = threading.Thread(target=_trade, args=(exchange, line, over), daemon=True)
    thread.start()
    timetable = solve(
        problem,
        seconds=share.seconds,
        workers=share.workers,
        seed=share.seed,
        strategy=share.strategy,
        exchange=exchange,
    )
    over.set()
    thread.join()
    line.send(timetable)


def _trade(exchange: Exchange, line: Connection, over: threading.Event) -> None:
    told = None
    while not over.wait(TRADE_SECONDS):
        known = exchange.known()
        if known is not None and known != told:
            line.send(known)
            told = known
        while line.poll():
            exchange.hear(line.recv())


def measure(problem: Problem, shares: Sequence[Share]) -> Measured:
    """Let the shares search together; whatever the first one to end has found is what came of it."""
    began = time.monotonic()
    with processes(problem, shares) as lines:
        timetable = first_end(lines, ends=began + shares[0].seconds + LOADING_SECONDS)
    seconds = time.monotonic() - began
    report = check(problem, timetable)
    return Measured(seconds=seconds, timetable=timetable, right=not report.violations and not report.claims)


@contextmanager
def processes(problem: Problem, shares: Sequence[Share]) -> Iterator[list[Connection]]:
    """Each share in a process of its own, ended with the block."""
    spawning = get_context("spawn")
    started, lines = [], []
    for share in shares:
        here, there = spawning.Pipe()
        process = spawning.Process(target=work, args=(problem, share, there), daemon=True)
        process.start()
        there.close()
        started.append(process)
        lines.append(here)
    try:
        yield lines
    finally:
        for process in started:
            process.kill()
            process.join()


def first_end(lines: Sequence[Connection], *, ends: float) -> Timetable:
    """Pass on what each share tells to all others, until one has ended."""
    while time.monotonic() < ends:
        for line in wait(lines, timeout=TRADE_SECONDS):
            assert isinstance(line, Connection)
            told: Known | Timetable = line.recv()
            if isinstance(told, Timetable):
                return told
            for other in lines:
                if other is not line:
                    other.send(told)
    raise TimeoutError("no share has ended in time")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure instances both ways and print a table, line by line; 1 if a result is wrong."""
    options = _parser().parse_args(arguments)
    paths = [_path(options.directory, name) for name in options.instance or HARD]
    single = Share(seconds=options.seconds, workers=options.workers, seed=0, strategy=Strategy.BALANCED)
    print(
        f"| instance | seed | single, {options.workers} threads | {options.shares} × {options.share_workers} threads |"
    )
    print("| --- | --- | --- | --- |", flush=True)
    pairs = []
    for path in paths:
        problem = _read(path)
        for seed in range(options.seeds):
            alone = measure(problem, [_with(single, workers=options.workers, number=0, seed=seed)])
            together = measure(
                problem,
                [_with(single, workers=options.share_workers, number=n, seed=seed) for n in range(options.shares)],
            )
            pairs.append((alone, together))
            print(f"| {path.name.partition('.')[0]} | {seed} | {alone} | {together} |", flush=True)
    return concluded(pairs)


def concluded(pairs: Sequence[tuple[Measured, Measured]]) -> int:
    both = [pair for pair in pairs if all(each.proven for each in pair)]
    for way, each in (("single", [alone for alone, _ in pairs]), ("shared", [together for _, together in pairs])):
        print(f"\n{way}: {sum(one.proven for one in each)} of {len(each)} proven")
    print(f"where both are proven: {sum(a.seconds for a, _ in both):.1f} s and {sum(b.seconds for _, b in both):.1f} s")
    right = all(each.right for pair in pairs for each in pair)
    return 0 if right and all(a.values == b.values for a, b in both) else 1


def _with(share: Share, *, workers: int, number: int, seed: int) -> Share:
    """The share of that number, as a run has it."""
    return Share(
        seconds=share.seconds,
        workers=workers,
        seed=seed + number * SEED_STEP,
        strategy=STRATEGIES[number % len(STRATEGIES)],
    )


def _path(directory: Path, name: str) -> Path:
    """The instance of that name, in either form."""
    names = (f"{name}.original.dzn", f"{name}.dzn", f"{name}.json")
    found = [directory / each for each in names if (directory / each).exists()]
    if not found:
        sys.exit(f"{directory} has no instance {name}")
    return found[0]


def _read(path: Path) -> Problem:
    if path.suffix == ".json":
        return read_instance(path.read_bytes())
    return read_dzn(path.read_text(encoding="utf-8"), name=path.name.partition(".")[0])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path, help="where the instances are (.dzn or .json)")
    parser.add_argument("--instance", action="append", metavar="NAME", help=f"instead of {', '.join(HARD)}")
    parser.add_argument("--seconds", type=float, default=120, help="of each measurement at most")
    parser.add_argument("--seeds", type=int, default=1, help="so many, from 0")
    parser.add_argument("--workers", type=int, default=2, help="threads of the single search")
    parser.add_argument("--shares", type=int, default=2, help="processes that share")
    parser.add_argument("--share-workers", type=int, default=1, help="threads of each of them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
