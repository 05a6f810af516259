"""Smaller problems in which most of a published timetable stays as it is.

They are ordinary problems, whose timetables are timetables of the whole one, so that every tool works on them. That a
meeting stays at its published table is said by a feature which it needs and only that table has.
"""

from collections.abc import Collection
from dataclasses import replace

from app.matching.scheduling.problem import Meeting, MeetingId, Problem, Spot, Table


def announced(problem: Problem) -> Problem:
    """What the fewest people told depend on: required and pinned meetings, and the others as published or not at all.

    A meeting that is neither required nor pinned can be left out of any timetable unless breaks may not differ: that
    breaks no rule, and if it was not as published, nobody more must be told. So both problems miss as few required
    meetings, and as few people can be told; what is more, the fewest people are the same sets of people in both.
    """
    if problem.policy.max_break_spread is not None:
        return problem
    published = problem.published or {}
    free = {meeting.id for meeting in problem.meetings if meeting.required or meeting.pin is not None}
    return _reduced(problem, free, {meeting: spot for meeting, spot in published.items() if meeting not in free}, {})


def confined(problem: Problem, changing: Collection[MeetingId]) -> Problem:
    """The problem in which only these meetings may change; all others are held as published, or not at all.

    It has no timetable if one of the others can't be held as published.
    """
    published = problem.published or {}
    stays = {meeting: spot for meeting, spot in published.items() if meeting not in changing}
    return _reduced(problem, changing, stays, stays)


def _reduced(
    problem: Problem, free: Collection[MeetingId], spots: dict[MeetingId, Spot], pins: dict[MeetingId, Spot]
) -> Problem:
    """The problem with the meetings `free` as they are, those of `spots` there or nowhere, those of `pins` pinned.

    Others are left out; a required or published one stays in it without a slot, since goals count it.
    """
    kept = [m for m in problem.meetings if m.id in free or m.id in spots or m.required]
    ids = {meeting.id for meeting in kept}
    mark = _unused(problem)

    def reduced(meeting: Meeting) -> Meeting:
        after = tuple(earlier for earlier in meeting.after if earlier in ids)
        if meeting.id in free:
            return replace(meeting, after=after)
        spot = spots.get(meeting.id)
        if spot is None or (meeting.slots is not None and spot.slot not in meeting.slots):
            return replace(meeting, after=after, slots=())
        features = meeting.features if spot.table is None else (*meeting.features, mark + spot.table)
        pin = pins.get(meeting.id) if meeting.pin is None else meeting.pin  # One that says otherwise can't be kept.
        return replace(meeting, after=after, slots=(spot.slot,), features=features, pin=pin)

    named = {spot.table for spot in spots.values()}
    return replace(
        problem,
        meetings=tuple(map(reduced, kept)),
        tables=tuple(_marked(table, mark) if table.id in named else table for table in problem.tables),
    )


def _marked(table: Table, mark: str) -> Table:
    return replace(table, features=(*table.features, mark + table.id))


def _unused(problem: Problem) -> str:
    """A text with which no feature begins."""
    known = [*(table.features for table in problem.tables), *(meeting.features for meeting in problem.meetings)]
    mark = "published at "
    while any(feature.startswith(mark) for features in known for feature in features):
        mark += "the "
    return mark
