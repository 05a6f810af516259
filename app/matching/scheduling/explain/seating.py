"""Tables by name, where the draft only knows classes: who sits where, and who must change if somebody else moves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.occupancy import NOWHERE, Spot
from app.matching.scheduling.problem import TableId


class Seating:
    """The tables that the meetings of a timetable have; a meeting that moves within its class of tables changes some.

    `kind_of` is the class of each table, as the place that it is in `Compact`.
    """

    def __init__(self, compact: Compact) -> None:
        self._compact = compact
        self.kind_of = compact.table_place
        self.table_of: dict[int, TableId] = {}
        self.taken: defaultdict[TableId, int] = defaultdict(int)

    def free(self, table: TableId, start: int, length: int) -> bool:
        """Whether nobody sits at the table meanwhile; whether it can be used then is not asked."""
        return not self.taken[table] & self._compact.covered(start, length)

    def sit(self, meeting: int, table: TableId, start: int) -> None:
        """Give a table that is free to a meeting."""
        self.table_of[meeting] = table
        self.taken[table] |= self._compact.covered(start, self._compact.length[meeting])

    def after(
        self, before: Sequence[Spot], moved: Mapping[int, Spot], wished: Mapping[int, TableId]
    ) -> dict[int, TableId] | None:
        """The tables of the meetings that moved, and of those that must make way at a table that is wished for.

        `before` is the spot that each meeting had, `moved` the spots now. Meetings that stay keep their tables, except
        where they sit at a wished one. None if no tables were found: that can only be where meetings differ in length.
        """
        taken = self.taken.copy()
        waiting = {m: spot for m, spot in moved.items() if spot != NOWHERE}
        for meeting in moved:
            self._leave(taken, meeting, before[meeting])
        for meeting, table in wished.items():
            slots = self._slots(meeting, waiting[meeting])
            for other in self._sitting(table, slots, before, moved):
                self._leave(taken, other, before[other])
                waiting[other] = before[other]
            taken[table] |= slots
        seated = dict(wished)
        for meeting in sorted(waiting.keys() - wished.keys(), key=lambda m: (waiting[m][0], m)):
            slots = self._slots(meeting, waiting[meeting])
            tables = self._compact.classes[waiting[meeting][1] - self._compact.first_class].ids
            room = next((t for t in tables if not taken[t] & slots), None)
            if room is None:
                return None
            taken[room] |= slots
            seated[meeting] = room
        return seated

    def _slots(self, meeting: int, spot: Spot) -> int:
        return self._compact.covered(spot[0], self._compact.length[meeting])

    def _leave(self, taken: defaultdict[TableId, int], meeting: int, spot: Spot) -> None:
        if spot != NOWHERE:
            taken[self.table_of[meeting]] &= ~self._slots(meeting, spot)

    def _sitting(self, table: TableId, slots: int, before: Sequence[Spot], moved: Mapping[int, Spot]) -> Iterable[int]:
        """Who stays at a table in these slots."""
        if not self.taken[table] & slots:
            return []
        return [
            meeting
            for meeting, its in self.table_of.items()
            if its == table and meeting not in moved and self._slots(meeting, before[meeting]) & slots
        ]
