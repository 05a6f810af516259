"""Measure importing a session of 34 × 98 from one workbook: `python -m benchmarks.workbook --help`.

The workbook has all delegations, absences, needs, offerings and wishes of the packaged conference of 2026, as if
somebody had typed them into a template, with an x under “Submit” of each need and offering. It is sent to the
service, as `ketnoi serve` runs it, by an editor: first as a dry run, then to be imported. In each round it comes to
another conference with the same session, in which nobody has said anything, so that every row is new. Times are from
the request until the import says that it has ended, asked four times a second: its turn, its process, reading the file
in another, judging each row, writing it with its record, and for the dry run undoing it. The median of the rounds
counts. Any problem in the report, or any end but a success, ends the measurement.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from app.access.addresses import API
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.service import DOCUMENT, POSTGRESQL, SQLITE, database
from benchmarks.serving import filling, servers
from benchmarks.serving.filling import Filled
from benchmarks.serving.servers import Running
from benchmarks.suites import commit

HEADER = ("database", "rows", "dry run s", "import s", "CPU s", "rows/s")


POLL_SECONDS = 0.25


class Round(NamedTuple):
    """Seconds of one round; `cpu` is what the server's process and its children used for both."""

    dry_run: float
    imported: float
    cpu: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and with `--publish` put it into the document."""
    options = _parser().parse_args(arguments)
    busy, rows = os.getloadavg()[0], []
    for name in options.database or (SQLITE, POSTGRESQL):
        with tempfile.TemporaryDirectory(prefix="ketnoi-workbook-") as folder, database(name, folder) as url:
            rows.append(_measured(name, url, Path(folder), options.rounds))
    told = f"{machine(commit())}; {options.rounds} rounds; load before: {busy:.1f}.\n\n"
    told += table(HEADER, rows, right=frozenset(HEADER[1:]))
    print(told)
    if options.publish:
        put(DOCUMENT, "workbook", told)
    return 0


def _measured(name: str, url: str, folder: Path, rounds: int) -> tuple[str, ...]:
    """The row of one database."""
    filled = filling.filled(url)
    with servers.service(url, folder / "service.log", runs=True) as running:
        found = [one_round(running, filled, filled.another_conference()) for _ in range(rounds)]
    return row(name, sum(filled.rows.values()), found)


def row(name: str, said: int, rounds: Sequence[Round]) -> tuple[str, ...]:
    """Of so many rows of a workbook, the median of each figure."""
    dry_run, imported, cpu = (median(each) for each in zip(*rounds, strict=True))
    return (name, f"{said:,}", f"{dry_run:.1f}", f"{imported:.1f}", f"{cpu:.1f}", f"{said / imported:,.0f}")


def one_round(running: Running, filled: Filled, conference_id: UUID) -> Round:
    """Send the workbook to a conference, as a dry run and to be imported. Raises `RuntimeError` if it has problems."""
    before, start = running.cpu_seconds_of_all(), time.perf_counter()
    imported = _ended(running, filled, _sent(running, filled, conference_id))
    between = time.perf_counter()
    _ended(running, filled, _asked(running, filled, f"/workbook-imports/{imported['id']}/confirmations", b""))
    ended = time.perf_counter()
    return Round(between - start, ended - between, running.cpu_seconds_of_all() - before)


def _sent(running: Running, filled: Filled, conference_id: UUID) -> dict[str, Any]:
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="workbook.xlsx"\r\n\r\n'
    body = head.encode() + filled.workbook + f"\r\n--{boundary}--\r\n".encode()
    path, kind = f"/conferences/{conference_id}/workbook-imports", f"multipart/form-data; boundary={boundary}"
    return _asked(running, filled, path, body, {"Content-Type": kind})


def _ended(running: Running, filled: Filled, imported: dict[str, Any]) -> dict[str, Any]:
    """The import when it has ended. Raises `RuntimeError` if it has failed, or has problems."""
    while imported["status"] in {"queued", "running"}:
        time.sleep(POLL_SECONDS)
        imported = _asked(running, filled, f"/workbook-imports/{imported['id']}")
    if imported["error"] or imported["report"]["problems"]:
        raise RuntimeError(str(imported["error"] or imported["report"]["problems"][:3]))
    return imported


def _asked(
    running: Running,
    filled: Filled,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The answer to a GET, or with a body to a POST."""
    sent = {"Authorization": f"Bearer {filled.token}"} | dict(headers)
    request = urllib.request.Request(f"http://127.0.0.1:{running.port}{API}{path}", data=body, headers=sent)
    with urllib.request.urlopen(request) as response:  # noqa: S310 -- our own server
        told: dict[str, Any] = json.load(response)
    return told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbook", description=__doc__)
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="only this one")
    parser.add_argument("--rounds", type=int, default=3, help="conferences on each database (default: 3)")
    parser.add_argument("--publish", action="store_true", help="write the table into docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
