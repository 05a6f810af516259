"""A suite's results as a section of a document with its charts."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.matching.scheduling.problem import Goal
from benchmarks.measuring import markdown, targets
from benchmarks.measuring.charts import growth, over_time
from benchmarks.measuring.outcome import Outcome, outcome_from_json, outcome_to_json
from benchmarks.measuring.summary import Summary, summaries
from benchmarks.measuring.svg import Chart, to_svg

CHARTED: dict[str, tuple[Goal, ...]] = {
    "sessions": (Goal.WELFARE, Goal.BREAKS),
    "large": (Goal.BREAKS,),
    "groups": (Goal.WELFARE,),
}
GROWTH_EXPONENT = 1.15


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The outcomes of a suite, with where and how they were measured, in words."""

    suite: str
    circumstances: str
    outcomes: Sequence[Outcome]


def circumstances(commit: str, *, seeds: int, workers: int) -> str:
    """Machine, versions and protocol in one sentence."""
    return (
        f"{machine(commit)}, "
        f"{workers} worker{'s' if workers > 1 else ''}, medians of {seeds} seed{'s' if seeds > 1 else ''}."
    )


def machine(commit: str) -> str:
    """What was measured, and on what."""
    cores = os.cpu_count()
    return f"Commit `{commit or 'unknown'}`, {_processor()}, {cores} cores, Python {platform.python_version()}"


def section(measured: Measured, images: str) -> str:
    """The section of a document whose pictures are at the relative path `images`."""
    lines = summaries(measured.outcomes)
    found = targets.verdicts(measured.suite, lines)
    pictures = [f"![{chart.title}]({images}/{name})" for name, chart in charts(measured.suite, lines)]
    stages = markdown.stages(lines)
    parts = [measured.circumstances, markdown.results(lines), targets.as_table(found) if found else "", stages]
    parts += pictures
    return "\n\n".join(part.strip() for part in parts if part)


def charts(suite: str, lines: Iterable[Summary]) -> list[tuple[str, Chart]]:
    """The suite's charts with the names of their files."""
    by_instance: dict[str, list[Summary]] = {}
    for line in lines:
        by_instance.setdefault(line.instance, []).append(line)
    drawn = [
        (f"benchmark-{instance}-{goal}.svg", over_time(instance, goal, [line.middle for line in of_instance]))
        for instance, of_instance in by_instance.items()
        for goal in CHARTED.get(suite, ())
    ]
    series = {name: int(name.split("-")[1]) for name in by_instance if name.startswith("growth-")}
    if series:
        growing = [line for name in series for line in by_instance[name]]
        drawn.append(("benchmark-growth.svg", growth("Growth of the whole time", growing, series, GROWTH_EXPONENT)))
    return drawn


def publish(measured: Measured, document: Path, images: Path) -> None:
    """Put the section between the suite's markers in the document, and its charts into the directory of images."""
    images.mkdir(parents=True, exist_ok=True)
    for name, chart in charts(measured.suite, summaries(measured.outcomes)):
        (images / name).write_text(to_svg(chart), encoding="utf-8")
    put(document, measured.suite, section(measured, os.path.relpath(images, document.parent)))


def put(document: Path, name: str, text: str) -> None:
    """Put a text between the markers of this name in the document."""
    document.write_text(markdown.replaced(document.read_text(encoding="utf-8"), name, text), encoding="utf-8")


def to_json(measured: Measured) -> dict[str, Any]:
    """The results as a JSON value that `from_json` reads back."""
    outcomes = [outcome_to_json(outcome) for outcome in measured.outcomes]
    return {"suite": measured.suite, "circumstances": measured.circumstances, "outcomes": outcomes}


def from_json(value: dict[str, Any]) -> Measured:
    """The results that `to_json` made the value of."""
    return Measured(
        suite=value["suite"],
        circumstances=value["circumstances"],
        outcomes=[outcome_from_json(outcome) for outcome in value["outcomes"]],
    )


def _processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
