"""What is measured: for each suite its instances, the time they get, and whom the engine is compared with."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.matching.scheduling import io
from benchmarks.measuring.process import KETNOI, run

HERE = Path(__file__).parent
PACKAGED = HERE / "instances"
CACHE = HERE.parent / "build" / "benchmarks"
B2B_VARIABLE = "KETNOI_B2B_INSTANCES"
GENERATING_SECONDS = 600
LARGEST_FOR_PLAIN = 10_000


class Job(NamedTuple):
    """An instance file with its name, time limit and solvers; `published` is a proven optimum of its breaks."""

    name: str
    instance: Path
    seconds: float
    solvers: tuple[str, ...] = ("engine", "plain")
    published: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much to measure: `quick` takes fewer and smaller instances; `b2b` has the academic instances, if any."""

    quick: bool = True
    b2b: Path | None = None


def sessions(plan: Plan) -> list[Job]:
    """The packaged sessions."""
    seconds = 30 if plan.quick else 60
    return [Job(path.stem, path, seconds) for path in sorted(PACKAGED.glob("session-*.json"))]


def academic(plan: Plan) -> list[Job]:
    """The original academic instances, some of them if it has to be quick. Raises `MissingInstances`."""
    if plan.b2b is None:
        raise MissingInstances(f"no academic instances: name their directory by --b2b or {B2B_VARIABLE}")
    optima = published_breaks()
    names = [name for name in optima if not plan.quick or name in {"tic-13crafc", "forumt-14", "ticf-13crafc"}]
    return [academic_job(plan.b2b / f"{name}.original.dzn", optima, 30 if plan.quick else 60) for name in names]


def academic_job(path: Path, optima: dict[str, int], seconds: float) -> Job:
    """One academic data file, as an instance of the format."""
    name = path.name.removesuffix(".dzn").removesuffix(".original")
    return Job(name, converted(path, name), seconds, ("engine", "counters"), optima.get(name))


def events(plan: Plan) -> list[Job]:
    """Generated events of the academic families, some that may be infeasible among them."""
    seeds = range(1 if plan.quick else 6)
    families = ("tic", "forum", "tic-blind", "forum-blind")
    return [_generated(family, seed, 30, ("engine", "counters")) for family in families for seed in seeds]


def generated(plan: Plan) -> list[Job]:
    """Generated sessions, of two sides and of three."""
    seeds = range(1 if plan.quick else 3)
    return [_generated(family, seed, 30) for family in ("vn", "vn-three") for seed in seeds]


def large(plan: Plan) -> list[Job]:
    """Two sides, 700 meetings that are all required, a third of the parties away for a block, even breaks."""
    return [Job("two-sided-700", PACKAGED / "two-sided-700.json", 30 if plan.quick else 90)]


def scale(plan: Plan) -> list[Job]:
    """Many parties, more wishes than tables: 300 on each side, and growth to 10,000 on each side."""
    sizes = (10_000, 30_000) if plan.quick else (10_000, 20_000, 40_000, 80_000, 120_000)
    return [_generated("scale-300", 0, 30), *(_growth(size) for size in sizes)]


def groups(plan: Plan) -> list[Job]:
    """Groups of three, rest, floors and too few interpreters, 2,000 parties on each side."""
    return [_generated("groups-2000", 0, 60, ("engine",) if plan.quick else ("engine", "plain"))]


def repair(plan: Plan) -> list[Job]:
    """The sessions' own timetables after an absence, a lost table, an added must-meet, and all three."""
    years = ("2026",) if plan.quick else ("2023", "2026")
    troubles = ("absence", "lost-table", "must-meet", "all")
    return [_repair(f"session-{year}", trouble) for year in years for trouble in troubles]


SUITES: dict[str, Callable[[Plan], list[Job]]] = {
    "sessions": sessions,
    "academic": academic,
    "events": events,
    "generated": generated,
    "large": large,
    "scale": scale,
    "groups": groups,
    "repair": repair,
}


class MissingInstances(Exception):
    """A suite needs files that are not there."""


def published_breaks() -> dict[str, int]:
    """The proven optimum of each academic instance, from published.csv."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as lines:
        return {row["instance"]: int(row["breaks"]) for row in csv.DictReader(lines)}


def b2b_directory(given: Path | None) -> Path | None:
    """The directory of the academic instances: the one given, or the variable's. Raises `MissingInstances`."""
    named = given or (Path(os.environ[B2B_VARIABLE]) if os.environ.get(B2B_VARIABLE) else None)
    if named is not None and not any(named.glob("*.dzn")):
        raise MissingInstances(f"{named} has no .dzn files")
    return named


def converted(path: Path, name: str) -> Path:
    """An academic data file as an instance file. Raises `MissingInstances`."""
    if not path.exists():
        raise MissingInstances(f"{path} is not there")
    target = CACHE / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    problem = io.read_dzn(path.read_text(encoding="utf-8"), name=name)
    target.write_text(json.dumps(io.instance_to_json(problem)), encoding="utf-8")
    return target


def sizes(jobs: Sequence[Job]) -> dict[str, int]:
    """The meetings that there is room for, of the jobs of growth."""
    return {job.name: int(job.name.split("-")[1]) for job in jobs if job.name.startswith("growth-")}


def _generated(family: str, seed: int, seconds: float, solvers: tuple[str, ...] = ("engine", "plain")) -> Job:
    name = f"{family}-{seed}"
    return Job(name, _made(name, family, "--seed", str(seed)), seconds, solvers)


def _growth(meetings: int) -> Job:
    name = f"growth-{meetings}"
    solvers = ("engine", "plain") if meetings <= LARGEST_FOR_PLAIN else ("engine",)
    return Job(name, _made(name, "growth", "--meetings", str(meetings)), 60, solvers)


def _repair(session: str, trouble: str) -> Job:
    name = f"{session}-{trouble}"
    instance, timetable = PACKAGED / f"{session}.json", packaged_timetable(session)
    options = ("--instance", str(instance), "--timetable", str(timetable), "--trouble", trouble)
    return Job(name, _made(name, "repair", *options), 30)


def packaged_timetable(session: str) -> Path:
    """The engine's timetable of a packaged session, made once and then kept."""
    target = _cache() / f"{session}.timetable.json"
    if not target.exists():
        _run([*KETNOI[1:], "solve", str(PACKAGED / f"{session}.json"), "-o", str(target), "--quiet"])
    return target


def _made(name: str, *arguments: str) -> Path:
    """A generated instance, made by a process of its own so that this one stays small, and then kept."""
    target = _cache() / f"{name}.json"
    if not target.exists():
        _run(["-m", "benchmarks.generate", *arguments, "-o", str(target)])
    return target


def _run(arguments: Sequence[str]) -> None:
    finished = run([sys.executable, *arguments], limit=GENERATING_SECONDS)
    if finished.code:
        raise MissingInstances(f"{' '.join(arguments)} ended with {finished.code}: {finished.said}")


def _cache() -> Path:
    """Where files of these very generators are kept: other generators make other files."""
    sources = b"".join(path.read_bytes() for path in sorted((HERE / "generators").glob("*.py")))
    folder = CACHE / hashlib.sha256(sources).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def commit() -> str:
    """The commit that is measured, with a plus if files differ from it; empty outside a checkout."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],  # noqa: S607 -- any git will do
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()
