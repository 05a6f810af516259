"""What is wrong with a workbook, by sheet and cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.adapters.spreadsheets.grids import Position, cell_name
from app.errors import Place
from app.i18n.messages import mark

MOST = 1_000
WHOLE: Position = (-1, -1)
"""Comes before all cells of its sheet."""


class Problems:
    """Collected, so that people mend a file once and not cell by cell; `sheets` are those of the file, in its order."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._orders = {name: number for number, name in enumerate(sheets)}
        self._found: list[tuple[Position, Place]] = []
        self._columns: dict[tuple[str, int], set[int]] = defaultdict(set)

    @property
    def places(self) -> Sequence[Place]:
        """As one goes through the file; beyond the most that are told, a last one says so."""
        places = [place for _, place in sorted(self._found, key=self._order)]
        if len(places) <= MOST:
            return tuple(places)
        return (*places[:MOST], Place("", mark("There are more; mend these first."), sheet="", cell=""))

    def tell(self, sheet: str, position: Position | None, template: str, /, **params: object) -> None:
        """One more, of a cell or, without a position, of a whole sheet."""
        cell = "" if position is None else cell_name(*position)
        if position is not None:
            self._columns[sheet, position[0]].add(position[1])
        self._found.append((position or WHOLE, Place("", template, params, sheet=sheet, cell=cell)))

    def columns(self, sheet: str, row: int) -> set[int]:
        """Where something is wrong with a row."""
        return self._columns[sheet, row]

    def _order(self, found: tuple[Position, Place]) -> tuple[int, Position]:
        position, place = found
        return self._orders.get(place.sheet or "", len(self._orders)), position

    def __len__(self) -> int:
        return len(self._found)
