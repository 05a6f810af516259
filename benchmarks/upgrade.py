"""Upgrade a service from an earlier commit while people work and a run goes on: `python -m benchmarks.upgrade`."""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from app.access.addresses import API
from app.db import make_engine, make_session_factory
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine
from benchmarks.suites import commit
from benchmarks.surviving import verdicts
from benchmarks.surviving.setups import environment, wait_until
from benchmarks.surviving.verdicts import Verdict
from benchmarks.upgrading.people import Part, People, Request
from benchmarks.upgrading.releases import ROOT, Release, port_of, taken_out
from tests import databases

# Carried out by the earlier release: its rows are as it makes them.
FILL = """
import sys
from app.db import make_engine, make_session_factory
from app.services import scenarios
from benchmarks.serving import servers
from tests import factories

asked = servers.filled(sys.argv[1])
with make_session_factory(make_engine(sys.argv[1]))() as db:
    sitting = scenarios.load(db, "session-2023").id
    print(asked.delegation_id, sitting, factories.an_api_token(db, factories.an_account(db, is_administrator=True)))
"""
HEADER = ("while", "seconds", "requests", "failed", "slowest, ms")
PATIENCE_SECONDS = 300.0
OLD = "old"
LONG_SECONDS = 60
SHORT_SECONDS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Rehearse, and print what people noticed; 1 if a request failed, or a run was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", help="the earlier release")
    parser.add_argument("--seconds", type=float, default=10.0, help="of work between two steps")
    options = parser.parse_args(arguments)
    binaries, busy = databases.server_binaries(), os.getloadavg()[0]
    if binaries is None:
        raise RuntimeError(databases.NO_SERVER)
    with (
        tempfile.TemporaryDirectory(prefix="ketnoi-upgrade-") as folder,
        databases.started_postgresql(binaries) as address,
        databases.new_database(address) as url,
        ExitStack() as ending,
    ):
        told = environment(url, kind="procrastinate") | {"KETNOI_HTTP__REQUESTS_PER_MINUTE": "1000000000"}
        new = Release(ROOT, told, Path(folder) / "log")
        old = replace(
            new, folder=taken_out(options.commit, Path(folder) / OLD), environment=told | {"KETNOI_RUNNER__NAME": OLD}
        )
        upgrade = Upgrade(url, ending, options.seconds)
        upgrade.rehearse(old, new)
        verdict = upgrade.verdict()
    parts = upgrade.people.parts
    print(f"From {options.commit} to {machine(commit())}, load {busy:.1f} before it began.\n")
    print(table(HEADER, [_told(part) for part in parts]))
    failures = [failure for part in parts for failure in part.failures]
    print(*failures, verdict, sep="\n")
    return int(bool(failures or verdict.lost or verdict.twice or verdict.refused))


def _told(part: Part) -> tuple[str, ...]:
    slowest = f"{1000 * max(part.answers):.0f}" if part.answers else "–"
    return (part.name, f"{part.seconds:.0f}", str(len(part.answers)), str(len(part.failures)), slowest)


class Upgrade:
    """The steps of docs/operations.md, with runs asked for before and after each, and one under way at the last."""

    people: People

    def __init__(self, url: str, ending: ExitStack, seconds: float) -> None:
        self._url, self._ending, self._seconds = url, ending, seconds
        self._session, self._runs = "", list[str]()

    def rehearse(self, old: Release, new: Release) -> None:
        """Raises `RuntimeError` if something takes too long."""
        old.migrate()
        delegation, self._session, token = old.run("-c", FILL, self._url).split()
        before = self._begun(old)
        self.people = People(port_of(before[0]), token)
        self._await(self.people.are_served)
        self.people.begin("the old release serves")
        with self.people.at_work(self._requests(delegation)):
            self._work_on()
            self.people.begin("the schema is migrated")
            new.migrate()
            self.people.begin("the old release serves on the new schema")
            self._work_on()
            self._hand_over(before, self._begun(new))
            self._work_on()
            self._await(lambda: all(self._told(run)["finished_at"] for run in self._runs))
            self._await(lambda: any(self._told(run)["attempt"] > 1 for run in self._runs))

    def _work_on(self) -> None:
        self._asked(SHORT_SECONDS)
        time.sleep(self._seconds)

    def _hand_over(self, before: "list[subprocess.Popen[str]]", after: "list[subprocess.Popen[str]]") -> None:
        """Lead people to the new server as soon as it is ready, and end the old ones, whose worker has a run."""
        port = port_of(after[0])
        self._await(replace(self.people, port=port).are_served)
        while not any(self._is_at_old(run) for run in self._runs):
            if all(self._told(run)["started_at"] for run in self._runs):
                self._asked(LONG_SECONDS)
        self.people.begin("the old release ends beside the new one")
        self.people.port = port
        for process in before:
            process.terminate()
        for process in before:
            process.wait()
        self.people.begin("the new release serves")

    def _is_at_old(self, run: str) -> bool:
        told = self._told(run)
        return (told["status"], told["worker"], told["best_at"] is not None) == ("running", OLD, True)

    def verdict(self) -> Verdict:
        """What has become of the runs."""
        engine = make_engine(self._url)
        factory, runs = make_session_factory(engine), [UUID(run) for run in self._runs]
        try:
            return verdicts.judge(factory, UUID(self._session), runs, orphans=0, after=None)
        finally:
            engine.dispose()

    def _begun(self, release: Release) -> "list[subprocess.Popen[str]]":
        """A server and a worker of a release."""
        processes = [release.begin("serve", "--port", "0"), release.begin("worker")]
        for process in processes:
            self._ending.callback(process.wait)
            self._ending.callback(process.terminate)
        return processes

    def _requests(self, delegation: str) -> tuple[Request, ...]:
        needs = f"{API}/delegations/{delegation}/needs"
        return (
            lambda _: ("GET", f"{needs}?limit=50", None),
            lambda _: ("GET", f"{API}/sessions/{self._session}/runs", None),
            lambda _: ("GET", "/sign-in", None),
            lambda number: ("POST", needs, {"code": f"U{number:07}", "title_vi": "Nhà máy"}),
        )

    def _asked(self, seconds: int) -> str:
        """The id of a new run."""
        wanted = {"seconds": seconds, "workers": 1, "again": True}
        status, run = self.people.ask("POST", f"{API}/sessions/{self._session}/runs", wanted)
        if status != HTTPStatus.ACCEPTED:
            raise RuntimeError(f"no run can be asked for: {status} {run}")
        self._runs.append(run["id"])
        return self._runs[-1]

    def _told(self, run: str) -> dict[str, Any]:
        return self.people.ask("GET", f"{API}/runs/{run}")[1]

    def _await(self, condition: Callable[[], object]) -> None:
        if not wait_until(condition, seconds=PATIENCE_SECONDS):
            raise RuntimeError("it did not happen")


if __name__ == "__main__":
    raise SystemExit(main())
