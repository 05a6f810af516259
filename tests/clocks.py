"""A clock that jumps: that by which those who carry out jobs and send mails tell the time of day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

import pytest

from app.services import happenings, import_queue, outgoing_mails, run_queue, workbook_imports

_WHO_LOOKS = (happenings, import_queue, outgoing_mails, run_queue, workbook_imports)


class Jumping(datetime):
    """As many hours ahead as it was last set."""

    hours = 0.0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a real one, which nobody set
        return datetime.now(tz) + timedelta(hours=Jumping.hours)


def jump(monkeypatch: pytest.MonkeyPatch, *, hours: float) -> None:
    """Set the clock of this process so far ahead of the real one, or behind it, until the test is over."""
    monkeypatch.setattr(Jumping, "hours", hours)
    for module in _WHO_LOOKS:
        monkeypatch.setattr(module, "datetime", Jumping)


@contextmanager
def ahead(monkeypatch: pytest.MonkeyPatch, *, hours: float) -> Iterator[None]:
    """The same, and set it right again."""
    with monkeypatch.context() as jumped:
        jump(jumped, hours=hours)
        yield


def set_ahead(hours: float) -> None:
    """The clock of a process of its own, for as long as it lives."""
    jump(pytest.MonkeyPatch(), hours=hours)
