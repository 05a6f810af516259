"""What a workbook for people is to look like, whoever fills it in."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """Texts to choose from, on the sheet of lists under a heading."""

    heading: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLayout:
    """A column, of numbers or else of texts.

    `choices` names a list by its place. Unless it is `closed`, other texts may be typed, too.
    """

    heading: str
    note: str = ""
    width: int = 12
    numbers: bool = False
    needed: bool = False
    hidden: bool = False
    choices: int | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """A sheet with a row of headings, which can't be changed by accident."""

    title: str
    columns: Sequence[ColumnLayout]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLayout:
    """A workbook: a sheet of instructions, those to fill in, and one of lists."""

    name: str
    instructions_title: str
    instructions: Sequence[str]
    sheets: Sequence[SheetLayout]
    lists_title: str
    lists: Sequence[ListLayout]
    not_in_list: str
