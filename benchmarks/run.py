"""Measure the engine beside a plain model and print tables: `python -m benchmarks.run --help`."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import explanations, markdown, report
from benchmarks.measuring.outcome import Outcome
from benchmarks.measuring.process import Request, measure, run
from benchmarks.measuring.summary import summaries
from benchmarks.measuring.targets import ANSWERED
from benchmarks.suites import (
    CACHE,
    HERE,
    PACKAGED,
    SUITES,
    Job,
    MissingInstances,
    Plan,
    academic_job,
    b2b_directory,
    commit,
    packaged_timetable,
    published_breaks,
)

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
IMAGES = DOCUMENT.parent / "images"
RESULTS = CACHE / "results"
HONEST = ANSWERED | {"NothingFound"}
QUICK_SEEDS, FULL_SEEDS = 1, 3
DEFAULT_SECONDS = 60
EXPLAIN, EXPLAINING_SECONDS = "explain", 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, each line printed as it is known; 1 if a result is wrong or the engine failed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.render:
        return _render()
    try:
        plan = Plan(quick=not options.full, b2b=b2b_directory(options.b2b))
    except MissingInstances as error:
        parser.error(str(error))
    right = True
    for suite in ["given"] if options.instances else options.suite or (*SUITES, EXPLAIN):
        try:
            right = _suite(suite, plan, options) and right
        except MissingInstances as error:
            print(f"{suite} is left out: {error}", file=sys.stderr)
            right = right and not options.suite and not options.instances
    return 0 if right else 1


def _suite(suite: str, plan: Plan, options: argparse.Namespace) -> bool:
    """Measure one suite; whether all is right. Raises `MissingInstances`."""
    if suite == EXPLAIN:
        return _explained(options)
    jobs = [_given(path) for path in options.instances] or SUITES[suite](plan)
    return _measured(suite, jobs, options)


def _measured(suite: str, jobs: Sequence[Job], options: argparse.Namespace) -> bool:
    """Measure one suite, print its table and keep its results; whether all is right."""
    seeds = options.seeds or (FULL_SEEDS if options.full else QUICK_SEEDS)
    outcomes = []
    print(f"\n{suite}: at most {_limit(jobs, options, seeds) / 60:.0f} minutes\n")
    _print_line(markdown.HEADER)
    _print_line(["---"] * len(markdown.HEADER))
    for runs in _runs(jobs, options, seeds):
        outcomes += runs
        for summary in summaries(runs):
            _print_line(markdown.cells(summary))
    if options.without:
        _warn(outcomes, options.without)
    if suite in SUITES:
        name = f"{suite}-ablation" if options.without else suite
        told = report.circumstances(commit(), seeds=seeds, workers=options.workers)
        measured = report.Measured(suite=name, circumstances=told, outcomes=outcomes)
        _keep(name, report.to_json(measured), publish=options.publish)
    return all(_right(outcome) for outcome in outcomes)


def _runs(jobs: Sequence[Job], options: argparse.Namespace, seeds: int) -> Iterator[list[Outcome]]:
    """The runs of each instance and solver, one group after another."""
    for job in jobs:
        for solver, without in _solvers(job, options):
            yield [
                measure(
                    Request(
                        instance=job.instance,
                        solver=solver,
                        seconds=options.seconds or job.seconds,
                        workers=options.workers,
                        seed=options.seed + number,
                        without=without,
                    ),
                    job.name,
                    published=job.published,
                )
                for number in range(seeds)
            ]


def _solvers(job: Job, options: argparse.Namespace) -> list[tuple[str, tuple[str, ...]]]:
    """Whom to run, and without which stages: an ablation compares the engine with itself only."""
    if options.without:
        return [("engine", ()), *(("engine", tuple(stages.split("+"))) for stages in options.without)]
    return [(solver, ()) for solver in job.solvers if solver in (options.solver or job.solvers)]


def _limit(jobs: Sequence[Job], options: argparse.Namespace, seeds: int) -> float:
    return sum((options.seconds or job.seconds) * len(_solvers(job, options)) * seeds for job in jobs)


def _warn(outcomes: Sequence[Outcome], without: Sequence[str]) -> None:
    """Tell of stages that were left out though no run of the whole engine had them: that compares it with itself."""
    ran = {str(stage.get("stage")) for outcome in outcomes if outcome.solver == "engine" for stage in outcome.stages}
    for stage in sorted({stage for stages in without for stage in stages.split("+")} - ran):
        told = ", ".join(sorted(ran)) or "none was told"
        print(f"no run had a stage {stage}, so leaving it out says nothing; stages were: {told}", file=sys.stderr)


def _explained(options: argparse.Namespace) -> bool:
    """Measure explanations beside the sessions' timetables, each in a process of its own."""
    rows = []
    for path in sorted(PACKAGED.glob("session-*.json")):
        command = [sys.executable, "-m", "benchmarks.explaining", str(path), str(packaged_timetable(path.stem))]
        finished = run(command, limit=EXPLAINING_SECONDS)
        if finished.code:
            raise MissingInstances(f"{path.stem}: {finished.said}")
        rows.append(json.loads(finished.said))
    told = report.circumstances(commit(), seeds=1, workers=1)
    print(f"\n{EXPLAIN}\n\n{_explanations(told, rows)}")
    _keep(EXPLAIN, {"circumstances": told, "rows": rows}, publish=options.publish)
    return True


