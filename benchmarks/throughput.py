"""Carry out many small runs with one worker and with two, on both set-ups: `python -m benchmarks.throughput --help`."""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from app import db as database
from app.db import SessionFactory, make_engine, make_session_factory
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.suites import HERE, commit
from benchmarks.surviving import verdicts
from benchmarks.surviving.setups import SetUp, embedded, shared, wait_until
from tests import factories

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
SET_UPS = {"SQLite, one server": embedded, "PostgreSQL, workers": shared}
HEADER = ("set-up", "at the same time", "runs", "seconds", "runs/minute")
PATIENCE_SECONDS = 3600.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and with `--publish` put it into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="of two meetings each")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {DOCUMENT.name}")
    options = parser.parse_args(arguments)
    busy, rows = os.getloadavg()[0], []
    for name, make in SET_UPS.items():
        for workers in (1, 2):
            with (
                tempfile.TemporaryDirectory(prefix="ketnoi-throughput-") as folder,
                make(Path(folder), workers=workers) as setup,
            ):
                seconds = _carried_out(setup, options.runs)
            told = (name, str(workers), str(options.runs), f"{seconds:.0f}", f"{60 * options.runs / seconds:.0f}")
            print(*told, flush=True)
            rows.append(told)
    text = f"{machine(commit())}, load {busy:.1f} before it began.\n\n{table(HEADER, rows)}"
    print(text)
    if options.publish:
        put(DOCUMENT, "throughput", text)
    return 0


def _carried_out(setup: SetUp, number: int) -> float:
    """The seconds from the first to the last end. Raises `RuntimeError` if a run does not succeed."""
    engine = make_engine(setup.url)
    database.upgrade(engine)
    factory = make_session_factory(engine)
    session_id = _small_session(factory)
    try:
        setup.start_missing()
        first = verdicts.ask(factory, session_id, 1, seconds=5.0)
        wait_until(lambda: verdicts.ended(factory, first), seconds=PATIENCE_SECONDS)
        asked, began = verdicts.ask(factory, session_id, number, seconds=5.0), time.monotonic()
        wait_until(lambda: verdicts.ended(factory, asked), seconds=PATIENCE_SECONDS)
        seconds = time.monotonic() - began
        verdict = verdicts.judge(factory, session_id, asked, orphans=0, after=None)
        if verdict.lost or verdict.refused or verdict.attempts != number:
            raise RuntimeError(f"not as it should be: {verdict}")
    finally:
        setup.stop()
        engine.dispose()
    return seconds


def _small_session(factory: SessionFactory) -> UUID:
    """Two provinces want to meet a mission."""
    with factory() as db:
        session = factories.a_session(db, slots=2)
        mission = factories.a_delegation(db, session, "EMB-KR")
        for code in ("01", "02"):
            factories.a_wish(db, session, factories.a_delegation(db, session, code), mission)
        db.commit()
        return session.id


if __name__ == "__main__":
    raise SystemExit(main())
