"""What the demo tells of its timetable when it is made."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.db import SessionFactory
    from app.models import Delegation, Run, TimetableVersion
    from app.services.permissions import Actor
    from app.services.timetables import Share, SideSummary, Summary

NAMES_SHOWN = 4


def tell(factory: "SessionFactory", organiser: "Actor", run: "Run") -> None:
    """Print the summary of the run's timetable; a run that made none ends the command."""
    from app.db import unit_of_work
    from app.services import timetables

    if run.version is None:
        typer.echo(f"The run {run.status.value}: {run.error}", err=True)
        raise typer.Exit(1)
    with unit_of_work(factory, write=False) as db:
        version = timetables.get(db, organiser, run.version.id)
        summary = timetables.summary(db, organiser, version.id)
    for line in (*_of_version(version), *_of_summary(summary)):
        typer.echo(line)


def _of_version(version: "TimetableVersion") -> Iterator[str]:
    from app.cli.display import gap

    yield f"\nTimetable version {version.number}, {version.status.value}, in {version.run_data['seconds']:.1f} s."
    yield "An independent checker has passed it: no hard rule is broken, no figure is claimed falsely.\n"
    for goal in version.goals:
        bound = "-" if goal["bound"] is None else f"{goal['bound']:,}"
        yield f"  {goal['goal']:<12}{goal['value']:>10,}   bound {bound:>10}   {gap(goal['value'], goal['bound'])}"


def _of_summary(summary: "Summary") -> Iterator[str]:
    yield f"\nMeetings held   {summary.held} of {summary.wanted} wanted"
    yield f"Must-meets met  {_share(summary.must_meets)}"
    for side in summary.sides:
        yield from _of_side(side)


def _of_side(side: "SideSummary") -> Iterator[str]:
    yield f"{side.side.capitalize()} side"
    yield f"  first wishes met      {_share(side.first_wishes)}"
    yield f"  top three wishes met  {_share(side.top_wishes)}"
    yield f"  least served          {side.fewest} meetings: {_names(side.least_served)}"
    yield f"  most served           {side.most} meetings: {_names(side.most_served)}"


def _share(share: "Share") -> str:
    return f"{share.part} of {share.whole}" + (f" ({share.part / share.whole:.0%})" if share.whole else "")


def _names(delegations: "Sequence[Delegation]") -> str:
    names = [delegation.organisation.label_en for delegation in delegations]
    shown = ", ".join(names[:NAMES_SHOWN])
    return shown if len(names) <= NAMES_SHOWN else f"{shown} and {len(names) - NAMES_SHOWN} more"
