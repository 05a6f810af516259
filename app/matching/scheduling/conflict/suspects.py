"""A few pins that contradict each other for sure, found by counting alone.

Where a meeting is pinned its start is known, and most rules then only count: meetings of a party in a slot, meetings
of a party, users of a resource. Linear in the pins, so it costs nothing to look here first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.matching.scheduling.model.tables import TableClass, table_classes
from app.matching.scheduling.model.ways import START_RULES, Way, attends, available, speaks, suits
from app.matching.scheduling.problem import Meeting, MeetingId, Party, Problem


@dataclass(frozen=True, slots=True)
class _Pinned:
    """A meeting where it is pinned; `slots` are the positions that it takes."""

    meeting: Meeting
    slots: range

    @property
    def id(self) -> MeetingId:
        return self.meeting.id


def suspects(problem: Problem) -> list[MeetingId] | None:
    """Pins that can't be kept together, few if not the fewest; None if counting finds none."""
    pins = [_pinned(problem, meeting) for meeting in problem.meetings if meeting.pin is not None]
    found = (_alone, _in_order, _too_many, _without_rest)
    return next((group for find in found for group in find(problem, pins)), None)


def _pinned(problem: Problem, meeting: Meeting) -> _Pinned:
    assert meeting.pin is not None, "only pinned meetings come here"
    start = problem.slot_index[meeting.pin.slot]
    return _Pinned(meeting, range(start, min(start + meeting.length, len(problem.slots))))


def _alone(problem: Problem, pins: Sequence[_Pinned]) -> Iterator[list[MeetingId]]:
    """Pins that no start, no table or no interpreter lets be kept, whatever the others are."""
    classes = table_classes(problem)
    for pin in pins:
        way = Way(pin.meeting, pin.slots.start, pin.slots)
        closed = any(True for rule in START_RULES.values() for _ in rule(problem, way))
        if closed or not _has_table(problem, way, classes) or not _has_interpreter(problem, way):
            yield [pin.id]


def _has_table(problem: Problem, way: Way, classes: Sequence[TableClass]) -> bool:
    pin = way.meeting.pin
    named = None if pin is None else pin.table
    return any(
        suits(problem, way.meeting, tables) and available(problem, way, tables)
        for tables in classes
        if named is None or named in tables.ids
    )


def _has_interpreter(problem: Problem, way: Way) -> bool:
    return not way.meeting.interpreting or any(
        speaks(problem, way.meeting, who) and attends(problem, way, who) for who in problem.interpreters
    )


def _in_order(_problem: Problem, pins: Sequence[_Pinned]) -> Iterator[list[MeetingId]]:
    """Pairs of which the one that must follow starts before the other has ended."""
    by_id = {pin.id: pin for pin in pins}
    for pin in pins:
        for earlier in pin.meeting.after:
            if earlier in by_id and pin.slots.start < by_id[earlier].slots.stop:
                yield [earlier, pin.id]


def _too_many(problem: Problem, pins: Sequence[_Pinned]) -> Iterator[list[MeetingId]]:
    """One more than there is room for, of those that want the same at the same time or altogether."""
    wanting: defaultdict[tuple[object, ...], list[MeetingId]] = defaultdict(list)
    room: dict[tuple[object, ...], int] = {}
    for pin in pins:
        for want, number in _wants(problem, pin):
            wanting[want].append(pin.id)
            room[want] = number
    groups = (meetings[: room[want] + 1] for want, meetings in wanting.items() if len(meetings) > room[want])
    yield from sorted(groups, key=len)


def _wants(problem: Problem, pin: _Pinned) -> Iterator[tuple[tuple[object, ...], int]]:
    """What the meeting takes a share of, and how many can have one."""
    meeting = pin.meeting
    parties = [problem.party_by_id[party] for party in meeting.parties]
    if meeting.alternative is not None:
        yield ("alternative", meeting.alternative), 1
    yield from ((("party", p.id), p.max_meetings) for p in parties if p.max_meetings is not None)
    for slot in pin.slots:
        yield from ((("party", party.id, slot), party.teams) for party in parties)
        yield from ((("resource", name, slot), problem.resource_by_id[name].capacity) for name in meeting.resources)
        if meeting.pin is not None and meeting.pin.table is not None:
            yield ("table", meeting.pin.table, slot), 1
        yield ("tables", slot), len(problem.tables)


def _without_rest(problem: Problem, pins: Sequence[_Pinned]) -> Iterator[list[MeetingId]]:
    """Pins that fill a run of slots in which a party needs a free one."""
    resting = [party for party in problem.parties if party.max_consecutive is not None]
    busy: dict[str, dict[int, MeetingId]] = {party.id: {} for party in resting}
    for pin in pins:
        for name in pin.meeting.parties:
            if name in busy:
                busy[name].update(dict.fromkeys(pin.slots, pin.id))
    for party in resting:
        yield from _full_windows(problem, party, busy[party.id])


def _full_windows(problem: Problem, party: Party, busy: dict[int, MeetingId]) -> Iterator[list[MeetingId]]:
    most = party.max_consecutive or 0
    for period in problem.periods:
        for first in range(period.start, period.stop - most):
            window = range(first, first + most + 1)
            if all(slot in busy for slot in window):
                yield list(dict.fromkeys(busy[slot] for slot in window))
