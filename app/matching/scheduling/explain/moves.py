"""Every start and table for one meeting: whether it could be held there, what that breaks and costs, who would move."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.explain import whole
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.forcing import Forcing
from app.matching.scheduling.explain.legality import Legality
from app.matching.scheduling.explain.prices import Prices
from app.matching.scheduling.explain.scope import UNKNOWN, Price, Values, difference
from app.matching.scheduling.problem import SlotId, Spot, TableId
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
    """The moves of one meeting, by number, held or not. The desk's draft is as it was between two questions."""

    def __init__(self, desk: Desk, prices: Prices, placements: Iterable[Placement], meeting: int) -> None:
        self._desk, self._draft, self._prices, self._meeting = desk, desk.draft, prices, meeting
        self._forcing = Forcing(desk)
        self._data = desk.problem.meetings[meeting]
        agenda, _ = admit(desk.problem, (p for p in placements if p.meeting != self._data.id))
        self._legality = Legality(agenda, self._data, desk.seating.kind_of)

    def all(self) -> tuple[Move, ...]:
        """All slots and tables, in the order of the instance."""
        mark = self._draft.mark()
        if self._draft.start[self._meeting] >= 0:
            self._draft.remove(self._meeting)
        tables: dict[int, list[TableId]] = {}
        for table, kind in self._desk.seating.kind_of.items():
            tables.setdefault(kind, []).append(table)
        moves = {
            (move.slot, move.table): move
            for start in range(len(self._desk.problem.slots))
            for kind, alike in tables.items()
            for move in self._of(start, kind, alike)
        }
        self._draft.undo(mark)
        return tuple(
            moves[slot.id, table.id] for slot in self._desk.problem.slots for table in self._desk.problem.tables
        )

    def _of(self, start: int, kind: int, tables: list[TableId]) -> Iterator[Move]:
        """The moves to one start at tables that are alike."""
        broken = {table: self._legality.broken(start, table) for table in tables}
        closed = [table for table in tables if broken[table]]
        for table in tables:
            if not broken[table]:
                price = self._price(self._legality.values(start, table, self._desk.goals))
                yield self._move(start, table, (), price, ())
        if closed:
            yield from self._closed(start, kind, {table: broken[table] for table in closed})

    def _closed(self, start: int, kind: int, broken: dict[TableId, tuple[Rule, ...]]) -> Iterator[Move]:
        """The moves that break rules: with a chain, at the expense of other meetings, or not at all."""
        mark = self._draft.mark()
        if not self._open(start, kind):
            yield from (self._move(start, table, rules, None, ()) for table, rules in broken.items())
            return
        chained = self._desk.faithful and self._forcing.chain(self._meeting, start, kind)
        forced = chained or self._forcing.into(self._meeting, start, kind)
        for table, rules in broken.items():
            wished = {self._meeting: table}
            moved = self._desk.moved(wished) if forced else None
            if moved is None:
                yield self._move(start, table, rules, self._impossible(start, table), ())
                continue
            price = self._price(self._desk.values(wished))
            others = (p for m, p in moved.items() if m != self._meeting) if chained else ()
            yield self._move(start, table, rules, price, tuple(others))
        self._draft.undo(mark)

    def _open(self, start: int, kind: int) -> bool:
        """Whether the meeting's own data allow it."""
        compact, meeting = self._desk.compact, self._meeting
        with self._desk.only(meeting, start, kind):
            return bool(compact.starts[meeting])

    def _price(self, values: Values) -> Price:
        return difference(values, self._desk.here, exact=values == self._prices.least(self._meeting))

    def _impossible(self, start: int, table: TableId) -> Price | None:
        """None if that is proven: the pinned meetings alone leave no room for it."""
        name = self._data.id
        pinned = Spot(slot=self._desk.problem.slots[start].id, table=table)
        problem = whole.with_pinned_only(self._desk.problem, name, at=pinned)
        return None if whole.best(problem, (), name) == whole.NONE else UNKNOWN

    def _move(
        self, start: int, table: TableId, rules: tuple[Rule, ...], price: Price | None, chain: tuple[Placement, ...]
    ) -> Move:
        slot = self._desk.problem.slots[start].id
        return Move(slot=slot, table=table, legal=not rules, rules=rules, price=price, chain=chain)
