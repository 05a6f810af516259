"""Writes workbooks that people fill in with Excel or LibreOffice."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from app.adapters.spreadsheets.layout import BookLayout, Cell, ColumnLayout, SheetLayout
from app.adapters.spreadsheets.limits import MAX_ROWS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text is never taken for a formula or a link, whatever it starts with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # A protected row can be deleted only if no cell of it is locked, wherever it is.
    "default_format_properties": {"locked": False},
}
# Against accidents, hence without a password: headings stay, everything else may be done.
ALLOWED = dict.fromkeys(
    ("sort", "autofilter", "insert_rows", "delete_rows", "format_cells", "format_columns", "format_rows"), True
)
TEXT = 49  # The number of the format "@".
LINE_WIDTH = 110
LIST_WIDTH = 44
INK, NEEDED_FILL, OTHER_FILL = "#FFFFFF", "#9B1C1C", "#1F3A5F"
# XML has no place for these two, and no person a use.
_NO_CHARACTERS = str.maketrans("", "", "\ufffe\uffff")


def written(layout: BookLayout) -> bytes:
    """The workbook as an XLSX file."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"title": layout.name})
        writer = _Writer(book, layout)
        writer.instructions()
        for sheet in layout.sheets:
            writer.sheet(sheet)
        writer.lists()
    return target.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, layout: BookLayout) -> None:
        self.book, self.layout = book, layout
        wrapped = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 16, **wrapped})
        self.line = book.add_format(wrapped)
        heading = {"bold": True, "font_color": INK, "locked": True, **wrapped}
        self.needed = book.add_format(heading | {"bg_color": NEEDED_FILL})
        self.other = book.add_format(heading | {"bg_color": OTHER_FILL})
        self.number = book.add_format({"num_format": "0", **wrapped})
        # As text, so that 01 and 1/2 stay what was typed.
        self.text = book.add_format({"num_format": TEXT, **wrapped})

    def instructions(self) -> None:
        sheet = self.book.add_worksheet(self.layout.instructions_title)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, LINE_WIDTH)
        sheet.write_string(0, 0, self.layout.name, self.title)
        for row, line in enumerate(self.layout.instructions, start=2):
            sheet.write_string(row, 0, line, self.line)

    def sheet(self, layout: SheetLayout) -> None:
        sheet = self.book.add_worksheet(layout.title)
        sheet.protect("", ALLOWED)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(layout.columns):
            self._column(sheet, number, column)
        for row, cells in enumerate(layout.rows, start=1):
            self._row(sheet, row, cells)
        sheet.autofilter(0, 0, len(layout.rows), len(layout.columns) - 1)

    def lists(self) -> None:
        sheet = self.book.add_worksheet(self.layout.lists_title)
        sheet.protect("", ALLOWED)
        sheet.freeze_panes(1, 0)
        for number, each in enumerate(self.layout.lists):
            sheet.set_column(number, number, LIST_WIDTH)
            sheet.write_string(0, number, each.heading, self.other)
            for row, text in enumerate(each.texts, start=1):
                sheet.write_string(row, number, text)

    def _column(self, sheet: Worksheet, number: int, column: ColumnLayout) -> None:
        cell = self.number if column.numbers else self.text
        sheet.set_column(number, number, column.width, cell, {"hidden": column.hidden})
        heading: Format = self.needed if column.needed else self.other
        sheet.write_string(0, number, column.heading, heading)
        if column.note:
            sheet.write_comment(0, number, column.note, {"x_scale": 2, "y_scale": 1.5})
        if column.choices is not None and self.layout.lists[column.choices].texts:
            sheet.data_validation(1, number, MAX_ROWS - 1, number, self._choices(column.choices, column))

    def _choices(self, number: int, column: ColumnLayout) -> dict[str, object]:
        last = len(self.layout.lists[number].texts)
        title = self.layout.lists_title.replace("'", "''")
        return {
            "validate": "list",
            "source": f"='{title}'!{xl_range_abs(1, number, last, number)}",
            "show_error": column.closed,
            "error_message": self.layout.not_in_list,
        }

    def _row(self, sheet: Worksheet, row: int, cells: Sequence[Cell]) -> None:
        for number, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, number, cell, self.number)
            elif cell:
                sheet.write_string(row, number, cell.translate(_NO_CHARACTERS), self.text)
