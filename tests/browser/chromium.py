"""The browser that the tests and the picture of the README are made with: the system's own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

VARIABLE = "KETNOI_CHROMIUM"
NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
# It runs as whoever runs the tests, root in a container too, and talks to nobody but the server under test.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 90_000  # Milliseconds: a machine that does much else at once is slow.
MISSING = f"There is no Chromium. Install it (Debian: apt-get install chromium), or name one in {VARIABLE}."


def executable() -> str | None:
    """The path of a Chromium, None if there is none."""
    return os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
