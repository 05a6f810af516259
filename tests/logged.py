"""What the service logs, read back as the lines that a server would write."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.logs import JsonLines


class Lines(logging.Handler):
    """Keeps each line as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines(telling=False))
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))

    def of(self, event: str) -> list[dict[str, Any]]:
        """The fields of each such event, but for its time."""
        lines = [json.loads(line) for line in self.text]
        return [{k: v for k, v in line.items() if k != "time"} for line in lines if line["event"] == event]


@contextmanager
def logged() -> Iterator[Lines]:
    """All that a server would log meanwhile."""
    lines, root, ours = Lines(), logging.getLogger(), logging.getLogger("app")
    root.addHandler(lines)
    ours.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        ours.setLevel(logging.NOTSET)
        root.removeHandler(lines)
