"""What the fields of all resources are made of besides text: bounded numbers, dates, pages."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from app.i18n.messages import mark
from app.models.conference import YEARS

Item = TypeVar("Item")
Dated = TypeVar("Dated", bound=date)

_DAY = re.compile(r"(?!0000)\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(_DAY.pattern + r"[Tt _]\d", re.ASCII)


def _written_as_day(value: Any) -> Any:
    """Refuses a number, also one in a text, which pydantic would take for seconds since 1970."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(mark("A date is a text like 2026-12-08"))
    return value


def _written_as_moment(value: Any) -> Any:
    """Refuses what `_written_as_day` does, and a day alone, which pydantic would take for its first moment."""
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError(mark("A time is a text like 2026-12-08T13:30:00+07:00"))
    return value


def _of_our_time(day: Dated) -> Dated:
    if day.year not in YEARS:
        raise ValueError(mark("Only the years 1900 to 2999 are taken"))
    return day


def _without_fraction(value: Any) -> Any:
    """A number that some programs write with a point, as a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def distinct(values: list[Item]) -> list[Item]:
    """Refuses a list that names something twice."""
    if len(set(values)) != len(values):
        raise ValueError(mark("Nothing may be named twice"))
    return values


def distinct_by(name: str) -> AfterValidator:
    """Refuses a list in which this field of two is the same."""

    def check(values: list[Item]) -> list[Item]:
        distinct([getattr(value, name) for value in values])
        return values

    return AfterValidator(check)


def member_of(kind: type[StrEnum]) -> AfterValidator:
    """Makes one of some of its values a member of the enumeration, which only some versions of Python let validate."""

    def member(value: str) -> StrEnum:
        return kind(value)

    return AfterValidator(member)


Moment = Annotated[AwareDatetime, BeforeValidator(_written_as_moment), AfterValidator(_of_our_time)]
# Without an offset it is by the clock of the conference.
Deadline = Annotated[
    datetime,
    BeforeValidator(_written_as_moment),
    AfterValidator(_of_our_time),
    Field(examples=["2026-11-20T17:00:00+07:00", "2026-11-20T17:00"]),
]
Day = Annotated[date, BeforeValidator(_written_as_day), AfterValidator(_of_our_time)]
# Numbers are strict: neither "2" nor true is one. Those in an address are texts, and take other types. What is to be a
# whole number is one as in JSON Schema, 2.0 as well as 2.
WHOLE = BeforeValidator(_without_fraction)
Count = Annotated[int, Field(strict=True, ge=0, le=10_000), WHOLE]
PositiveCount = Annotated[int, Field(strict=True, ge=1, le=10_000), WHOLE]


class Input(BaseModel):
    """What callers send: a key that is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What callers get: read from rows, without defaults, so that OpenAPI marks every field required."""

    model_config = ConfigDict(from_attributes=True)


class Window(Input):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before.")


class PageRead(Output, Generic[Item]):
    """A part of a list; `total` is the length of all of it, `next_cursor` leads to what comes next, null at the end."""

    items: list[Item]
    total: int
    next_cursor: str | None
