"""Break whoever carries out runs, at random moments, and see whether all is well: `python -m benchmarks.faults`."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from uuid import UUID

from app import db as database
from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.services import scenarios
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.suites import HERE, commit
from benchmarks.surviving import faults, verdicts
from benchmarks.surviving.faults import Fault
from benchmarks.surviving.setups import SetUp, embedded, shared, wait_until
from benchmarks.surviving.verdicts import Verdict

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
SET_UPS = {"SQLite, one server": (embedded, faults.EMBEDDED), "PostgreSQL, two workers": (shared, faults.SHARED)}
HEADER = (
    "set-up",
    "fault",
    "times",
    "in time",
    "runs",
    "lost",
    "done twice",
    "refused",
    "orphans",
    "attempts",
    "taken up after s",
)
WORKERS = 2
RUNS = 2
LATEST_FAULT_SECONDS = 6.0
PATIENCE_SECONDS = 180.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Break, print the table, and with `--publish` put it into the document; 1 if anything was not well."""
    options = _parser().parse_args(arguments)
    busy, found = os.getloadavg()[0], []
    for name, (make, known) in SET_UPS.items():
        if options.set_up in (None, name.partition(",")[0]):
            with (
                tempfile.TemporaryDirectory(prefix="ketnoi-faults-") as folder,
                make(Path(folder), workers=WORKERS) as setup,
            ):
                found += [(name, *each) for each in _broken(setup, known, options)]
    told = _told(busy, found)
    print(told)
    if options.publish:
        put(DOCUMENT, "faults", told)
    return int(any(each.lost or each.twice or each.refused or each.orphans for *_, each in found))


def _broken(setup: SetUp, known: dict[str, Fault], options: argparse.Namespace) -> list[tuple[str, Verdict]]:
    engine = make_engine(setup.url)
    database.upgrade(engine)
    factory, rng = make_session_factory(engine), random.Random(options.seed)  # noqa: S311 -- no secret
    with unit_of_work(factory, write=True) as db:
        session_id = scenarios.load(db, "session-2026").id
    names, found = list(known), []
    try:
        for number in range(options.rounds):
            name = names[number % len(names)]
            found.append((name, _round(setup, factory, session_id, known[name], rng)))
            print(f"{number + 1}: {name}: {found[-1][1]}", flush=True)
    finally:
        setup.stop()
        engine.dispose()
    return found


def _round(setup: SetUp, factory: SessionFactory, session_id: UUID, fault: Fault, rng: random.Random) -> Verdict:
    """Ask for runs, break something at a random moment, put back what is gone, and wait until all have ended."""
    setup.start_missing()
    asked = verdicts.ask(factory, session_id, RUNS)
    wait_until(lambda: verdicts.attempts(factory, asked), seconds=PATIENCE_SECONDS)
    time.sleep(rng.uniform(0, LATEST_FAULT_SECONDS))
    before, under_way = verdicts.attempts(factory, asked), not verdicts.ended(factory, asked)
    broken_at = time.monotonic()
    fault(setup, rng)

    def went_on() -> bool:
        setup.start_missing()
        return verdicts.attempts(factory, asked) > before or verdicts.ended(factory, asked)

    def all_ended() -> bool:
        setup.start_missing()
        return verdicts.ended(factory, asked)

    wait_until(went_on, seconds=PATIENCE_SECONDS)
    again = under_way and verdicts.attempts(factory, asked) > before
    after = time.monotonic() - broken_at if again else None
    wait_until(all_ended, seconds=PATIENCE_SECONDS)
    wait_until(lambda: not setup.left_behind(), seconds=PATIENCE_SECONDS / 6)
    orphans = len(setup.left_behind())
    return verdicts.judge(factory, session_id, asked, orphans=orphans, after=after, in_time=under_way)


def _told(busy: float, found: Sequence[tuple[str, str, Verdict]]) -> str:
    rows = []
    for name, fault in dict.fromkeys((name, fault) for name, fault, _ in found):
        of_fault = [verdict for *key, verdict in found if tuple(key) == (name, fault)]
        after = [verdict.taken_up_after for verdict in of_fault if verdict.taken_up_after is not None]
        sums = (
            sum(getattr(verdict, what) for verdict in of_fault)
            for what in ("lost", "twice", "refused", "orphans", "attempts")
        )
        in_time = sum(verdict.in_time for verdict in of_fault)
        seconds = f"{median(after):.1f}, at most {max(after):.1f}" if after else "–"
        counts = (len(of_fault), in_time, RUNS * len(of_fault), *sums)
        rows.append((name, fault, *map(str, counts), seconds))
    circumstances = (
        f"{machine(commit())}, load {busy:.1f} before it began. In each round {RUNS} runs of "
        f"{verdicts.SECONDS:g} seconds of the packaged session of 2026, and one fault at a random moment; whoever was "
        "killed is started again. All workers have the same name."
    )
    return f"{circumstances}\n\n{table(HEADER, rows)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="faults for each set-up")
    parser.add_argument("--set-up", choices=[name.partition(",")[0] for name in SET_UPS], help="this one alone")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {DOCUMENT.name}")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
