"""Tells a conflict on the command line: what contradicts itself, and what would resolve it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.matching.scheduling.timetable import Timetable

MOST = 20


def lines(timetable: "Timetable") -> Iterator[str]:
    """What there is to say, line by line; nothing of a timetable without a conflict."""
    if not timetable.conflict:
        return
    advice = timetable.run.get("conflict", {})
    left_out = "and no part can be left out" if timetable.minimal else "perhaps not all of it"
    yield f"These contradict each other, {left_out}:"
    rules = [f"{part.rule}: {', '.join(part.subjects)}" for part in timetable.conflict]
    yield from _listed([part["sentence"] for part in advice.get("parts", ())] or rules)
    remedy = advice.get("remedy")
    if remedy is not None:
        yield (
            "The smallest change of pins that leaves no contradiction:"
            if remedy["fewest"]
            else ("A change of pins that leaves no contradiction, perhaps not the smallest:")
        )
        yield from _listed(_sentences(remedy["changes"]))
    if advice.get("instead"):
        yield "Or keep all pins; then one of these is enough:"
        yield from _listed(_sentences(advice["instead"]))


def _sentences(said: Sequence[Mapping[str, Any]]) -> list[str]:
    return [each["sentence"] for each in said]


def _listed(sentences: Sequence[str]) -> Iterator[str]:
    yield from (f"- {sentence}" for sentence in sentences[:MOST])
    if len(sentences) > MOST:
        yield f"- and {len(sentences) - MOST} more, which the file has"
