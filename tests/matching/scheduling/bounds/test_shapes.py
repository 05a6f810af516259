"""Bounds of waiting against enumeration, and by hand where they are exact."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import randoms, sampled_from

from app.matching.scheduling.bounds import shapes
from app.matching.scheduling.bounds.days import Day, days
from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.bounds.shapes import Shapes, waiting
from app.matching.scheduling.bounds.tableau import NEVER, Tableau
from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.improve.waiting import breaks_of, idle_of
from app.matching.scheduling.problem import Goal, Meeting, Party, Problem, Spot
from tests.matching.scheduling.bounds.attained import PATIENT, SMALL, as_good
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, examples, problems, programme

WAITING = (Goal.BREAKS, Goal.IDLE)
LONG = Shape(slots=6, parties=3, meetings=4).without("interpreters", "alternatives", "precedence", "published")
PLAIN = replace(LONG, features=frozenset({"absence", "pins", "limits", "lengths"}))

Values = dict[Goal, int]


def all_values(problem: Problem) -> list[Values]:
    """What the goals are in each legal timetable, those of equal values once."""
    goals = (*SELECTION, *WAITING)
    legal = (goal_values(problem, placements) for placements in timetables(problem))
    distinct = {tuple(values[goal] for goal in goals) for values in legal}
    return [dict(zip(goals, values, strict=True)) for values in sorted(distinct)]


def least(candidates: Sequence[Values], goal: Goal, reached: Sequence[tuple[Goal, int]]) -> int:
    return min(v[goal] for v in candidates if all(as_good(e, v[e], value) for e, value in reached))


def some_reached(source: Random, candidates: Sequence[Values]) -> list[tuple[Goal, int]]:
    """Values of some goals in some order: in turn the best there is, or those of one timetable, good or bad."""
    goals = source.sample(SELECTION, source.randint(0, len(SELECTION)))
    if source.random() < 0.4:
        some = source.choice(candidates)
        return [(goal, some[goal]) for goal in goals]
    reached: list[tuple[Goal, int]] = []
    for goal in goals:
        able = [v[goal] for v in candidates if all(as_good(e, v[e], value) for e, value in reached)]
        reached.append((goal, max(able) if goal.maximised else min(able)))
    return reached


@pytest.mark.parametrize("shape", [SMALL, LONG, PLAIN], ids=["all features", "long days", "plain"])
@pytest.mark.parametrize("goal", WAITING)
def test_bound_is_no_tighter_than_the_best_timetable(shape: Shape, goal: Goal) -> None:
    @given(problem=problems(shape), source=randoms(use_true_random=True))
    @settings(PATIENT, max_examples=examples(60))
    def property_holds(problem: Problem, source: Random) -> None:
        candidates = all_values(problem)
        if not candidates:
            return
        reached = some_reached(source, candidates)
        optimum, compact = least(candidates, goal, reached), Compact(problem)

        bound = Shapes(compact).bound(goal, reached)

        assert bound is not None
        assert waiting(compact, goal, reached) <= bound <= optimum

    property_holds()


def all_days(compact: Compact, day: Day) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every shape of the day, places by slot, with its busy slots as a mask."""
    for shape in product(*[range((day.usable >> slot & 1) * day.teams + 1) for slot in range(compact.slots)]):
        busy = sum(1 << slot for slot, places in enumerate(shape) if places)
        if not day.certain & ~busy and not (day.rest and compact.runs(busy, day.rest + 1)):
            yield shape, busy


