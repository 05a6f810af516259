"""What fields must be like as they stand together, in JSON and in forms.

Each rule is a field validator of the last of its fields, so that it is told with whatever else does not fit; where one
of the others has a fault of its own, it is not. A field that may be left out then wants `validate_default`.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Protocol, TypeVar

from pydantic import ValidationInfo

from app.i18n.messages import mark
from app.models import DelegateFunction

T = TypeVar("T")
AT_FAULT = object()


class Misfit(ValueError):
    """What is wrong with fields as they stand together, told at the one by which it is mended.

    Of a list it can be told at one of its items, whose number is `item`.
    """

    def __init__(self, field: str, template: str, *, item: int | None = None) -> None:
        super().__init__(template)
        self.field, self.item = field, item


class Span(Protocol):
    """From one time of a day to another."""

    @property
    def starts(self) -> time: ...

    @property
    def ends(self) -> time: ...


S = TypeVar("S", bound=Sequence[Span])


def beside(info: ValidationInfo, field: str) -> Any:
    """The value of a field before the one that is validated; `AT_FAULT` is nobody's."""
    return info.data.get(field, AT_FAULT)


def has_a_title(title_en: str | None, info: ValidationInfo) -> str | None:
    """For `title_en` beside `title_vi`."""
    if title_en is None and beside(info, "title_vi") is None:
        raise Misfit("title_vi", mark("A title is needed, in Vietnamese or in English"))
    return title_en


def size_in_one_unit(size_unit: str | None, info: ValidationInfo) -> str | None:
    """For `size_unit` beside `size_amount` and `size_currency`."""
    amount, currency = beside(info, "size_amount"), beside(info, "size_currency")
    if AT_FAULT not in (amount, currency):
        units = [unit for unit in (currency, size_unit) if unit is not None]
        if len(units) != (amount is not None):
            field = "size_unit" if len(units) > 1 else "size_currency" if amount else "size_amount"
            raise Misfit(field, mark("A size is an amount and either its currency or its unit"))
    return size_unit


def sectors_of_experts(sector_codes: list[str], info: ValidationInfo) -> list[str]:
    """For `sector_codes` beside `function`."""
    function = beside(info, "function")
    if function is not AT_FAULT and (function is DelegateFunction.EXPERT) != bool(sector_codes):
        raise Misfit("sector_codes", mark("An expert has sectors, and nobody else"))
    return sector_codes


def sizes_in_order(max_size: int | None, info: ValidationInfo) -> int | None:
    """For `max_size` beside `min_size`."""
    if max_size is not None and max_size < info.data.get("min_size", max_size):
        raise Misfit("max_size", mark("The largest size is not below the smallest"))
    return max_size


def slot_in_order(ends_at: datetime, info: ValidationInfo) -> datetime:
    """For `ends_at` beside `starts_at`."""
    starts_at = beside(info, "starts_at")
    if starts_at is not AT_FAULT and ends_at <= starts_at:
        raise Misfit("ends_at", mark("A slot ends after it starts."))
    return ends_at


def day_in_order(ends: time, info: ValidationInfo) -> time:
    """For `ends` beside `starts`."""
    starts = beside(info, "starts")
    if starts is not AT_FAULT and ends <= starts:
        raise Misfit("ends", mark("A day ends after it starts."))
    return ends


def pauses_in_order(pauses: S, info: ValidationInfo) -> S:
    """For `pauses` beside `starts` and `ends`; without these there is nothing that they interrupt."""
    earlier, ends = beside(info, "starts"), beside(info, "ends")
    if AT_FAULT in (earlier, ends) or None in (earlier, ends):
        return pauses
    for i, pause in enumerate(pauses):
        if not earlier <= pause.starts < pause.ends <= ends:
            raise Misfit("pauses", mark("Pauses are within the day and follow each other."), item=i)
        earlier = pause.ends
    return pauses


def table_in_a_slot(table_id: T, info: ValidationInfo) -> T:
    """For `table_id` beside `slot_id`."""
    if table_id is not None and beside(info, "slot_id") is None:
        raise Misfit("slot_id", mark("A table is pinned together with a slot"))
    return table_id
