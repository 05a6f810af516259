"""Adding up what servers counted, and forgetting it."""

from datetime import datetime

from sqlalchemy import Delete, Select, delete, desc, func, select, type_coerce

from app.models import RequestCount
from app.models.base import UtcDateTime


def clock() -> Select[datetime]:
    """The time by the clock of the database; in whole seconds on SQLite."""
    return select(type_coerce(func.now(), UtcDateTime))


def of_minute(minute: int, *, most: int) -> Select[str, int]:
    """How often each of those asked who asked most, all servers together."""
    asked = func.sum(RequestCount.asked)
    counted = select(RequestCount.subject, asked).where(RequestCount.minute == minute)
    return counted.group_by(RequestCount.subject).order_by(desc(asked)).limit(most)


def before(minute: int) -> Select[int]:
    """A minute that is over, if any is left."""
    return select(RequestCount.minute).where(RequestCount.minute < minute).limit(1)


def forget(*, before: int) -> Delete:
    return delete(RequestCount).where(RequestCount.minute < before)
