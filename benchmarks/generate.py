"""Write a generated instance: `python -m benchmarks.generate FAMILY --seed N -o FILE`."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.generators.academic import forum, tic
from benchmarks.generators.case import Case
from benchmarks.generators.groups import groups_2000
from benchmarks.generators.repairs import TROUBLES, repair_case
from benchmarks.generators.scale import growth, scale_300
from benchmarks.generators.session import session, three_sided

LARGEST = 120_000

FAMILIES: dict[str, Callable[[int], Case]] = {
    "scale-300": scale_300,
    "scale-10000": partial(growth, meetings=LARGEST),
    "groups-2000": groups_2000,
    "tic": tic,
    "tic-blind": partial(tic, blind=True),
    "forum": forum,
    "forum-blind": partial(forum, blind=True),
    "vn": session,
    "vn-three": three_sided,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate one instance and write it, and its witness if asked for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        case = _made(options)
        case.save(options.output)
    except (OSError, ValueError) as error:
        parser.error(f"{options.family}: {error}")
    if options.witness is not None:
        case.save_witness(options.witness)
    return 0


def _made(options: argparse.Namespace) -> Case:
    if options.family == "growth":
        return growth(options.seed, meetings=options.meetings)
    if options.family == "repair":
        if options.instance is None or options.timetable is None:
            raise ValueError("needs --instance and --timetable")
        instance, timetable = (json.loads(path.read_bytes()) for path in (options.instance, options.timetable))
        return repair_case(instance, timetable, options.trouble, options.seed)
    return FAMILIES[options.family](options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("family", choices=[*FAMILIES, "growth", "repair"])
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal files (default: 0)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--witness", type=Path, metavar="FILE", help="also write the timetable it was built around")
    parser.add_argument("--meetings", type=int, default=10_000, help="growth: meetings to make room for")
    parser.add_argument("--instance", type=Path, metavar="FILE", help="repair: the instance")
    parser.add_argument("--timetable", type=Path, metavar="FILE", help="repair: its timetable, which was published")
    parser.add_argument("--trouble", choices=[*TROUBLES, "all"], default="all", help="repair: what happened")
    return parser


if __name__ == "__main__":
    sys.exit(main())
