"""Rows as somebody is shown them: what is not for everybody stands beside them, and not in a copy of all the rest."""

from typing import Any, Generic, TypeVar

from app.models import Base

Row = TypeVar("Row", bound=Base)


class Seen(Generic[Row]):
    """A row in which some names read otherwise, as null for those whom they are not for."""

    def __init__(self, row: Row, **instead: Any) -> None:
        self.row, self._instead = row, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead[name] if name in self._instead else getattr(self.row, name)