@given(source=randoms(use_true_random=True), goal=sampled_from(WAITING))
@settings(PATIENT, max_examples=examples(100))
def test_the_best_shapes_are_those_of_enumeration(source: Random, goal: Goal) -> None:
    first = source.randint(1, 6)
    compact = Compact(replace(HALL, slots=programme(("morning", first), ("afternoon", source.randint(0, 6 - first)))))
    usable, rest, teams = source.getrandbits(compact.slots), source.choice([None, 1, 2, 3]), source.choice([1, 1, 2])
    certain = usable & source.getrandbits(compact.slots) & source.getrandbits(compact.slots)
    least, most = np.sort(
        np.random.default_rng(source.getrandbits(32)).integers(0, 2 * compact.slots, (2, compact.slots)), 0
    )
    day = Day(usable=usable, certain=certain, least=least // 3, most=most, teams=teams, rest=rest)
    profits = np.array([[source.randint(-9, 9) for _ in range(compact.slots)]])
    table = Tableau(compact, [0], [day], goal)

    (earned,) = table.earn(profits, 5).tolist()
    (shape,) = table.shapes().tolist()

    cost = breaks_of if goal is Goal.BREAKS else idle_of
    worth = {
        shape: int(np.dot(profits[0], shape)) - 5 * cost(compact.periods, busy)
        for shape, busy in all_days(compact, day)
        if all(least // 3 <= np.cumsum(shape)) and all(np.cumsum(shape) <= most)
    }
    if worth:
        assert earned == max(worth.values()) == worth[tuple(shape)]
    else:
        assert earned < NEVER // 2


def bounds(problem: Problem, reached: Sequence[tuple[Goal, int]]) -> tuple[int | None, int | None]:
    """Those of breaks and of idle slots."""
    compact = Compact(problem)
    return Shapes(compact).bound(Goal.BREAKS, reached), Shapes(compact).bound(Goal.IDLE, reached)


def insisting(*names: str, **fields: Any) -> dict[str, dict[str, Any]]:
    return {name: {"required": True, **fields} for name in names}


# A can meet at the ends of the morning only, and three insist.
TORN = changed(HALL, insisting("ac", "ad", "ae") | {"A": {"unavailable": ("s2", "s3", "s6")}})


@pytest.mark.parametrize(("missed", "expected"), [(0, (1, 2)), (1, (0, 0))])
def test_who_must_meet_before_and_after_an_absence_waits(missed: int, expected: tuple[int, int]) -> None:
    compact, reached = Compact(TORN), [(Goal.REQUIRED, missed)]

    assert (waiting(compact, Goal.BREAKS, reached), waiting(compact, Goal.IDLE, reached)) == expected
    assert bounds(TORN, reached) == expected


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ([(Goal.FLOORS, 0)], 1),
        ([(Goal.FLOORS, 1)], 0),
        ([(Goal.WELFARE, 6)], 1),
        ([(Goal.WELFARE, 5)], 0),
        ([(Goal.HELD, 6)], 1),
        ([(Goal.HELD, 5)], 0),
        ([(Goal.CHANGES, 0)], 0),
        ([], 0),
    ],
)
def test_each_goal_about_what_to_hold_makes_somebody_wait(reached: list[tuple[Goal, int]], expected: int) -> None:
    worth = {meeting.id: {"value": 1, "required": False} for meeting in TORN.meetings}
    problem = changed(TORN, worth | {"A": {"min_meetings": 3}})

    assert Shapes(Compact(problem)).bound(Goal.BREAKS, reached) == expected


def test_what_is_not_needed_causes_no_wait() -> None:
    assert waiting(Compact(TORN), Goal.BREAKS) == 0
    assert bounds(TORN, []) == (0, 0)


def test_pins_make_somebody_wait_whatever_was_reached() -> None:
    problem = changed(HALL, {"ac": {"pin": Spot(slot="s1")}, "ad": {"pin": Spot(slot="s4")}, "ae": {"slots": ("s5",)}})

    assert bounds(problem, []) == (1, 2)


def test_meetings_with_few_slots_make_somebody_wait_unless_something_fills_the_gap() -> None:
    early, late = insisting("ac", slots=("s1",)), insisting("ad", slots=("s3",))
    reached = [(Goal.REQUIRED, 0)]

    assert bounds(changed(HALL, early | late | {"ae": {"slots": ("s4",)}}), reached) == (1, 1)
    assert bounds(changed(HALL, early | late | {"ae": {"slots": ("s2",)}}), reached) == (0, 0)


def test_rest_makes_who_must_meet_often_wait() -> None:
    problem = changed(HALL, insisting("ac", "ad", "ae") | {"A": {"max_consecutive": 1}})

    assert bounds(problem, [(Goal.REQUIRED, 0)]) == (1, 1)


def test_who_is_free_now_and_then_waits_each_time() -> None:
    problem = replace(TORN, slots=programme(("day", 6)))

    assert bounds(changed(problem, {"A": {"unavailable": ("s2", "s4", "s6")}}), [(Goal.REQUIRED, 0)]) == (2, 2)


def test_long_meetings_take_the_slots_that_they_take() -> None:
    needed = insisting("ac", "ad", length=2) | {"A": {"unavailable": ("s3", "s6")}, "ae": {"slots": ()}}

    # Only the slots before the absence follow each other, so that one is never held.
    assert Shapes(Compact(changed(HALL, needed))).bound(Goal.BREAKS, [(Goal.REQUIRED, 1)]) == 0
    needed["A"]["unavailable"] = ("s5",)
    assert bounds(changed(HALL, insisting("ac", length=4) | needed), [(Goal.REQUIRED, 0)]) == (0, 0)


def test_two_teams_at_once_need_no_break() -> None:
    reached = [(Goal.REQUIRED, 0)]

    assert bounds(changed(TORN, {"A": {"teams": 2}}), reached) == (0, 0)
    few = {"A": {"teams": 2, "unavailable": ("s2", "s3", "s5", "s6")}}
    assert bounds(changed(TORN, few), reached) == (1, 2)


def test_groups_make_all_their_parties_wait() -> None:
    trio = tuple(Meeting(id=f"abc{i}", parties=("A", "B", "C"), required=True, slots=(f"s{i}",)) for i in (1, 4))

    assert bounds(replace(HALL, meetings=trio), [(Goal.REQUIRED, 0)]) == (3, 6)


