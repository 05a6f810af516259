"""Commands that tell why, and what it would cost: of one meeting, of capacity, and of a party that does not come."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.solving import InstanceFile, TimetableFile

if TYPE_CHECKING:
    from app.matching.scheduling.explain import Explanation, Price

AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    app.command()(explain)


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

    explanation = explaining.explain(problem, beside, meeting)
    as_text = json.dumps(explanation.plain(), ensure_ascii=False, indent=1)
    typer.echo(as_text if as_json else "\n".join(_in_words(explanation)))


def _in_words(explanation: "Explanation") -> list[str]:
    """The reason and the price, then one line for each move that a timetable can make."""
    reason, lines = explanation.reason, []
    if reason is None:
        lines.append(f"{explanation.meeting} is held.")
    else:
        rule = "" if reason.rule is None else f" ({reason.rule})"
        lines.append(f"{explanation.meeting} is not held: {reason.reason}{rule}. {reason.message}")
        lines.append(f"Holding it: {_priced(explanation.price)}.")
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
    changes = ", ".join(f"{goal} {change:+,}" for goal, change in price.goals.items() if change) or "costs nothing"
    if price.exact:
        return changes
    return f"{changes} at most, not proven" if price.goals else "neither a timetable nor a proof was found"
