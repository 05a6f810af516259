"""Times as RFC 3339 writes them, which is narrower than what `datetime.fromisoformat` takes."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from app.matching.scheduling.io.errors import Errors, Path, shown
from app.matching.scheduling.io.fields import BROKEN

_DATE_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII
)
_LEAP_SECOND: Final = 60


def time(value: Any, path: Path, errors: Errors) -> Any:
    """A reader (see `fields`) of a time with its offset, as an aware `datetime`; microseconds are the finest."""
    moment = parse(value) if isinstance(value, str) else None
    if moment is not None:
        return moment
    errors.add(path, 'expected a time with an offset, like "2026-12-18T08:30:00+07:00", got {got}', got=shown(value))
    return BROKEN


def parse(text: str) -> datetime | None:
    """The moment that `text` names, None if it is no RFC 3339. A leap second is the end of its minute."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    microsecond = int((match[7] or "")[:6].ljust(6, "0"))
    zone = timezone(_offset(match[8], match[9], match[10]))
    try:
        if second == _LEAP_SECOND:
            return datetime(year, month, day, hour, minute, tzinfo=zone) + timedelta(minutes=1)
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    if sign is None or hours is None or minutes is None:
        return timedelta()
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if sign == "-" else size
