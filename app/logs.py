"""The log: a JSON object in a line for programs, a readable line for a person at a terminal.

What people wrote must not get there, nor any secret. So the code logs constant words; what varies goes by name into
`fields`, which takes ids and numbers; and of a failure the log has the kind and the place. What a failure itself says
may repeat a value that somebody typed: that is for development alone.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from app.settings import LogSettings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is being answered; every line logged meanwhile has it."""

# What a failure can say without repeating a value: an `AppError`, a database, an operating system.
_HARMLESS = ("template", "sqlstate", "sqlite_errorname", "errno")


def fields(**values: object) -> dict[str, Any]:
    """What varies in an event, for `extra=` of a logger's methods."""
    return {"fields": values}


def configure(settings: LogSettings, *, telling: bool) -> None:
    """Let everything that this process logs go to standard error, `telling` what failures themselves say or not."""
    handler = logging.StreamHandler()
    as_json = settings.format == "json" or (settings.format == "auto" and not sys.stderr.isatty())
    handler.setFormatter(JsonLines(telling=telling) if as_json else ReadableLines(telling=telling))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)  # Libraries may chat of addresses and bodies, none of which is ours to log.
    logging.getLogger("app").setLevel(settings.level.upper())
    logging.captureWarnings(capture=True)


class _Lines(logging.Formatter):
    """What both forms have in common."""

    def __init__(self, *, telling: bool) -> None:
        super().__init__()
        self.telling = telling

    def known(self, record: logging.LogRecord) -> dict[str, object]:
        """The event's fields, and the request that it belongs to."""
        number = request_id.get()
        return ({} if number is None else {"request_id": number}) | getattr(record, "fields", {})

    def failure(self, record: logging.LogRecord) -> str | None:
        """The traceback."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return None
        return "".join(traceback.format_exception(error) if self.telling else _bare(error))


class JsonLines(_Lines):
    """One JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        } | self.known(record)
        failure = self.failure(record)
        return json.dumps(line if failure is None else line | {"exception": failure}, default=str)


class ReadableLines(_Lines):
    """For a person: local time, level, event, fields; a traceback in the lines after that."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        known = [f"{name}={value}" for name, value in self.known(record).items() if value is not None]
        line = " ".join([time, f"{record.levelname.lower():7}", record.getMessage(), *known])
        return "\n".join(filter(None, [line, self.failure(record)]))


def _bare(error: BaseException) -> Iterator[str]:
    """Kinds and places, the cause first."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _bare(earlier)
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _bare(part)
    yield from traceback.format_tb(error.__traceback__)
    said = [str(getattr(error, name)) for name in _HARMLESS if getattr(error, name, None)]
    yield ": ".join([f"{type(error).__module__}.{type(error).__qualname__}", *said]) + "\n"
