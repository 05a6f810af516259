"""The academic B2B scheduling instances (Bofill et al., JAIR 74, 2022) as problems of ours.

Their break count does not stop at lunch, so that all slots are one period; everything is numbered from 1.
"""

from datetime import datetime, timedelta, timezone
from typing import Any, NoReturn

from app.matching.scheduling.io.dzn_text import Given, fail, parse
from app.matching.scheduling.io.references import cycle_entries
from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Problem, Slot, SlotId, Spot, Table

_FIRST_START = datetime(2026, 1, 15, 8, tzinfo=timezone(timedelta(hours=1)))
_SLOT_LENGTH = timedelta(minutes=15)
_MOST_BREAK_SPREAD = 2
_MOST = 100_000
_ROW_LENGTH = 3  # Of `requested`: two participants and a session.
_MORNING, _AFTERNOON, _ANY = 1, 2, 3

_KNOWN = {
    *("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots", "requested", "forbidden"),
    *("fixed", "fixat", "precedences"),
    *("meetingsxBusiness", "nMeetingsBusiness"),  # They only repeat what `requested` says.
}


def read_dzn(text: str, *, name: str) -> Problem:
    """The problem in the text of a `.dzn` file. Raises `InputErrors` with the first error; its pointer is empty."""
    data = _Data(parse(text))
    slots = _slots(data.count("nTotalSlots", least=1))
    return Problem(
        name=name,
        slots=slots,
        tables=tuple(Table(id=f"t{i:02d}") for i in range(1, data.count("nTables") + 1)),
        parties=_parties(data, slots),
        meetings=_meetings(data, slots),
        policy=Policy(goals=(Goal.REQUIRED, Goal.BREAKS), max_break_spread=_MOST_BREAK_SPREAD),
    )


class _Data:
    """The assignments of a file, asked for by name and checked on the way."""

    def __init__(self, given: dict[str, Given]) -> None:
        self._given = given
        for name, value in given.items():
            if name not in _KNOWN:
                fail("line {line}: expected no {name} in this file", line=value.line, name=name)

    def has(self, name: str) -> bool:
        return name in self._given

    def count(self, name: str, *, least: int = 0, most: int = _MOST) -> int:
        """An integer from `least` to `most`."""
        value = self._value(name)
        if not isinstance(value, int) or not least <= value <= most:
            self.refuse(
                "line {line}: expected {place} to be an integer from {least} to {most}", name, least=least, most=most
            )
        return value

    def numbers(self, name: str, *, length: int, most: int) -> list[int]:
        """A list of `length` integers from 0 to `most`."""
        items = self.items(name, length)
        for i, item in enumerate(items):
            if not isinstance(item, int) or not 0 <= item <= most:
                self.refuse("line {line}: expected {place} to be an integer from 0 to {most}", name, i, most=most)
        return items

    def sets(self, name: str, *, length: int, most: int) -> list[list[int]]:
        """A list of `length` sets of integers from 0 to `most`, each sorted and without the 0 that stands for none."""
        items = self.items(name, length)
        for i, item in enumerate(items):
            if not isinstance(item, frozenset) or not all(0 <= member <= most for member in item):
                self.refuse(
                    "line {line}: expected {place} to be a set of integers from 0 to {most}", name, i, most=most
                )
        return [sorted(item - {0}) for item in items]

    def items(self, name: str, length: int) -> list[Any]:
        """A list, or the rows of an array, of this length."""
        value = self._value(name)
        if not isinstance(value, list) or len(value) != length:
            self.refuse("line {line}: expected {place} to have {length} items", name, length=length)
        return value

    def refuse(self, template: str, name: str, item: int | None = None, /, **params: object) -> NoReturn:
        """Raise an error about what was given to a name, or about one item of it, counted from 0."""
        place = name if item is None else f"{name}[{item + 1}]"
        fail(template, line=self._given[name].line, place=place, **params)

    def _value(self, name: str) -> Any:
        if name not in self._given:
            fail("expected a value for {name}, which is missing", name=name)
        return self._given[name].value


def _slots(count: int) -> tuple[Slot, ...]:
    starts = [_FIRST_START + i * _SLOT_LENGTH for i in range(count)]
    return tuple(
        Slot(id=f"s{i:02d}", start=start, end=start + _SLOT_LENGTH, period="day")
        for i, start in enumerate(starts, start=1)
    )


def _parties(data: _Data, slots: tuple[Slot, ...]) -> tuple[Party, ...]:
    forbidden = data.sets("forbidden", length=data.count("nBusiness"), most=len(slots))
    return tuple(
        Party(id=_party_id(i), side="business", unavailable=tuple(slots[s - 1].id for s in away))
        for i, away in enumerate(forbidden, start=1)
    )


def _meetings(data: _Data, slots: tuple[Slot, ...]) -> tuple[Meeting, ...]:
    requests = _requests(data)
    pins = _pins(data, slots, len(requests))
    precedences = _precedences(data, len(requests))
    allowed = _allowed(data, slots)
    return tuple(
        Meeting(
            id=_meeting_id(i),
            parties=(_party_id(one), _party_id(other)),
            required=True,
            slots=allowed[session],
            pin=pin,
            after=tuple(map(_meeting_id, earlier)),
        )
        for i, ((one, other, session), pin, earlier) in enumerate(
            zip(requests, pins, precedences, strict=True), start=1
        )
    )


def _requests(data: _Data) -> list[list[int]]:
    """A row for each meeting: two participants and the session that they want."""
    requests, parties = data.items("requested", data.count("nMeetings")), range(1, data.count("nBusiness") + 1)
    for i, row in enumerate(requests):
        if not isinstance(row, list) or len(row) != _ROW_LENGTH:
            data.refuse("line {line}: expected {place} to be a row of three integers", "requested", i)
        one, other, session = row
        if one not in parties or other not in parties or one == other:
            data.refuse(
                "line {line}: expected {place} to name two different participants from 1 to {most}",
                "requested",
                i,
                most=len(parties),
            )
        if session not in {_MORNING, _AFTERNOON, _ANY}:
            data.refuse("line {line}: expected the session in {place} to be 1, 2 or 3", "requested", i)
    return requests


def _allowed(data: _Data, slots: tuple[Slot, ...]) -> dict[int, tuple[SlotId, ...] | None]:
    noon = data.count("nMorningSlots", most=len(slots))
    ids = tuple(slot.id for slot in slots)
    return {_MORNING: ids[:noon], _AFTERNOON: ids[noon:], _ANY: None}


def _pins(data: _Data, slots: tuple[Slot, ...], count: int) -> list[Spot | None]:
    """Older files have `fixat` for `fixed`; one with neither pins nothing."""
    if data.has("fixed") and data.has("fixat"):
        data.refuse("line {line}: expected no {place} beside fixed", "fixat")
    if not data.has("fixed") and not data.has("fixat"):
        return [None] * count
    fixed = data.numbers("fixed" if data.has("fixed") else "fixat", length=count, most=len(slots))
    return [Spot(slot=slots[s - 1].id) if s else None for s in fixed]


def _precedences(data: _Data, count: int) -> list[list[int]]:
    if not data.has("precedences"):
        return [[] for _ in range(count)]
    precedences = data.sets("precedences", length=count, most=count)
    for meeting, _ in cycle_entries([[earlier - 1 for earlier in row] for row in precedences]):
        data.refuse("line {line}: expected no cycle, but {place} leads back to itself", "precedences", meeting)
    return precedences


def _party_id(number: int) -> str:
    return f"p{number:03d}"


def _meeting_id(number: int) -> str:
    return f"m{number:03d}"
