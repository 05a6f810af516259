"""Every start and table for one meeting: whether it could be held there, what that breaks and costs, who would move."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.legality import Legality
from app.matching.scheduling.explain import whole
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.exchange import Exchange
from app.matching.scheduling.explain.forcing import Forcing
from app.matching.scheduling.explain.prices import Prices
from app.matching.scheduling.explain.scope import UNKNOWN, Price, Values, difference
from app.matching.scheduling.problem import Goal, SlotId, Spot, TableId
from app.matching.scheduling.timetable import Placement, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A meeting held at `slot` and `table`. `rules` are those broken with all else left in place, none if `legal`.

    `chain` are the new places of other meetings that make it legal, while all that is held stays held; empty if none is
    needed or none was found. `price` is what it costs; None if the meeting can't be held there at all.
    """

    slot: SlotId
    table: TableId
    legal: bool
    rules: tuple[Rule, ...]
    price: Price | None
    chain: tuple[Placement, ...]


class Moves:
    """The moves of one meeting, by number, held or not; the agenda holds all others."""

    def __init__(self, desk: Desk, prices: Prices, agenda: Agenda, meeting: int) -> None:
        self._desk, self._draft, self._prices, self._meeting = desk, desk.draft, prices, meeting
        self._forcing = Forcing(desk)
        self._data = desk.problem.meetings[meeting]
        self._told_apart = not {Goal.CHANGES, Goal.MOVES}.isdisjoint(desk.goals)
        self._legality = Legality(agenda, self._data, desk.seating.kind_of)

    def all(self) -> tuple[Move, ...]:
        """All slots and tables, in the order of the instance."""
        mark = self._draft.mark()
        held = self._draft.start[self._meeting] >= 0
        exchange = None if held else self._prices.attempts.exchange(self._meeting)
        if held:
            self._draft.remove(self._meeting)
        problem = self._desk.problem
        moves: dict[tuple[SlotId, TableId], Move] = {}
        for kind, tables in self._alike().items():
            reach = self._reach(kind)
            for start in range(len(problem.slots)):
                reached = reach >> start & 1
                for move in self._at(start, kind, tables, exchange) if reached else self._shut(start, tables):
                    moves[move.slot, move.table] = move
        self._draft.undo(mark)
        return tuple(moves[slot.id, table.id] for slot in problem.slots for table in problem.tables)

    def _alike(self) -> dict[int, list[TableId]]:
        """The tables of each class."""
        tables: dict[int, list[TableId]] = {}
        for table, kind in self._desk.seating.kind_of.items():
            tables.setdefault(kind, []).append(table)
        return tables

    def _reach(self, kind: int) -> int:
        """The starts at which the meeting's own data allow tables of this class."""
        compact = self._desk.compact
        if kind not in compact.kinds[self._meeting]:
            return 0
        return compact.starts[self._meeting] & compact.runs(compact.open[kind], compact.length[self._meeting])

    def _shut(self, start: int, tables: list[TableId]) -> Iterator[Move]:
        """The moves that no timetable makes."""
        for table in tables:
            yield self._move(start, table, self._legality.broken(start, table), None)

    def _at(self, start: int, kind: int, tables: list[TableId], exchange: Exchange | None) -> Iterator[Move]:
        """The moves to one start at tables that are alike: as it is, with a chain, or at the cost of other meetings."""
        broken = {table: self._legality.broken(start, table) for table in tables}
        for table in tables:
            if not broken[table]:
                price = self._price(self._legality.values(start, table, self._desk.goals))
                yield self._move(start, table, (), price)
        if not any(broken.values()):
            return
        mark = self._draft.mark()
        outcome = self._forcing.put(self._meeting, start, kind, exchange)
        alike = self._desk.values() if outcome is not None and not self._told_apart else None
        for table in tables:
            if broken[table]:
                yield self._forced(start, table, broken[table], outcome, alike)
        self._draft.undo(mark)

    def _forced(
        self, start: int, table: TableId, rules: tuple[Rule, ...], outcome: bool | None, alike: Values | None
    ) -> Move:
        """The move that the draft has made, to this one of the tables that are alike, as are perhaps its values."""
        wished = {self._meeting: table}
        moved = None if outcome is None else self._desk.moved(wished)
        if moved is None:
            return self._move(start, table, rules, self._impossible(start, table))
        chained = outcome and self._desk.faithful
        chain = tuple(p for m, p in moved.items() if m != self._meeting) if chained else ()
        return self._move(start, table, rules, self._price(alike or self._desk.values(wished)), chain)

    def _price(self, values: Values) -> Price:
        return difference(values, self._desk.here, exact=values == self._least)

    @cached_property
    def _least(self) -> Values | None:
        return self._prices.least(self._meeting)

    def _impossible(self, start: int, table: TableId) -> Price | None:
        """None if that is proven: there is no way even in an empty timetable, or the pinned ones leave no room."""
        desk, name = self._desk, self._data.id
        with desk.only(self._meeting, start, desk.seating.kind_of[table]):
            if not self._prices.empty.legal(self._meeting):
                return None
        if not desk.pinned:
            return UNKNOWN
        pinned = Spot(slot=desk.problem.slots[start].id, table=table)
        problem = whole.with_pinned_only(desk.problem, name, at=pinned)
        return None if whole.best(problem, (), name) == whole.NONE else UNKNOWN

    def _move(
        self,
        start: int,
        table: TableId,
        rules: tuple[Rule, ...],
        price: Price | None,
        chain: tuple[Placement, ...] = (),
    ) -> Move:
        slot = self._desk.problem.slots[start].id
        return Move(slot=slot, table=table, legal=not rules, rules=rules, price=price, chain=chain)
