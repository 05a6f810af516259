"""The same problem with something else in it: one thing changed, or more of a kind."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.matching.scheduling.problem import Problem, Slot, SlotId, Table, TableId


def with_changed(problem: Problem, kind: str, name: str, **changes: Any) -> Problem:
    """The problem with fields of one of its things replaced. `kind` is the field of the problem that has the thing."""
    things = tuple(replace(thing, **changes) if thing.id == name else thing for thing in getattr(problem, kind))
    fields: dict[str, Any] = {kind: things}
    return replace(problem, **fields)


def with_more_tables(problem: Problem, like: TableId, number: int) -> Problem:
    """The problem with so many more tables that nothing tells from this one."""
    model, taken = problem.table_by_id[like], set(problem.table_by_id)
    fresh = [unused(f"{like}+{i}", taken) for i in range(1, number + 1)]
    tables = (Table(id=name, unavailable=model.unavailable, features=model.features, zone=model.zone) for name in fresh)
    parties = (
        replace(party, tables=(*party.tables, *fresh)) if like in (party.tables or ()) and party.tables else party
        for party in problem.parties
    )
    return replace(problem, tables=(*problem.tables, *tables), parties=tuple(parties))


def with_more_slot(problem: Problem, after: SlotId) -> Problem:
    """The problem with one more slot in the period of `after`, when everyone and everything is available.

    It ends the period and is as long as the last of it. What then would begin before it is over begins later.
    """
    slot = problem.slots[problem.slot_index[after]]
    position = next(period.stop for period in problem.periods if problem.slot_index[after] in period)
    last = problem.slots[position - 1]
    name = unused(f"{last.id}+1", problem.slot_index.keys())
    more = Slot(id=name, start=last.end, end=last.end + (last.end - last.start), period=slot.period)
    slots = [*problem.slots[:position], more]
    for later in problem.slots[position:]:
        delay = max(slots[-1].end - later.start, timedelta())
        slots.append(replace(later, start=later.start + delay, end=later.end + delay))
    return replace(problem, slots=tuple(slots))


def unused(name: str, taken: Collection[str]) -> str:
    """The name, with so many marks that nothing has it."""
    while name in taken:
        name += "'"
    return name
