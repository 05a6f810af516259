"""A database with a conference, and the two servers on it, each in a process of its own."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db as database
from app.db import make_engine, make_session_factory
from app.models import Conference, Country, Delegation, Need, Region, Role, Sector, Stage
from app.services import scenarios
from tests import factories

NEEDS = 50
# As long as those of the packaged conferences, which are written by hand.
TITLE = "Nhà máy đóng gói và kiểm thử bán dẫn"
TEXT = "Tìm đối tác đầu tư nhà máy đóng gói và kiểm thử bán dẫn, kèm đào tạo kỹ sư và một trung tâm nghiên cứu. " * 3
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of both servers: one delegation's list, and new needs for it, by whoever heads it."""

    delegation_id: UUID
    token: str

    def reads(self, path: str) -> Iterator[bytes]:
        request = self._request("GET", f"{path}/delegations/{self.delegation_id}/needs?limit={NEEDS}")
        while True:
            yield request

    def submits(self, path: str) -> Iterator[bytes]:
        while True:
            body = json.dumps(_need(next(_numbers)), ensure_ascii=False).encode()
            yield self._request("POST", f"{path}/delegations/{self.delegation_id}/needs", body)

    def _request(self, method: str, target: str, body: bytes = b"") -> bytes:
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {self.token}"]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


def _need(number: int) -> dict[str, object]:
    return {
        "code": f"B{number:08}",
        "priority": 1000,
        "title_vi": TITLE,
        "text_vi": TEXT.strip(),
        "objective_code": None,
        "sector_codes": ["SCI", "SCI-BIO"],
        "country_codes": ["JP", "KR"],
        "region_codes": ["EUU"],
    }


def filled(url: str) -> Asked:
    """Bring the database to the newest schema, load a packaged conference, and give one delegation fifty needs."""
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        session = scenarios.load(db, "session-2026")
        db.get_one(Conference, session.conference_id).stage = Stage.COLLECTING  # Else it takes no more needs.
        delegation = db.scalars(select(Delegation).where(Delegation.conference_id == session.conference_id)).first()
        assert delegation is not None
        _add_needs(db, delegation)
        asked = Asked(delegation.id, _token(db, delegation))
    engine.dispose()
    return asked


def _add_needs(db: Session, delegation: Delegation) -> None:
    sectors = db.scalars(select(Sector).order_by(Sector.code).limit(20)).all()
    countries = db.scalars(select(Country).order_by(Country.iso2).limit(20)).all()
    regions = db.scalars(select(Region).order_by(Region.code).limit(20)).all()
    for number in range(NEEDS):
        need = Need(delegation_id=delegation.id, code=f"A{number:02}", title_vi=TITLE, text_vi=TEXT.strip())
        need.sectors = [sectors[number % 20], sectors[(number + 7) % 20]]
        need.countries = [countries[number % 20], countries[(number + 3) % 20]]
        need.regions = [regions[number % 20]]
        db.add(need)
    db.commit()


def _token(db: Session, delegation: Delegation) -> str:
    account = factories.an_account(db)
    factories.a_membership(db, account, db.get_one(Conference, delegation.conference_id), Role.HEAD, delegation)
    return factories.an_api_token(db, account)


@dataclass(frozen=True, slots=True)
class Running:
    """A server: where it listens, and which process it is."""

    port: int
    process: int

    def cpu_seconds(self) -> float:
        """What its process has used until now, as Linux tells it."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(int(each) for each in fields[11:13]) / os.sysconf("SC_CLK_TCK")

    def cpu_seconds_of_all(self) -> float:
        """The same, with what its children have used that have ended."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")


@contextmanager
def service(url: str, log: Path, *, runs: bool = False) -> Iterator[Running]:
    """The service as it is run, on a port of its own; only what one client may ask in a minute has no limit.

    It carries out what waits in its queues if it `runs` that.
    """
    environment = {
        "KETNOI_DATABASE_URL": url,
        "KETNOI_SECRET_KEY": secrets.token_urlsafe(48),
        "KETNOI_RUNNER__ENABLED": str(runs).lower(),
        "KETNOI_HTTP__REQUESTS_PER_MINUTE": "1000000000",
        "KETNOI_HTTP__VIEWERS_OF_ACCOUNT": "1000000000",
    }
    with _started(["-c", "from app.cli import main; main()", "serve", "--port", "0"], environment, log) as running:
        yield running


@contextmanager
def bare(url: str, log: Path) -> Iterator[Running]:
    """The yardstick as it is run."""
    with _started(["-m", "benchmarks.serving.bare", url], {}, log) as running:
        yield running


@contextmanager
def _started(arguments: list[str], environment: Mapping[str, str], log: Path) -> Iterator[Running]:
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own programs
            [sys.executable, "-u", *arguments],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    with process:
        try:
            assert process.stdout is not None
            yield Running(_port(process.stdout.readline(), log), process.pid)
        finally:
            process.terminate()


def _port(told: str, log: Path) -> int:
    """The port of `… listens on http://127.0.0.1:8000; …`. Raises `RuntimeError` with the log if it told none."""
    found = re.search(r" listens on http://127\.0\.0\.1:(\d+);", told)
    if found is None:
        raise RuntimeError(log.read_text(encoding="utf-8"))
    return int(found.group(1))
