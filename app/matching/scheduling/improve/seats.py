"""Other tables for the meetings of a timetable, so that those who have one team move less; when all meet stays.

Meetings that take the same slots are seated all at once, whoever meets before and after them where they sit: a linear
assignment, in which a table costs one for each party that comes from another table or goes on to one. Solved to the
end, and in random order of these groups until none gains, that is the best of all permutations of the tables in a slot;
from there some groups are seated by where people come from alone, and it is settled anew. Equally good tables are
chosen at random, so that the search drifts over plateaus.

Source: very large neighbourhoods by assignment, Ahuja, Ergun, Orlin and Punnen, Discrete Applied Mathematics 123, 2002.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import linear_sum_assignment

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal, Meeting, Problem, Table
from app.matching.scheduling.timetable import Placement

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
TIES = 8
"""Tables that cost the same are told apart by a number below this."""


@dataclass(frozen=True, slots=True)
class Group:
    """Placements, by number, that take the same `slots`, a bit mask."""

    slots: int
    members: Numbers


class Seats:
    """The tables of a timetable's placements, of which those may change that no rule and no earlier goal fixes."""

    def __init__(self, compact: Compact, placements: Sequence[Placement], seed: int) -> None:
        self._placements = placements
        self._random = np.random.default_rng(seed)
        problem = compact.problem
        self._names = [table.id for table in problem.tables]
        number = {name: i for i, name in enumerate(self._names)}
        self.tables = np.array([number[placement.table] for placement in placements], np.int64)
        self._taken = _taken_slots(compact, placements)
        self._suits = _suitable(compact, placements, self._taken, self.tables)
        self._come, self._go = _neighbours(compact, placements)
        grouped: dict[int, list[int]] = defaultdict(list)
        for placed, slots in enumerate(self._taken):
            grouped[slots].append(placed)
        self._groups = [Group(slots, np.array(members)) for slots, members in sorted(grouped.items())]

    @property
    def moves(self) -> int:
        """How often parties of one team change tables between successive meetings of a period."""
        return sum(int((self.tables[come] != table).sum()) for come, table in zip(self._come, self.tables, strict=True))

    def placements(self) -> tuple[Placement, ...]:
        """The timetable."""
        return tuple(
            replace(placement, table=self._names[table])
            for placement, table in zip(self._placements, self.tables.tolist(), strict=True)
        )

    def settle(self, over: Callable[[], bool]) -> int:
        """Seat one group after another until none gains, or it is over; how many were seated."""
        seated, idle = 0, 0
        order: list[int] = []
        while idle < len(self._groups) and not over():
            order = order or self._random.permutation(len(self._groups)).tolist()
            idle = 0 if self._seat(self._groups[order.pop()], self._come, self._go) else idle + 1
            seated += 1
        return seated

    def shake(self) -> int:
        """Seat some groups in a row by where people come from alone; how many were seated."""
        first = int(self._random.integers(len(self._groups)))
        some = self._groups[first : first + 1 + int(self._random.integers(len(self._groups) - first))]
        for group in some:
            self._seat(group, self._come)
        return len(some)

    def _seat(self, group: Group, *near: Sequence[Numbers]) -> bool:
        """Seat a group where it costs least to those before or after it; whether that costs less than before."""
        members = group.members
        costs = self._costs(members, near)
        here = self.tables[members]
        suits = self._suits[members] & self._free(group)[None, :]
        suits[np.arange(len(members)), here] = True
        columns = np.flatnonzero(suits.any(0))
        assignment = linear_sum_assignment.SimpleLinearSumAssignment()
        scale = TIES * len(columns)
        rows, chosen = np.nonzero(suits[:, columns])
        priced = costs[rows, columns[chosen]] * scale + self._random.integers(TIES, size=len(rows))
        others = len(columns) - len(members)
        idle_rows, idle_columns = np.divmod(np.arange(others * len(columns)), len(columns))
        assignment.add_arcs_with_cost(
            np.concatenate([rows, idle_rows + len(members)]).astype(np.int32),
            np.concatenate([chosen, idle_columns]).astype(np.int32),
            np.concatenate([priced, np.zeros(others * len(columns), np.int64)]),
        )
        status = assignment.solve()
        assert status == assignment.OPTIMAL, "where they sit now is one of the ways"
        seated = columns[[assignment.right_mate(row) for row in range(len(members))]]
        lines = np.arange(len(members))
        before, after = int(costs[lines, here].sum()), int(costs[lines, seated].sum())
        self.tables[members] = seated
        return after < before

    def _costs(self, members: Numbers, near: Sequence[Sequence[Numbers]]) -> Numbers:
        """How many of those who meet there come from, or go on to, another table, for each member and table."""
        costs = np.zeros((len(members), len(self._names)), np.int64)
        for row, placed in enumerate(members.tolist()):
            for beside in near:
                others = self.tables[beside[placed]]
                costs[row] += len(others)
                np.subtract.at(costs[row], others, 1)
        return costs

    def _free(self, group: Group) -> Flags:
        """The tables that no other meeting takes meanwhile."""
        free = np.ones(len(self._names), np.bool_)
        for other in self._groups:
            if other is not group and other.slots & group.slots:
                free[self.tables[other.members]] = False
        return free


