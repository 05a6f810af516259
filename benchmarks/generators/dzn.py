"""The academic form: MiniZinc data as Bofill et al. publish it, everything numbered from 1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Event:
    """One academic instance. Parties and meetings are numbered from 0, slots too; a meeting's session is 1, 2 or 3.

    `forbidden` has for each party the slots in which it can't meet, `fixed` for each meeting its slot or None, and
    `after` for each meeting those that must come before it. `mornings` slots come before lunch.
    """

    parties: int
    slots: int
    mornings: int
    tables: int
    requested: Sequence[tuple[int, int, int]]
    forbidden: Sequence[Iterable[int]]
    fixed: Sequence[int | None]
    after: Sequence[Iterable[int]]


def to_dzn(event: Event) -> str:
    """The text of its data file."""
    meetings = [[m for m, row in enumerate(event.requested) if p in row[:2]] for p in range(event.parties)]
    rows = "\n|".join(f"{one + 1}, {other + 1}, {session}" for one, other, session in event.requested)
    lines = [
        f"nBusiness = {event.parties};",
        f"nMeetings = {len(event.requested)};",
        f"nTables = {event.tables};",
        f"nTotalSlots = {event.slots};",
        f"nMorningSlots = {event.mornings};",
        f"requested = [|{rows}|];",
        f"nMeetingsBusiness = [{', '.join(str(len(own)) for own in meetings)}];",
        f"meetingsxBusiness = {_sets(meetings)};",
        f"forbidden = {_sets(event.forbidden)};",
        f"fixed = [{', '.join('0' if slot is None else str(slot + 1) for slot in event.fixed)}];",
        f"precedences = {_sets(event.after)};",
    ]
    return "\n".join(lines) + "\n"


def _sets(sets: Iterable[Iterable[int]]) -> str:
    return "[" + ",\n".join("{" + ", ".join(str(item + 1) for item in sorted(items)) + "}" for items in sets) + "]"
