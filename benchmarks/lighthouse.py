"""What Lighthouse says of the main pages, on a phone and slow 4G: `python -m benchmarks.lighthouse --help`."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any

from app.access.sign_in import COOKIE
from benchmarks import desk
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.suites import HERE, commit
from tests.browser import chromium, world
from tests.browser.screenshots import PAGES
from tests.browser.server import app_on, serving

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
MAIN = (
    "sign-in",
    "start",
    "my-conference",
    "delegation",
    "availability",
    "interests",
    "need",
    "partners",
    "directory",
    "wishes",
    "diary",
    "overview",
    "review",
    "generate",
    "run",
    "timetable",
)
DESK = "desk"
CATEGORIES = ("performance", "accessibility", "best-practices")
HEADER = ("page", *CATEGORIES, "first paint, s", "largest paint, s", "blocked, ms", "shift", "kB")
WANTED = 95
TRIES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Visit each page, print the table, and with `--publish` put it into the document; 1 if a page is below 95."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", default="lighthouse", help="of `npm install lighthouse`; else from PATH")
    parser.add_argument("--pages", nargs="+", default=[*MAIN, DESK], choices=[*MAIN, DESK], metavar="PAGE")
    parser.add_argument("--visits", type=int, default=1, help="to each page; the middle one by performance is told")
    parser.add_argument("--failures", action="store_true", help="also say which audits a page has failed")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {DOCUMENT.name}")
    options = parser.parse_args(arguments)
    if (browser := chromium.executable()) is None:
        sys.exit(chromium.MISSING)
    busy, reports = os.getloadavg()[0], {}
    for name, address, secret in addresses(options.pages):
        visits = [visit(options.program, browser, address, secret) for _ in range(options.visits)]
        reports[name] = sorted(visits, key=lambda report: score(report, "performance"))[len(visits) // 2]
        print(*cells(name, reports[name]), flush=True)
        if options.failures:
            print(*failures(reports[name]), sep="\n")
    rows = [cells(name, report) for name, report in reports.items()]
    lighthouse = next(iter(reports.values()))["lighthouseVersion"]
    told = f"{machine(commit())}, load {busy:.1f} before it began. Lighthouse {lighthouse}, its usual phone on slow 4G."
    text = f"{told}\n\n{table(HEADER, rows, right=frozenset(HEADER[1:]))}"
    print(text)
    if options.publish:
        put(DOCUMENT, "lighthouse", text)
    return int(any(score(report, each) < WANTED for report in reports.values() for each in CATEGORIES))


def addresses(names: Collection[str]) -> Iterator[tuple[str, str, str | None]]:
    """Each page's name and address, served meanwhile, and the secret of a sign-in of whoever it is for."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ketnoi.db"
        made = world.made(url)
        with serving(app_on(url)) as origin:
            for shot in PAGES:
                if shot.name in names and shot.name != DESK:
                    secret = made.secrets[shot.role] if shot.role else None
                    yield shot.name, origin + shot.path.format(**made.ids), secret
        if DESK in names:
            url = f"sqlite:///{folder}/desk.db"
            path, secret = desk.made(url, desk.instance(*desk.SIZE))
            with serving(app_on(url)) as origin:
                yield DESK, origin + path, secret


def visit(program: str, browser: str, address: str, secret: str | None) -> dict[str, Any]:
    """What Lighthouse reports of a page. Raises `CalledProcessError`, `RuntimeError` if it is led to another one."""
    headers = {"Cookie": f"{COOKIE}={secret}"} if secret else {}
    command = (
        *(program, address, "--quiet", "--output=json"),
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(chromium.FLAGS)}",
        f"--extra-headers={json.dumps(headers)}",
    )
    done = _done(command, os.environ | {"CHROME_PATH": browser})
    report: dict[str, Any] = json.loads(done)
    if report["finalDisplayedUrl"] != report["requestedUrl"]:
        raise RuntimeError(f"{address} led to {report['finalDisplayedUrl']}")
    return report


def _done(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What it writes. Where Lighthouse has lost the trace of a visit, it asks to be run again."""
    for _ in range(TRIES - 1):
        tried = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 -- the program that whoever measures has named
        if tried.returncode == 0:
            return tried.stdout
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 -- as above


def score(report: Mapping[str, Any], category: str) -> int:
    """Of 100."""
    return round(100 * (report["categories"][category]["score"] or 0))


def cells(name: str, report: Mapping[str, Any]) -> list[str]:
    """The cells of a line under `HEADER`."""

    def value(audit: str, unit: float) -> float:
        return float(report["audits"][audit]["numericValue"]) / unit

    return [
        name,
        *(str(score(report, category)) for category in CATEGORIES),
        f"{value('first-contentful-paint', 1000):.1f}",
        f"{value('largest-contentful-paint', 1000):.1f}",
        f"{value('total-blocking-time', 1):.0f}",
        f"{value('cumulative-layout-shift', 1):.3f}",
        f"{value('total-byte-weight', 1024):.0f}",
    ]


def failures(report: Mapping[str, Any]) -> Iterable[str]:
    """The audits that count and did not pass, of each category."""
    for category in CATEGORIES:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:  # noqa: PLR2004 -- Lighthouse's green
                yield f"  {category}: {audit['title']} ({audit.get('displayValue', audit['score'])})"


if __name__ == "__main__":
    sys.exit(main())