def test_nobody_waits_for_less_than_the_others_need() -> None:
    """C and D can only meet early and late; A and B have time in between, but nobody to meet."""
    parties = tuple(Party(id=name, side="any", unavailable=("s2",) if name > "B" else ()) for name in "ABCD")
    meetings = tuple(Meeting(id=a + b, parties=(a, b), required=True) for a in "AB" for b in "CD")
    problem = replace(HALL, slots=programme(("day", 3)), parties=parties, meetings=meetings)

    assert bounds(problem, [(Goal.REQUIRED, 0)]) == (4, 4)


# Two tables in the first of three slots, and one in the others: everybody meets first, and then two have to wait.
CROWDED = changed(
    replace(
        HALL,
        slots=programme(("day", 3)),
        meetings=tuple(Meeting(id=a + b, parties=(a, b), required=True) for a in "AB" for b in "CD"),
    ),
    {"T1": {"unavailable": ("s2", "s3")}, "T3": {"unavailable": ("s1", "s2", "s3")}},
)


def test_scarce_tables_make_some_wait_whoever_they_are() -> None:
    assert waiting(Compact(CROWDED), Goal.BREAKS, [(Goal.REQUIRED, 0)]) == 0
    assert bounds(CROWDED, [(Goal.REQUIRED, 0)]) == (2, 2)
    assert bounds(CROWDED, [(Goal.REQUIRED, 1)]) == (0, 0)


def test_scarce_tables_make_some_wait_where_there_are_no_two_sides() -> None:
    ring = tuple(Meeting(id=a + b, parties=(a, b), required=True) for a, b in ("AB", "BC", "CA"))
    problem = changed(
        replace(HALL, slots=programme(("day", 4)), meetings=ring),
        {table: {"unavailable": ("s3",)} for table in ("T1", "T2", "T3")},
    )

    # One of them meets in the first and the second slot, one in the second and the fourth, one in the first and last.
    assert bounds(problem, [(Goal.REQUIRED, 0)]) == (2, 3)


def test_prices_tell_who_would_wait_for_one_more_meeting() -> None:
    bounding = Shapes(Compact(TORN))
    assert bounding.prices() is None

    assert bounding.bound(Goal.BREAKS, [(Goal.HELD, 6)]) == 1

    prices = bounding.prices()
    assert prices is not None
    assert prices == pytest.approx([1, 1, 1, 0, 0, 0])


def test_no_bound_where_a_party_can_t_hold_what_it_must() -> None:
    problem = changed(HALL, {"A": {"unavailable": ("s3", "s4", "s5", "s6")}} | insisting("ac", "ad", "ae"))

    assert Shapes(Compact(problem)).bound(Goal.BREAKS, [(Goal.REQUIRED, 0)]) is None


def test_bound_is_that_of_the_days_alone_when_time_is_over() -> None:
    assert Shapes(Compact(TORN)).bound(Goal.IDLE, [(Goal.REQUIRED, 0)], over=lambda: True) == 2
    assert Shapes(Compact(CROWDED)).bound(Goal.IDLE, [(Goal.REQUIRED, 0)], over=lambda: True) == 0


def test_no_bound_of_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_CELLS", 10)

    assert Shapes(Compact(TORN)).bound(Goal.BREAKS, [(Goal.REQUIRED, 0)]) is None


def test_days_know_how_much_must_be_held() -> None:
    problem = changed(TORN, {"C": {"min_meetings": 2}, "cf": {"length": 2}, "D": {"max_meetings": 1}})

    found = days(Compact(problem), [(Goal.REQUIRED, 1), (Goal.FLOORS, 0)])

    assert [(day.least[-1], day.most[-1]) for day in found] == [(2, 3), (0, 2), (3, 3), (0, 1), (0, 2), (0, 2)]


def test_days_know_by_when() -> None:
    early, late = {"slots": ("s1", "s2")}, {"slots": ("s4",), "length": 1}
    problem = changed(HALL, insisting("ac", **early) | insisting("ad", **late) | {"ae": {"slots": ("s2", "s5")}})

    (day, *_) = days(Compact(problem), [(Goal.REQUIRED, 0)])

    assert day.least.tolist() == [0, 1, 1, 2, 2, 2]
    assert day.most.tolist() == [1, 2, 2, 3, 3, 3]
    (day, *_) = days(Compact(problem), [(Goal.REQUIRED, 1)])
    assert day.least.tolist() == [0, 0, 0, 1, 1, 1]


def test_who_must_meet_early_and_late_waits_in_between() -> None:
    problem = changed(
        replace(HALL, slots=programme(("day", 6))),
        insisting("ac", "ad", slots=("s1", "s2", "s3"))
        | insisting("ae", slots=("s5", "s6"))
        | {"A": {"unavailable": ("s4",)}},
    )

    assert waiting(Compact(problem), Goal.IDLE, [(Goal.REQUIRED, 0)]) == 1
