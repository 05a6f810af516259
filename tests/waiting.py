"""Waiting for what other threads and processes do, on however busy a machine."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 180


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """An ended process whose new parent has not yet asked for its exit code does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
