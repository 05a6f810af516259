"""Measure importing a session of 34 × 98 from one workbook: `python -m benchmarks.workbook --help`.

The workbook has all delegations, absences, needs, offerings and wishes of the packaged conference of 2026, as if
somebody had typed them into a template, with an x under “Submit” of each need and offering. It is sent to the
service, as `ketnoi serve` runs it, by an editor: first as a dry run, then to be imported. In each round it comes to
another conference with the same session, in which nobody has said anything, so that every row is new. Times are of
the whole request, on a connection of its own: reading the file in a process apart, judging each row, writing it with
its record, and for the dry run undoing it. The median of the rounds counts. Any problem in the report, or any answer
but a success, ends the measurement.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median
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

HEADER = ("database", "rows", "dry run s", "import s", "server's CPU s", "rows/s")


class Round(NamedTuple):
    """Seconds of one round; `cpu` is what the server's process used for both."""

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
    with servers.service(url, folder / "service.log") as running:
        found = [one_round(running, filled, filled.another_conference()) for _ in range(rounds)]
    return row(name, sum(filled.rows.values()), found)


def row(name: str, said: int, rounds: Sequence[Round]) -> tuple[str, ...]:
    """Of so many rows of a workbook, the median of each figure."""
    dry_run, imported, cpu = (median(each) for each in zip(*rounds, strict=True))
    return (name, f"{said:,}", f"{dry_run:.1f}", f"{imported:.1f}", f"{cpu:.1f}", f"{said / imported:,.0f}")


def one_round(running: Running, filled: Filled, conference_id: UUID) -> Round:
    """Send the workbook to a conference, as a dry run and to be imported. Raises `RuntimeError` if it has problems."""
    before, start = running.cpu_seconds(), time.perf_counter()
    report = _sent(running, filled, conference_id, "dry_run=true")
    between = time.perf_counter()
    _sent(running, filled, conference_id, f"dry_run=false&confirms={report['confirmation']}")
    return Round(between - start, time.perf_counter() - between, running.cpu_seconds() - before)


def _sent(running: Running, filled: Filled, conference_id: UUID, query: str) -> dict[str, Any]:
    """The report on the workbook. Raises `RuntimeError` if it has problems."""
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="workbook.xlsx"\r\n\r\n'
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}{API}/conferences/{conference_id}/workbook-imports?{query}",
        data=head.encode() + filled.workbook + f"\r\n--{boundary}--\r\n".encode(),
        headers={
            "Authorization": f"Bearer {filled.token}",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        },
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 -- as above
        report: dict[str, Any] = json.load(response)
    if report["problems"]:
        raise RuntimeError(str(report["problems"][:3]))
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbook", description=__doc__)
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="only this one")
    parser.add_argument("--rounds", type=int, default=3, help="conferences on each database (default: 3)")
    parser.add_argument("--publish", action="store_true", help="write the table into docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
