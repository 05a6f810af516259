"""How long a list is, whatever it lists."""

from typing import Any

from sqlalchemy import Select, func, select


def size(query: Select[Any]) -> Select[int]:
    """The number of rows of `query`."""
    return select(func.count()).select_from(query.order_by(None).subquery())
