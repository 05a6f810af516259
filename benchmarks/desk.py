"""The timetable desk in a real browser: `python -m benchmarks.desk [PROVINCES MISSIONS SLOTS]`.

Measured from outside: opening the page, picking a meeting up, and from the drop until its effect is painted; and the
bytes of the page over the wire. The server, its database and the browser share the machine.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Locator, Page, Request

from app import db as database
from app.access.sign_in import COOKIE
from app.cli.collecting import spare_collector
from app.db import make_engine, make_session_factory
from app.services import planning
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from tests import factories
from tests.browser import chromium
from tests.browser.server import app_on, serving

TRIES, MOST_PICKS = 9, 60
AT_ONCE = 50
SIZE = (34, 98, 12)


def instance(provinces: int, missions: int, slots: int) -> dict[str, Any]:
    """Each province wants to meet as many missions as there are slots, and a third more."""
    rng = random.Random(0)  # noqa: S311 -- an instance needs a seed, not secrecy
    hosts = [f"P{n:03}" for n in range(provinces)]
    guests = [f"M{n:03}" for n in range(missions)]
    pairs = {(host, guest) for host in hosts for guest in rng.sample(guests, slots * 4 // 3)}
    return {
        "format": "ketnoi.instance/1",
        "name": "desk",
        "slots": [_slot(n) for n in range(slots)],
        "tables": [{"id": f"T{n:03}"} for n in range(provinces)],
        "parties": [{"id": host, "side": "province", "tables": [f"T{n:03}"]} for n, host in enumerate(hosts)]
        + [{"id": guest, "side": "mission"} for guest in guests],
        "meetings": [{"id": f"{a}-{b}", "parties": [a, b], "value": rng.randint(1, 200)} for a, b in sorted(pairs)],
        "policy": {"goals": ["required", "floors", "welfare", "breaks"]},
    }


def _slot(number: int) -> dict[str, str]:
    day, quarter = 18 + number // 36, number % 36
    starts, ends = (f"2026-12-{day}T{8 + n // 4:02}:{n % 4 * 15:02}:00+07:00" for n in (quarter, quarter + 1))
    return {"id": f"s{number:03}", "start": starts, "end": ends, "period": str(day)}


def filled(document: dict[str, Any]) -> list[Wanted]:
    """First come, first served; each host has a slot in eight left free, so that meetings can go somewhere."""
    busy: set[tuple[str, str]] = set()
    found = []
    for meeting in document["meetings"]:
        host = int(meeting["parties"][0][1:])
        for position, slot in enumerate(document["slots"]):
            if (position + host) % 8 and not busy & {(party, slot["id"]) for party in meeting["parties"]}:
                busy |= {(party, slot["id"]) for party in meeting["parties"]}
                found.append(Wanted(meeting=meeting["id"], slot=slot["id"], table=f"T{meeting['parties'][0][1:]}"))
                break
    return found


def made(url: str, document: dict[str, Any]) -> tuple[str, str]:
    """The path of the desk, with a draft, and the secret of an administrator's sign-in."""
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        session = planning.import_instance(db, factories.as_file(document), code="desk")
        somebody = factories.an_administrator(db)
        draft = drafts.begin(db, somebody, session.id, timetable_id=None)
        wanted = filled(document)
        for start in range(0, len(wanted), AT_ONCE):
            moves.move(db, somebody, draft.id, wanted[start : start + AT_ONCE])
        db.commit()
        secret = factories.a_sign_in(db, factories.an_account(db, is_administrator=True))
        path = f"/sessions/{session.id}/desk"
    engine.dispose()
    return path, secret


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measured(page: Page, address: str) -> dict[str, list[float]]:
    """Seconds of each step. Of the meetings all over the grid, those that can go somewhere are dropped there."""
    found: dict[str, list[float]] = {"open": [], "pick up": [], "drop": []}
    chips, picked = page.locator(".desk-grid .chip"), page.locator(".desk-grid .chip.picked").first
    target = page.locator(".target").first
    for number in range(MOST_PICKS):
        found["open"].append(seconds(lambda: page.goto(address, wait_until="load")))
        page.wait_for_load_state("networkidle")
        chip = chips.nth(number * chips.count() // MOST_PICKS)
        found["pick up"].append(seconds(partial(_picked_up, chip, picked)))
        page.wait_for_load_state("networkidle")
        if target.count():
            found["drop"].append(seconds(partial(_dropped, target)))
        if len(found["drop"]) == TRIES:
            break
    return found


def _picked_up(chip: Locator, picked: Locator) -> None:
    chip.click()
    picked.wait_for()


def _dropped(target: Locator) -> None:
    target.click()
    target.wait_for(state="detached")


def main() -> None:
    size = tuple(map(int, sys.argv[1:4])) or SIZE
    document = instance(*size)
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.MISSING)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ketnoi.db"
        where, secret = made(url, document)
        spare_collector()  # As the server does.
        with serving(app_on(url)) as origin, chromium.launched(path) as browser:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
            page = context.new_page()
            weights: list[int] = []

            def weigh(request: Request) -> None:
                weights.append(request.sizes()["responseBodySize"])

            page.on("requestfinished", weigh)
            page.goto(origin + where, wait_until="networkidle")
            page.remove_listener("requestfinished", weigh)
            print(f"{size}: {len(document['meetings'])} meetings, {sum(weights) / 1024:.0f} KB over the wire")
            for name, each in measured(page, origin + where).items():
                if each:
                    print(f"{name}: median {statistics.median(each) * 1000:.0f} ms, worst {max(each) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
