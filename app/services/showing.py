"""Rows as somebody is shown them: what is not for everybody stands beside them, and not in a copy of all the rest."""

from typing import Any, Generic, TypeVar

from app.models import Base

Row = TypeVar("Row", bound=Base)


class Seen(Generic[Row]):
    """A row of which everybody may read the `open` names, and no other name is there but with what reads `instead`.

    That is null for those whom it is not for.
    """

    def __init__(self, row: Row, open_names: frozenset[str], **instead: Any) -> None:
        self._row, self._open_names, self._instead = row, open_names, instead

    def __getattr__(self, name: str) -> Any:
        if name in self._instead:
            return self._instead[name]
        if name not in self._open_names:
            raise AttributeError(name)
        return getattr(self._row, name)
