"""What is wrong with a workbook, by sheet and cell."""

from collections.abc import Sequence

from app.adapters.spreadsheets.grids import Position, cell_name
from app.errors import Place
from app.i18n.messages import mark

MOST = 1_000


class Problems:
    """Collected, so that people mend a file once and not cell by cell."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    @property
    def places(self) -> Sequence[Place]:
        """In the order in which they were found; beyond the most that are told, a last one says so."""
        if len(self._places) <= MOST:
            return tuple(self._places)
        return (*self._places[:MOST], Place("", mark("There are more; mend these first."), sheet="", cell=""))

    def tell(self, sheet: str, position: Position | None, template: str, /, **params: object) -> None:
        """One more, of a cell or, without a position, of a whole sheet."""
        cell = "" if position is None else cell_name(*position)
        self._places.append(Place("", template, params, sheet=sheet, cell=cell))

    def __len__(self) -> int:
        return len(self._places)
