"""Commands that tell more of a finished timetable; like those that make it, they need no database."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.solving import WRONG, InstanceFile, TimetableFile

if TYPE_CHECKING:
    from app.matching.scheduling.problem import Problem
    from app.matching.scheduling.timetable import Timetable


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    app.command()(fairness)


def fairness(
    instance: InstanceFile,
    timetable: TimetableFile,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Tell who is served how well, side by side, and prove that the least served can't be served better.

    Exit codes: 0 done, 1 no legal timetable, of which nothing can be proven, 2 bad input.
    """
    from app.cli import files
    from app.matching.scheduling import io

    problem, judged = files.read(instance, io.read_instance), files.read(timetable, io.read_timetable)
    _refuse_illegal(problem, judged)
    from app.matching.scheduling.fairness import document

    sides = document.judge(problem, judged.placements)
    as_text = json.dumps(document.to_json(sides), ensure_ascii=False, indent=1)
    typer.echo(as_text if as_json else document.in_words(sides))


def _refuse_illegal(problem: "Problem", timetable: "Timetable") -> None:
    from app.matching.scheduling import checker

    wrong = None
    if timetable.status == "infeasible":
        wrong = "the file says that the instance is infeasible: there is no timetable in it"
    elif checker.violations(problem, timetable.placements):
        wrong = "the timetable breaks hard rules of this instance; `ketnoi check` names them"
    if wrong is not None:
        sys.stderr.write(f"{wrong}\n")
        raise typer.Exit(WRONG)
