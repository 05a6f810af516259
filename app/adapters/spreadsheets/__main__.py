"""The process that reads a file which somebody sent: `python -m app.adapters.spreadsheets`, from input to output.

The parsers are native code and the file may be made to hurt them. Here they can't take more than some memory and some
seconds, and nothing but this process ends with them.
"""

import contextlib
import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from app.adapters.spreadsheets.limits import MAX_MEMORY_BYTES, MAX_SECONDS
from app.adapters.spreadsheets.scanning import Scan, scanned
from app.adapters.spreadsheets.unpacking import Refusal, Refused, packed, unpacked


def main() -> None:
    """Answer with the sheets, or with why they can't be had."""
    _limit(resource.RLIMIT_AS, MAX_MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, MAX_SECONDS)
    try:
        answer: dict[str, Any] = {"sheets": sheets(sys.stdin.buffer.read())}
    except Refused as exc:
        answer = {"refused": exc.refusal, "sheet": exc.sheet}
    json.dump(answer, sys.stdout)


def sheets(data: bytes) -> list[dict[str, Any]]:
    """What `reading` makes grids of. Raises `Refused`."""
    parts = unpacked(data)
    scans = scanned(parts)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(packed(parts))) as book:
            return [_sheet(book, scan) for scan in scans if scan.name in _with_cells(book)]
    except PasswordError as exc:
        raise Refused(Refusal.OLD_OR_PROTECTED) from exc
    except CalamineError as exc:
        raise Refused(Refusal.BROKEN) from exc


def _with_cells(book: CalamineWorkbook) -> set[str]:
    return {sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet}


def _sheet(book: CalamineWorkbook, scan: Scan) -> dict[str, Any]:
    visible = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
    return {
        "name": scan.name,
        "hidden": not visible[scan.name],
        "rows": [_plain(row) for row in book.get_sheet_by_name(scan.name).to_python(skip_empty_area=False)],
        "faults": [[*place, fault] for place, fault in scan.faults.items()],
        "merged": scan.merged,
    }


def _plain(row: Sequence[Any]) -> list[Any]:
    """Dates and times as JSON, in which they are not texts."""
    return [{"moment": str(cell)} if isinstance(cell, _MOMENTS) else cell for cell in row]


_MOMENTS = (dt.date, dt.time, dt.timedelta)


def _limit(what: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # Some systems know no such limit.
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
