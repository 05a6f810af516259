"""What the reader of values does not tell of a sheet: how far it goes, errors, merged cells.

It takes an error for an empty cell, and would make room for every cell up to the last one, wherever somebody put that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import ClassVar
from xml.parsers import expat

from app.adapters.spreadsheets.grids import LETTERS, Fault, Position
from app.adapters.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from app.adapters.spreadsheets.unpacking import Parts, Refusal, Refused, is_open_document

Attributes = Mapping[str, str]
_WORKBOOK = "xl/workbook.xml"


@dataclass(slots=True)
class Scan:
    """Of one sheet."""

    name: str
    faults: dict[Position, Fault] = field(default_factory=dict)
    merged: list[tuple[Position, Position]] = field(default_factory=list)
    cells: int = 0

    def fill(self, row: int, column: int, *, rows: int = 1, columns: int = 1) -> None:
        """Count so many cells with the same content. Raises `Refused` beyond the limits."""
        self.cells += rows * columns
        if row + rows > MAX_ROWS:
            raise Refused(Refusal.TOO_MANY_ROWS, self.name)
        if column + columns > MAX_COLUMNS:
            raise Refused(Refusal.TOO_MANY_COLUMNS, self.name)
        if self.cells > MAX_CELLS:
            raise Refused(Refusal.TOO_LARGE, self.name)


def scanned(parts: Parts) -> Sequence[Scan]:
    """Each sheet of a workbook, in order. Raises `Refused`."""
    if is_open_document(parts):
        document = _OpenDocument()
        _parse(parts["content.xml"], document)
        return document.scans
    scans = []
    for name, content in _sheet_parts(parts):
        sheet = _Worksheet(Scan(name))
        _parse(content, sheet)
        scans.append(sheet.scan)
    return scans


class _Handler:
    """Called for each element, with local names."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Nothing, unless somebody wants to know."""

    def end(self, name: str) -> None:
        """As `start`."""

    def text(self, data: str) -> None:
        """As `start`."""


class _Collector(_Handler):
    """The attributes of all elements of a name."""

    def __init__(self, wanted: str) -> None:
        self.wanted, self.found = wanted, list[Attributes]()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self.wanted:
            self.found.append(attributes)


class _Worksheet(_Handler):
    """A sheet of an XLSX file."""

    VALUES: ClassVar = {"v", "t"}
    CONTENTS: ClassVar = {"v", "f", "is"}

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.row = self.column = -1
        self.is_error = self.has_content = self.has_formula = self.has_value = self.in_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "c":
            reference = attributes.get("r")
            self.row, self.column = position(reference) if reference else (self.row, self.column + 1)
            self.is_error = attributes.get("t") == "e"
            self.has_content = self.has_formula = self.has_value = False
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.scan.merged.append((position(first), position(last or first)))
        self.has_content = self.has_content or name in self.CONTENTS
        self.has_formula = self.has_formula or name == "f"
        self.in_value = name in self.VALUES

    def text(self, data: str) -> None:
        self.has_value = self.has_value or (self.in_value and bool(data))

    def end(self, name: str) -> None:
        self.in_value = False
        if name == "c" and self.has_content:
            self.scan.fill(self.row, self.column)
            if self.is_error:
                self.scan.faults[self.row, self.column] = Fault.ERROR
            elif self.has_formula and not self.has_value:
                self.scan.faults[self.row, self.column] = Fault.NEVER_CALCULATED


class _OpenDocument(_Handler):
    """All sheets of an ODS file. It says how often a row or a cell is repeated instead of repeating it."""

    CELLS: ClassVar = {"table-cell", "covered-table-cell"}
    VALUES: ClassVar = {"value", "string-value", "date-value", "time-value", "boolean-value"}

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.row = self.column = 0
        self.rows = 1
        self.cell: Attributes = {}
        self.has_value = self.in_text = self.in_note = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.scans.append(Scan(attributes.get("name", "")))
            self.row = self.rows = 0
        elif name == "table-row":
            self.row += self.rows
            self.rows, self.column = int(attributes.get("number-rows-repeated", 1)), 0
            if not self.scans:
                raise Refused(Refusal.BROKEN)
        elif name in self.CELLS:
            self.cell, self.has_value = attributes, not self.VALUES.isdisjoint(attributes)
        self.in_note = self.in_note or name == "annotation"
        self.in_text = self.in_text or (name == "p" and not self.in_note)

    def text(self, data: str) -> None:
        # Beside a number or a date the text is only how it looks.
        self.has_value = self.has_value or (self.in_text and self.cell.get("value-type") == "string" and bool(data))

    def end(self, name: str) -> None:
        self.in_text = self.in_text and name != "p"
        self.in_note = self.in_note and name != "annotation"
        if name in self.CELLS:
            self._cell(self.cell)

    def _cell(self, attributes: Attributes) -> None:
        columns = int(attributes.get("number-columns-repeated", 1))
        if "value-type" in attributes or "formula" in attributes:
            self.scans[-1].fill(self.row, self.column, rows=self.rows, columns=columns)
        if attributes.get("error-type") == "error":
            self._blame(Fault.ERROR, columns)
        elif "formula" in attributes and not self.has_value:
            self._blame(Fault.NEVER_CALCULATED, columns)
        across, down = (int(attributes.get(f"number-{what}-spanned", 1)) for what in ("columns", "rows"))
        if across > 1 or down > 1:
            here = (self.row, self.column)
            self.scans[-1].merged.append((here, (self.row + down - 1, self.column + across - 1)))
        self.column += columns

    def _blame(self, fault: Fault, columns: int) -> None:
        for row in range(self.row, self.row + self.rows):
            self.scans[-1].faults |= {(row, self.column + i): fault for i in range(columns)}


def position(reference: str) -> Position:
    """Of `D17`: row 16, column 3. Raises `ValueError`."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


def _sheet_parts(parts: Parts) -> Sequence[tuple[str, bytes]]:
    """The name and the content of each sheet of an XLSX file. Raises `Refused` for one that is not there."""
    sheets, relations = _Collector("sheet"), _Collector("Relationship")
    _parse(parts[_WORKBOOK], sheets)
    _parse(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relations)
    contents = {name.lower(): content for name, content in parts.items()}
    try:
        targets = {relation["Id"]: _part_name(relation["Target"]) for relation in relations.found}
        return [(sheet["name"], contents[targets[sheet["id"]]]) for sheet in sheets.found]
    except KeyError as exc:
        raise Refused(Refusal.BROKEN) from exc


def _part_name(target: str) -> str:
    """Of what the workbook points at, from its own folder or from the root; case means nothing in these names."""
    return normpath(join("/", dirname(_WORKBOOK), target)).lstrip("/").lower()


def _parse(content: bytes, handler: _Handler) -> None:
    """Walk through a part. Raises `Refused` for what is not XML, and for entities, which no spreadsheet needs."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _start(handler.start)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, KeyError, ValueError) as exc:
        raise Refused(Refusal.BROKEN) from exc


def _start(start: Callable[[str, Attributes], None]) -> Callable[[str, Attributes], None]:
    """`start` for names with their namespaces. Of the two value types of an ODS cell LibreOffice's own knows errors."""

    def of_any_namespace(name: str, attributes: Attributes) -> None:
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items() if "calcext" not in key}
        own = [value for key, value in attributes.items() if "calcext" in key and key.endswith("value-type")]
        start(name.rpartition(" ")[2], local | ({"error-type": own[0]} if own else {}))

    return of_any_namespace


def _refuse(*_: object) -> None:
    raise Refused(Refusal.BROKEN)
