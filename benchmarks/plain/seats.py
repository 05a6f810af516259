"""From the literals of a solution to placements: tables and interpreters by name."""

from collections.abc import Callable, Sequence
from typing import Any

from app.matching.scheduling.problem import TableId
from app.matching.scheduling.timetable import Placement
from benchmarks.plain.choices import Choice, Choices
from benchmarks.plain.interpreters import Interpreting


def placements(choices: Choices, interpreting: Interpreting, true: Callable[[Any], bool]) -> tuple[Placement, ...]:
    """The choices made, in the order of the meetings, each with a table of its kind and its interpreter."""
    made = [choice for choice in choices.all() if true(choice.literal)]
    tables = _tables(choices, made)
    free = {
        duty: [name for name, literal in serving if true(literal)] for duty, serving in interpreting.on_duty.items()
    }
    return tuple(
        Placement(
            meeting=choice.meeting.id,
            slot=choices.problem.slots[choice.start].id,
            table=tables[choice.meeting.id],
            interpreters=_interpreter(choice, free),
        )
        for choice in made
    )


def _tables(choices: Choices, made: Sequence[Choice]) -> dict[str, TableId]:
    """In order of start, each takes the first table of its kind that is free again; there always is one."""
    free_from = [dict.fromkeys(kind, 0) for kind in choices.kinds]
    tables = {}
    for choice in sorted(made, key=lambda choice: choice.start):
        kind = free_from[choice.kind]
        table = next(table for table, slot in kind.items() if slot <= choice.start)
        kind[table] = choice.slots.stop
        tables[choice.meeting.id] = table
    return tables


def _interpreter(choice: Choice, free: dict[Any, list[str]]) -> tuple[str, ...]:
    if not choice.meeting.interpreting:
        return ()
    return (free[frozenset(choice.meeting.interpreting), choice.start].pop(),)
