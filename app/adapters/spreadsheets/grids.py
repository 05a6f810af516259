"""A sheet as it was read: cells by row and column, from 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

LETTERS = 26


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time, as the spreadsheet holds it."""

    text: str


Value = str | float | bool | Moment
Position = tuple[int, int]


class Fault(StrEnum):
    """Why a cell that is not empty has no value."""

    ERROR = "error"  # The formula came to nothing: #DIV/0!, #REF!
    NEVER_CALCULATED = "never-calculated"  # The program that wrote the file did not calculate the formula.


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. An empty cell is an empty text; of merged cells the first alone has a value."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Value]]
    faults: Mapping[Position, Fault]
    merged: Sequence[tuple[Position, Position]]

    def at(self, row: int, column: int) -> Value:
        """The value of a cell, wherever it is."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""


def cell_name(row: int, column: int) -> str:
    """`D17` for the fourth cell of the seventeenth row, which are 3 and 16 here."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
