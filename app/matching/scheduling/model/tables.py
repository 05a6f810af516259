"""Classes of interchangeable tables, so that the model counts tables instead of naming them.

Meetings of a class are intervals over the same slots, and intervals of which at most k overlap can always be given k
tables (interval graphs are perfect), so a class needs one capacity per slot and no literal per table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import TypeVar

from app.matching.scheduling.problem import Goal, Problem, Table, TableId


@dataclass(frozen=True)
class TableClass:
    """Tables that no rule and no listed goal tells apart."""

    tables: tuple[Table, ...]

    @cached_property
    def ids(self) -> tuple[TableId, ...]:
        return tuple(table.id for table in self.tables)

    @property
    def representative(self) -> Table:
        return self.tables[0]


def table_classes(problem: Problem, *, told_apart: bool | None = None) -> tuple[TableClass, ...]:
    """The classes of `problem`, in the order of their first table.

    `told_apart` makes each table a class of its own; by default that is so where a goal counts moves.
    """
    apart = Goal.MOVES in problem.policy.goals if told_apart is None else told_apart
    named = set(_named_tables(problem))
    owners: dict[TableId, list[str]] = {table.id: [] for table in problem.tables}
    for party in problem.parties:
        for owned in party.tables or ():
            owners[owned].append(party.id)
    grouped: dict[object, list[Table]] = {}
    for table in problem.tables:
        traits = (frozenset(table.unavailable), frozenset(table.features), table.zone, tuple(owners[table.id]))
        key = table.id if apart or table.id in named else traits
        grouped.setdefault(key, []).append(table)
    return tuple(TableClass(tuple(tables)) for tables in grouped.values())


_Seated = TypeVar("_Seated", str, int)


def seat(intervals: Iterable[tuple[range, _Seated]], tables: Sequence[TableId]) -> dict[_Seated, TableId]:
    """Give each (slots, meeting) interval the first free one of `tables`; at most `len(tables)` of them overlap."""
    free = list(range(len(tables)))
    taken: list[tuple[int, int]] = []
    seated: dict[_Seated, TableId] = {}
    for slots, meeting in sorted(intervals, key=lambda interval: (interval[0].start, interval[1])):
        while taken and taken[0][0] <= slots.start:
            heappush(free, heappop(taken)[1])
        table = heappop(free)
        heappush(taken, (slots.stop, table))
        seated[meeting] = tables[table]
    return seated


def _named_tables(problem: Problem) -> Iterable[TableId]:
    spots = [m.pin for m in problem.meetings if m.pin is not None]
    if Goal.CHANGES in problem.policy.goals:
        spots += (problem.published or {}).values()
    return [spot.table for spot in spots if spot.table is not None]