def _taken_slots(compact: Compact, placements: Sequence[Placement]) -> list[int]:
    index, slot = compact.meeting_index, compact.problem.slot_index
    return [compact.covered(slot[p.slot], compact.length[index[p.meeting]]) for p in placements]


def _suitable(compact: Compact, placements: Sequence[Placement], taken: Sequence[int], tables: Numbers) -> Flags:
    """The tables that each placement may have; only its own where it is fixed. Nobody is sent to another zone."""
    problem = compact.problem
    suits = np.zeros((len(placements), len(problem.tables)), np.bool_)
    closed = [compact.of(table.unavailable) for table in problem.tables]
    for placed, placement in enumerate(placements):
        meeting, here = problem.meeting_by_id[placement.meeting], problem.tables[tables[placed]]
        if _is_fixed(problem, meeting, placement):
            suits[placed, tables[placed]] = True
            continue
        own = problem.own_tables(meeting)
        suits[placed] = [
            _seats(problem, meeting, table, here) and (own is None or table.id in own) and not closed[i] & taken[placed]
            for i, table in enumerate(problem.tables)
        ]
    return suits


def _seats(problem: Problem, meeting: Meeting, table: Table, here: Table) -> bool:
    return set(meeting.features) <= set(table.features) and (not problem.policy.zone_gap or table.zone == here.zone)


def _is_fixed(problem: Problem, meeting: Meeting, placement: Placement) -> bool:
    """Whether it is pinned to its table, or somebody would have to be told of another one, and that counts for more."""
    if meeting.pin is not None and meeting.pin.table is not None:
        return True
    goals, spot = problem.policy.goals, (problem.published or {}).get(meeting.id)
    if spot is None or Goal.CHANGES not in goals[: goals.index(Goal.MOVES)]:
        return False
    return (spot.slot, spot.table) == (placement.slot, placement.table)


def _neighbours(compact: Compact, placements: Sequence[Placement]) -> tuple[list[Numbers], list[Numbers]]:
    """For each placement those from which parties with one team come, in its period, and those to which they go."""
    come: list[list[int]] = [[] for _ in placements]
    go: list[list[int]] = [[] for _ in placements]
    for first, then in _steps(compact, placements):
        come[then].append(first)
        go[first].append(then)
    return [np.array(near, np.int64) for near in come], [np.array(near, np.int64) for near in go]


def _steps(compact: Compact, placements: Sequence[Placement]) -> Iterator[tuple[int, int]]:
    slot, index = compact.problem.slot_index, compact.meeting_index
    period = {s: number for number, slots in enumerate(compact.periods) for s in compact.positions(slots)}
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for placed, placement in enumerate(placements):
        for party in compact.parties[index[placement.meeting]]:
            if compact.teams[party] == 1:
                days[party].append((slot[placement.slot], placed))
    for day in days.values():
        for (start, first), (end, then) in pairwise(sorted(day)):
            if period[start] == period[end]:
                yield first, then
