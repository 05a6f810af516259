"""The two forms of a log line, and what none of them says."""

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Literal

import pytest

from app import logs
from app.errors import NotFound
from app.logs import JsonLines, ReadableLines, fields
from app.settings import LogSettings

SECRET = "hunter2"  # noqa: S105 -- of nobody


def record(error: BaseException | None = None, **values: object) -> logging.LogRecord:
    """As the logger makes it."""
    exc_info = None if error is None else (type(error), error, error.__traceback__)
    made = logging.LogRecord("app.test", logging.ERROR, __file__, 1, "run ended", None, exc_info)
    made.created = 1_760_000_000.1234
    made.__dict__.update(fields(**values))
    return made


def failure() -> Exception:
    """One that was caused by another, both saying what they should not."""
    try:
        try:
            raise ConnectionRefusedError(111, f"refused by {SECRET}", f"/{SECRET}")
        except OSError as exc:
            raise KeyError(SECRET) from exc
    except KeyError as exc:
        return exc


def test_json_line_has_time_level_event_and_fields() -> None:
    line = JsonLines(telling=False).format(record(run_id="r1", exit_code=None))

    assert json.loads(line) == {
        "time": "2025-10-09T08:53:20.123+00:00",
        "level": "error",
        "logger": "app.test",
        "event": "run ended",
        "run_id": "r1",
        "exit_code": None,
    }
    assert "\n" not in line


def test_lines_of_a_request_have_its_id() -> None:
    token = logs.request_id.set("of-the-proxy")
    try:
        line = json.loads(JsonLines(telling=False).format(record()))
    finally:
        logs.request_id.reset(token)

    assert line["request_id"] == "of-the-proxy"
    assert "request_id" not in json.loads(JsonLines(telling=False).format(record()))


def test_failure_is_told_by_kind_and_place_with_its_cause() -> None:
    told = json.loads(JsonLines(telling=False).format(record(failure())))

    lines = [line for line in told["exception"].splitlines() if not line.startswith(" ")]
    assert lines == ["builtins.ConnectionRefusedError: 111", "builtins.KeyError"]


def test_sentence_of_our_own_failures_is_told_without_its_parameters() -> None:
    told = json.loads(JsonLines(telling=False).format(record(NotFound("No {what} here.", what=SECRET))))

    assert told["exception"] == "app.errors.NotFound: No {what} here.\n"


def test_parts_of_a_group_are_told() -> None:
    group = ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)])

    told = json.loads(JsonLines(telling=False).format(record(group)))

    assert told["exception"] == "builtins.ValueError\nbuiltins.TypeError\nbuiltins.ExceptionGroup\n"


def test_development_is_told_what_failures_say() -> None:
    told = json.loads(JsonLines(telling=True).format(record(failure())))

    assert f"KeyError: '{SECRET}'" in told["exception"]


def test_readable_line_is_one_line_and_a_traceback() -> None:
    first, *rest = ReadableLines(telling=False).format(record(failure(), run_id="r1", exit_code=None)).splitlines()

    assert first.split(maxsplit=1)[1] == "error   run ended run_id=r1"
    assert "builtins.KeyError" in rest


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger; it and what else is configured are put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("app")
    handlers, level = root.handlers, root.level
    yield root
    root.handlers = handlers
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("form", "terminal", "as_json"),
    [("auto", False, True), ("auto", True, False), ("json", True, True), ("text", False, False)],
)
def test_form_suits_who_reads_unless_it_is_chosen(
    monkeypatch: pytest.MonkeyPatch, *, form: Literal["auto", "json", "text"], terminal: bool, as_json: bool
) -> None:
    stream = StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stream)

    logs.configure(LogSettings(format=form), telling=False)
    logging.getLogger("app.test").info("run ended", extra=fields(n=1))

    (line,) = stream.getvalue().splitlines()
    assert (line.startswith("{"), "run ended" in line) == (as_json, True)


def test_level_is_that_of_our_own_events_and_libraries_only_warn(
    monkeypatch: pytest.MonkeyPatch, root: logging.Logger
) -> None:
    monkeypatch.setattr(sys, "stderr", StringIO())

    logs.configure(LogSettings(level="error"), telling=False)

    levels = (logging.WARNING, logging.ERROR)
    assert [logging.getLogger("app.test").isEnabledFor(level) for level in levels] == [False, True]
    assert [logging.getLogger("httpx").isEnabledFor(level) for level in (logging.INFO, *levels)] == [False, True, True]
    assert len(root.handlers) == 1
