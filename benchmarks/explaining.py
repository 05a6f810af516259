"""How long explanations take: of single meetings, and the reasons and prices of all that a timetable does not hold."""

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from app.matching.scheduling import io, reasons
from app.matching.scheduling.explain import Ground, explain, price_all
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Timetable

SAMPLE = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of one timetable as JSON; reading and loading are over before the clocks start."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("timetable", type=Path)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="meetings to explain, held and not (default: 60)")
    options = parser.parse_args(arguments)
    problem = io.read_instance(options.instance.read_bytes())
    timetable = io.read_timetable(options.timetable.read_bytes())
    gc.freeze()  # As the command and the service do.
    print(json.dumps({"instance": options.instance.stem, **figures(problem, timetable, options.sample)}))
    return 0


def figures(problem: Problem, timetable: Timetable, sample: int) -> dict[str, Any]:
    """Milliseconds for each of `sample` meetings, spread over the instance, and seconds for all that are not held."""
    chosen = problem.meetings[:: max(1, len(problem.meetings) // sample)]
    ground = Ground(problem)
    each = [_milliseconds(ground, timetable, meeting.id) for meeting in chosen]
    begun = time.perf_counter()
    not_held = reasons.unplaced(problem, timetable.placements)
    prices = price_all(problem, timetable)
    return {
        "explained": len(each),
        "median": median(each),
        "worst": max(each),
        "not_held": len(not_held),
        "all_seconds": time.perf_counter() - begun,
        "exact": sum(price is None or price.exact for price in prices.values()),
    }


def _milliseconds(ground: Ground, timetable: Timetable, meeting: str) -> float:
    begun = time.perf_counter()
    explain(ground, timetable, meeting)
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
