"""Commands that tell why, and what it would cost: of one meeting, of capacity, and of a party that does not come."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.solving import NOTHING_FOUND, InstanceFile, Seconds, TimetableFile

if TYPE_CHECKING:
    from app.matching.scheduling.explain import Capacity, Explanation, Price, Standby
    from app.matching.scheduling.explain.scope import Values

AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    app.command()(explain)
    app.command()(value)
    app.command()(standby)


def explain(
    instance: InstanceFile,
    timetable: TimetableFile,
    meeting: Annotated[str, typer.Argument(metavar="MEETING_ID", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Tell why a meeting is not held and what holding it would cost, and where it could be moved at what price.

    Exit codes: 0 done, 2 bad input, an unknown meeting too.
    """
    from app.cli import files
    from app.matching.scheduling import io

    problem, beside = files.read(instance, io.read_instance), files.read(timetable, io.read_timetable)
    if meeting not in problem.meeting_by_id:
        files.refuse(f"{instance}: there is no meeting {meeting}")
    from app.matching.scheduling import explain as explaining

    explanation = explaining.explain(explaining.Ground(problem), beside, meeting)
    as_text = json.dumps(explanation.plain(), ensure_ascii=False, indent=1)
    typer.echo(as_text if as_json else "\n".join(_in_words(explanation)))


def value(
    instance: InstanceFile,
    timetable: Annotated[Path | None, typer.Argument(metavar="[TIMETABLE.json]", show_default=False)] = None,
    *,
    seconds: Seconds = 60,
    as_json: AsJson = False,
) -> None:
    """Tell what one more table, slot, team or interpreter could bring: how the proven bounds move with it.

    With a timetable, also the most by which it could become better. Exit codes: 0 done, 2 bad input, 3 nothing found in
    time.
    """
    from app.cli import files
    from app.matching.scheduling import io

    ends = time.monotonic() + seconds
    problem = files.read(instance, io.read_instance)
    beside = None if timetable is None else files.read(timetable, io.read_timetable)
    from app.matching.scheduling import explain as explaining

    capacity = explaining.value(problem, beside, over=lambda: time.monotonic() > ends)
    if capacity is None:
        sys.stderr.write("no bound was found in the time\n")
        raise typer.Exit(NOTHING_FOUND)
    as_text = json.dumps(capacity.plain(), ensure_ascii=False, indent=1)
    typer.echo(as_text if as_json else "\n".join(_worth(capacity)))


def standby(instance: InstanceFile, timetable: TimetableFile, *, as_json: AsJson = False) -> None:
    """Tell, for each meeting and each of its parties, which meeting could take its place if that party stays away.

    Exit codes: 0 done, 2 bad input.
    """
    from app.cli import files
    from app.matching.scheduling import io

    problem, beside = files.read(instance, io.read_instance), files.read(timetable, io.read_timetable)
    from app.matching.scheduling import explain as explaining

    entries = explaining.standby(problem, beside)
    as_text = json.dumps({"standby": [entry.plain() for entry in entries]}, ensure_ascii=False, indent=1)
    typer.echo(as_text if as_json else "\n".join(map(_replaced, entries)))


def _worth(capacity: "Capacity") -> list[str]:
    """A line for each addition that moves a bound, and how many do not."""
    lines = []
    for worth in capacity.more:
        if any(worth.change.values()):
            most = capacity.at_most(worth)
            limit = "" if most is None else f"; this timetable could gain at most {_changes(most)}"
            lines.append(f"{worth.kind} {' '.join(worth.like)}: bounds move by {_changes(worth.change)}{limit}")
    return [*lines, f"{len(capacity.more) - len(lines)} of {len(capacity.more)} additions move no bound."]


def _replaced(entry: "Standby") -> str:
    meeting, new = entry.meeting, entry.replacement
    place = f"{meeting.slot} {meeting.table} {meeting.meeting} without {entry.absent}"
    if new is None or entry.change is None:
        return f"{place}: nothing"
    return f"{place}: {new.meeting}{''.join(f' ({who})' for who in new.interpreters)}; {_changes(entry.change)}"


def _changes(values: "Values") -> str:
    return ", ".join(f"{goal} {change:+,}" for goal, change in values.items() if change) or "nothing"


def _in_words(explanation: "Explanation") -> list[str]:
    """The reason and the price, then one line for each move that a timetable can make."""
    reason, lines = explanation.reason, []
    if reason is None:
        lines.append(f"{explanation.meeting} is held.")
    else:
        rule = "" if reason.rule is None else f" ({reason.rule})"
        lines.append(f"{explanation.meeting} is not held: {reason.reason}{rule}. {reason.message}")
        lines.append(f"Holding it costs: {_priced(explanation.price)}.")
    for move in explanation.moves:
        if move.price is None:
            continue
        chain = ", ".join(f"{other.meeting} to {other.slot} {other.table}" for other in move.chain)
        verdict = "legal" if move.legal else f"breaks {', '.join(move.rules)}"
        lines.append(f"{move.slot} {move.table}: {verdict}; {_priced(move.price)}{f'; with {chain}' if chain else ''}")
    closed = sum(move.price is None for move in explanation.moves)
    return [*lines, f"{closed} of {len(explanation.moves)} places can't take it in any timetable."]


def _priced(price: "Price | None") -> str:
    if price is None:
        return "no timetable can"
    if price.exact:
        return _changes(price.goals)
    return f"{_changes(price.goals)}, perhaps less" if price.goals else "neither a timetable nor a proof was found"
