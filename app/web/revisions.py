"""Nobody overwrites unseen work: a form knows the revision that it was filled with."""

from typing import Protocol

from app.errors import PreconditionFailed


class Numbered(Protocol):
    @property
    def revision(self) -> int: ...


def check(row: Numbered, seen: int | None) -> None:
    """Raises `PreconditionFailed` if somebody has changed the row since the form was shown."""
    if seen != row.revision:
        raise overtaken(row.revision)


def overtaken(current: int | None = None) -> PreconditionFailed:
    """Somebody else was faster; `current` is the revision that they made."""
    return PreconditionFailed(
        "Somebody has changed this meanwhile. Open the page anew to see how it is now.", current=current
    )
