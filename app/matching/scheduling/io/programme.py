"""The order of the slots: they follow each other in time, and each period is one run of them."""

from typing import Any

from app.matching.scheduling.io.errors import Errors, Path
from app.matching.scheduling.io.fields import BROKEN, Reader


def programme(read_slots: Reader) -> Reader:
    """A reader of the list of slots that also judges their order."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        slots = read_slots(value, path, errors)
        if slots == ():
            errors.add(path, "expected at least one slot")
        elif slots is not BROKEN:
            _check_times(slots, path, errors)
            _check_periods(slots, path, errors)
        return slots

    return read


def _check_times(slots: tuple[Any, ...], path: Path, errors: Errors) -> None:
    previous_end = BROKEN
    for i, slot in enumerate(slots):
        start, end = (BROKEN, BROKEN) if slot is BROKEN else (slot["start"], slot["end"])
        if BROKEN not in (start, previous_end) and start < previous_end:
            errors.add((*path, i, "start"), "expected a start no earlier than the end of the slot before")
        if BROKEN not in (start, end) and end <= start:
            errors.add((*path, i, "end"), "expected an end after the start")
        previous_end = end


def _check_periods(slots: tuple[Any, ...], path: Path, errors: Errors) -> None:
    current: str | None = None
    left: set[str | None] = set()
    for i, slot in enumerate(slots):
        # A slot whose period could not be read may belong to either of its neighbours' periods.
        period = BROKEN if slot is BROKEN else slot["period"]
        if period in (BROKEN, current):
            continue
        if period in left:
            errors.add((*path, i, "period"), "expected slots of one period to follow each other")
        left.add(current)
        current = period
