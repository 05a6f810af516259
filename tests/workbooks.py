"""Workbooks as people edit them: opened, changed cell by cell, saved anew."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import python_calamine
import xlsxwriter

from app.adapters.spreadsheets.grids import cell_name
from app.adapters.spreadsheets.scanning import position


@dataclass(frozen=True)
class Formula:
    """With the value that a spreadsheet has last calculated; an empty one was never calculated."""

    text: str
    value: Any = ""


@dataclass
class Draft:
    """A workbook in somebody's hands: cells by sheet and name."""

    sheets: dict[str, dict[str, Any]]
    hidden: set[str] = field(default_factory=set)
    merged: list[tuple[str, str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, data: bytes) -> "Draft":
        """An XLSX or ODS file, opened."""
        book = python_calamine.load_workbook(io.BytesIO(data))
        return cls({name: _cells(book.get_sheet_by_name(name)) for name in book.sheet_names})

    def row(self, sheet: str, number: int) -> dict[str, Any]:
        """What a row shows, by heading, without what is hidden and empty."""
        headings = {place[:-1]: text for place, text in self.sheets[sheet].items() if _row(place) == 1}
        shown = {heading: self.sheets[sheet].get(f"{column}{number}") for column, heading in headings.items()}
        return {name: value for name, value in shown.items() if value is not None and not _is_hidden(name)}

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """Every row below the headings."""
        last = max(map(_row, self.sheets[sheet]))
        return [self.row(sheet, number) for number in range(2, last + 1)]

    def place(self, sheet: str, heading: str, row: int) -> str:
        """The cell of a row under a heading."""
        (column,) = [place[:-1] for place, text in self.sheets[sheet].items() if _row(place) == 1 and text == heading]
        return f"{column}{row}"

    def set(self, sheet: str, row: int, **values: Any) -> "Draft":
        """Type into cells of a row, by heading with underscores for spaces; None empties one."""
        return self.type(sheet, row, {heading.replace("_", " "): value for heading, value in values.items()})

    def type(self, sheet: str, row: int, values: Mapping[str, Any]) -> "Draft":
        """As `set`, for headings that are not Python names."""
        for heading, value in values.items():
            self.sheets[sheet][self.place(sheet, heading, row)] = value
        return self

    def add(self, sheet: str, values: Mapping[str, Any]) -> int:
        """A new row below the others; its number."""
        number = max(map(_row, self.sheets[sheet])) + 1
        self.type(sheet, number, values)
        return number

    def saved(self) -> bytes:
        """As an XLSX file."""
        target = io.BytesIO()
        plain = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "d/m/yyyy",
        }
        with xlsxwriter.Workbook(target, plain) as book:
            for name, cells in self.sheets.items():
                sheet = book.add_worksheet(name)
                for place, value in cells.items():
                    _write(sheet, place, value)
                for _, area, value in (each for each in self.merged if each[0] == name):
                    sheet.merge_range(area, value)
            for sheet in book.worksheets():
                if sheet.get_name() in self.hidden:
                    sheet.hide()
        return target.getvalue()


def repacked(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The file with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return target.getvalue()


def _cells(sheet: python_calamine.CalamineSheet) -> dict[str, Any]:
    return {
        cell_name(row, column): value
        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
        for column, value in enumerate(values)
        if value != ""
    }


def _write(sheet: Any, place: str, value: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(place, value.text, None, value.value)
    elif value is not None:
        sheet.write(place, value)


def _row(place: str) -> int:
    return position(place)[0] + 1


def _is_hidden(heading: str) -> bool:
    return heading.startswith("id@") or heading == "stamp"
