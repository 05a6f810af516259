"""Days and times as fields of forms have them: without an offset, by the clock of the conference."""

from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from app.i18n.messages import mark
from app.models import Conference
from app.models.conference import YEARS

FORMAT = "%Y-%m-%dT%H:%M"


def _typed(value: Any) -> Any:
    """Browsers send seconds only where somebody has typed them."""
    try:
        moment = datetime.strptime(str(value)[:16], FORMAT)  # noqa: DTZ007 -- the service knows the clock
    except ValueError:
        raise ValueError(mark("Please write a day and a time, like 2026-11-20 17:00.")) from None
    if moment.year not in YEARS:
        raise ValueError(mark("Only the years 1900 to 2999 are taken"))
    return moment


def _typed_day(value: Any) -> Any:
    try:
        day = date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(mark("Please write a date, like 2026-12-08.")) from None
    if day.year not in YEARS:
        raise ValueError(mark("Only the years 1900 to 2999 are taken"))
    return day


def typed_clock(value: Any) -> time:
    """Raises `ValueError` for what is no time of day."""
    try:
        return datetime.strptime(str(value).strip()[:5], "%H:%M").time()  # noqa: DTZ007 -- the service knows the clock
    except ValueError:
        raise ValueError(mark("Please write a time of day, like 13:30.")) from None


Clock = Annotated[time, BeforeValidator(typed_clock)]
Day = Annotated[date, BeforeValidator(_typed_day)]
LocalMoment = Annotated[datetime, BeforeValidator(_typed)]


def written(conference: Conference, moment: datetime | None) -> str | None:
    """As a field shows it."""
    return None if moment is None else moment.astimezone(ZoneInfo(conference.timezone)).strftime(FORMAT)
