"""Greedy timetables: legal with every feature, and as full as one pass can make them."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.construct.sequence import greedy
from app.matching.scheduling.problem import Spot
from app.matching.scheduling.reasons import unplaced
from app.matching.scheduling.timetable import Reason
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import random_problem

ALL = [meeting.id for meeting in HALL.meetings]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_placed_is_legal_and_nothing_more_would_fit(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("spread"))  # noqa: S311 - the same each time

    placements = greedy(problem, [meeting.id for meeting in problem.meetings], lambda: False)

    if placements is None:
        assert any(meeting.pin is not None for meeting in problem.meetings)
    else:
        assert violations(problem, placements) == []
        late = {m.id for m in problem.meetings if any(m.id in other.after for other in problem.meetings)}
        left = {left.meeting for left in unplaced(problem, placements) if left.reason == Reason.VALUE}
        assert left <= late  # Only what must end before a meeting placed earlier can have become possible again.


def test_pinned_and_required_meetings_come_first() -> None:
    problem = changed(
        replace(HALL, slots=HALL.slots[:1], tables=HALL.tables[:2]),
        {"ac": {"value": 9}, "ad": {"value": 1, "required": True}, "bd": {"value": 5}, "be": {"pin": Spot(slot="s1")}},
    )

    assert greedy(problem, ALL, lambda: False) == tuple(placed("be s1 T1", "ad s1 T2"))


def test_it_ends_when_the_time_is_over() -> None:
    assert greedy(HALL, ALL, lambda: True) == ()


def test_a_pin_that_cannot_be_kept_gives_nothing() -> None:
    assert greedy(changed(HALL, {"ac": {"pin": Spot(slot="s1")}, "A": {"unavailable": ("s1",)}}), ALL, bool) is None