def _explanations(told: str, rows: Sequence[dict[str, Any]]) -> str:
    return f"{told}\n\n{explanations.section(rows)}"


def _keep(name: str, results: dict[str, Any], *, publish: bool) -> None:
    """Write the results beside those of other suites, from which `--render` publishes; or publish them at once."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results), encoding="utf-8")
    if publish:
        _publish(name, results)


def _publish(name: str, results: dict[str, Any]) -> None:
    """Put the results into the document, if it has a place for them."""
    try:
        if name == EXPLAIN:
            report.put(DOCUMENT, name, _explanations(results["circumstances"], results["rows"]))
        else:
            report.publish(report.from_json(results), DOCUMENT, IMAGES)
    except ValueError as error:
        print(f"{name} is not published: {error}", file=sys.stderr)
    else:
        print(f"{name} is published in {DOCUMENT}")


def _render() -> int:
    """Publish all results that were kept."""
    for path in sorted(RESULTS.glob("*.json")):
        _publish(path.stem, json.loads(path.read_bytes()))
    return 0


def _given(path: Path) -> Job:
    """An instance file named on the command line, of the format or of the academic benchmark."""
    if path.suffix == ".dzn":
        return academic_job(path, published_breaks(), DEFAULT_SECONDS)
    if not path.exists():
        raise MissingInstances(f"{path} is not there")
    return Job(path.stem, path, DEFAULT_SECONDS)


def _right(outcome: Outcome) -> bool:
    """Whether nothing is wrong with it; only of the engine it is asked that it gives an answer."""
    return outcome.checked is not False and (not outcome.solver.startswith("engine") or outcome.status in HONEST)


def _print_line(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("instances", nargs="*", type=Path, help="instance files (.json or .dzn) instead of suites")
    parser.add_argument(
        "--suite", action="append", choices=[*SUITES, EXPLAIN], help="measure only this one (may be repeated)"
    )
    parser.add_argument("--full", action="store_true", help="all instances, 3 seeds: hours. Default: a quick selection")
    parser.add_argument("--seeds", type=int, help="runs of each solver on each instance, with seeds in a row")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--seconds", type=float, help="wall time of each run, reading included, instead of the suite's")
    parser.add_argument("--workers", type=int, default=2, help="search workers (default: 2)")
    parser.add_argument("--solver", action="append", choices=["engine", "plain", "counters"], help="only this one")
    parser.add_argument(
        "--without", action="append", metavar="STAGE", help="ablation: the engine without STAGE (or A+B), beside itself"
    )
    parser.add_argument("--b2b", type=Path, metavar="DIR", help="the academic instances (or KETNOI_B2B_INSTANCES)")
    parser.add_argument("--publish", action="store_true", help="write tables and charts into docs/")
    parser.add_argument("--render", action="store_true", help="measure nothing, publish the results that were kept")
    return parser


if __name__ == "__main__":
    sys.exit(main())
