"""Reads workbooks that somebody sent, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any, Protocol

from app.adapters.spreadsheets.grids import Fault, Grid, Moment, Value
from app.adapters.spreadsheets.limits import MAX_COLUMNS, MAX_ROWS, MAX_SECONDS, MAX_UNPACKED_BYTES
from app.adapters.spreadsheets.unpacking import Refusal
from app.errors import Invalid
from app.i18n.messages import mark

# -P: not another `app` in the folder we happen to be in.
COMMAND = (sys.executable, "-P", "-m", "app.adapters.spreadsheets")
REFUSALS: Mapping[Refusal, str] = {
    Refusal.EMPTY: mark("The file is empty."),
    Refusal.PICTURE: mark("This is a picture, not a spreadsheet: only .xlsx and .ods files can be taken."),
    Refusal.PDF: mark("This is a PDF file, not a spreadsheet: only .xlsx and .ods files can be taken."),
    Refusal.NO_SPREADSHEET: mark("This is not a spreadsheet: only .xlsx and .ods files can be taken."),
    Refusal.TEXT: mark(
        "This is not a spreadsheet. CSV and other text files lose letters, zeros and dates on their way: "
        "open the file in Excel or LibreOffice and save it as .xlsx or .ods."
    ),
    Refusal.OTHER_FORMAT: mark("Only .xlsx and .ods files can be taken: save the file as one of them."),
    Refusal.OLD_OR_PROTECTED: mark(
        "The file is of an old format or protected by a password: save it as .xlsx or .ods, without a password."
    ),
    Refusal.TOO_LARGE: mark("The workbook is too large: unpacked, at most {megabytes} megabytes are taken."),
    Refusal.TOO_MANY_ROWS: mark("The sheet “{sheet}” goes beyond row {rows}: delete what is there."),
    Refusal.TOO_MANY_COLUMNS: mark("The sheet “{sheet}” goes beyond column {columns}: delete what is there."),
    Refusal.BROKEN: mark("The file is damaged: open it in Excel or LibreOffice and save it anew."),
}


class WorkbookReader(Protocol):
    """Where workbooks come from."""

    def read(self, data: bytes) -> Sequence[Grid]:
        """The sheets of an XLSX or ODS file. Raises `Invalid` for what can't be taken as one."""


class ChildReader:
    """Reads in child processes, a few at the same time."""

    def __init__(self, *, at_once: int) -> None:
        self._turns = BoundedSemaphore(at_once)

    def read(self, data: bytes) -> Sequence[Grid]:
        with self._turns:
            answer = self._answer(data)
        if "refused" in answer:
            raise _invalid(Refusal(answer["refused"]), answer["sheet"])
        return [_grid(sheet) for sheet in answer["sheets"]]

    def _answer(self, data: bytes) -> Any:
        try:
            child = subprocess.run(  # noqa: S603 -- the command is ours; what somebody sent is its input
                COMMAND, input=data, capture_output=True, env=_environment(), timeout=2 * MAX_SECONDS, check=True
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as exc:
            # It met its limits, or broke the parser: nobody's file does that but one that is made for it.
            raise _invalid(Refusal.BROKEN) from exc
        return json.loads(child.stdout)


def _environment() -> Mapping[str, str]:
    """What any process needs, and nothing that this one may know."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KETNOI_")}


def _invalid(refusal: Refusal, sheet: str = "") -> Invalid:
    megabytes = MAX_UNPACKED_BYTES // (1024 * 1024)
    return Invalid(REFUSALS[refusal], sheet=sheet, rows=MAX_ROWS, columns=MAX_COLUMNS, megabytes=megabytes)


def _grid(sheet: Mapping[str, Any]) -> Grid:
    return Grid(
        name=sheet["name"],
        hidden=sheet["hidden"],
        rows=[[_value(cell) for cell in row] for row in sheet["rows"]],
        faults={(row, column): Fault(fault) for row, column, fault in sheet["faults"]},
        merged=[((first[0], first[1]), (last[0], last[1])) for first, last in sheet["merged"]],
    )


def _value(cell: Any) -> Value:
    value: Value = Moment(cell["moment"]) if isinstance(cell, dict) else cell
    return value
