"""The linear bound against enumeration, against the flow, and one limit at a time."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, permutations, randoms, sampled_from

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.bounds.linear import Linear
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal, Problem, Spot
from tests.matching.scheduling.bounds.attained import PATIENT, SMALL, as_good, attained, best, selected
from tests.matching.scheduling.bounds.test_flow import PLAIN, two_sided
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.strategies import Shape, examples, problems

TINY = 1e-5
MORNING, AFTERNOON = ("s1", "s2", "s3", "s4"), ("s5", "s6")
AFTER_FIRST = ("s2", "s3", "s4", "s5", "s6")

Changes = dict[str, dict[str, Any]]


def linear(problem: Problem, *, timed: bool = False) -> Linear:
    return Linear(Compact(problem), timed=timed)


def all_of(names: str, **fields: Any) -> Changes:
    """The same fields for several things."""
    return {name: dict(fields) for name in names.split()}


def merged(*changes: Changes) -> Changes:
    """All changes; several to one thing together."""
    together: Changes = {}
    for change in changes:
        for name, fields in change.items():
            together[name] = together.get(name, {}) | fields
    return together


@given(problem=problems(SMALL), goals=permutations(SELECTION), timed=booleans(), source=randoms(use_true_random=True))
@settings(PATIENT, max_examples=examples(100))
def test_bound_is_no_tighter_than_the_best_timetable(
    problem: Problem, goals: list[Goal], timed: bool, source: Random
) -> None:
    values, programme = attained(problem), linear(problem, timed=timed)
    for achieved in (None, source.choice(values)) if values else ():
        reached: list[tuple[Goal, int]] = []
        for goal in goals:
            optimum = best(values, goal, reached)

            bound = programme.bound(goal, reached)

            assert bound is not None
            assert as_good(goal, bound, optimum)
            reached.append((goal, optimum if achieved is None else achieved[goal]))


@given(problem=problems(Shape(meetings=9, parties=6)), goal=sampled_from(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_bound_that_knows_times_is_at_least_as_tight(problem: Problem, goal: Goal) -> None:
    loose, tight = linear(problem).bound(goal), linear(problem, timed=True).bound(goal)

    assert tight is None or (loose is not None and as_good(goal, loose, tight))


@given(problem=problems(SMALL), goals=permutations(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_selection_is_no_worse_than_the_best_timetable(problem: Problem, goals: list[Goal]) -> None:
    values = attained(problem)

    prospect = linear(problem).select(goals)

    if values:
        assert prospect is not None
        assert list(prospect.bounds) == goals
        reached: list[tuple[Goal, int]] = []
        for goal in goals:
            # A bound of a later goal only speaks of timetables that reach the bounds of those before it.
            if all(any(as_good(e, v[e], value) for v in values) for e, value in reached):
                able = [v for v in values if all(as_good(e, v[e], value) for e, value in reached)]
                assert all(as_good(goal, prospect.bounds[goal], v[goal]) for v in able)
            reached.append((goal, prospect.bounds[goal]))


@given(problem=problems(PLAIN).filter(two_sided), goals=permutations(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_bound_is_that_of_the_flow_between_two_sides(problem: Problem, goals: list[Goal]) -> None:
    selection, programme = flow.select(Compact(problem), goals), linear(problem)
    assert selection is not None

    prospect = programme.select(goals)

    assert prospect is not None
    assert prospect.bounds == selection.values
    reached: list[tuple[Goal, int]] = []
    for goal, value in selection.values.items():
        assert programme.bound(goal, reached) == value
        reached.append((goal, value))


@given(problem=problems(replace(PLAIN, features=PLAIN.features | {"groups", "resources", "alternatives"})))
@settings(PATIENT, max_examples=examples(60))
def test_bound_rounds_the_relaxation_of_the_model_at_most_up(problem: Problem) -> None:
    optimum = selected(problem, [Goal.HELD])[Goal.HELD]

    bound = linear(problem).bound(Goal.HELD)

    # Rows about windows may make it tighter than the model; halves of meetings make it looser, by less than one in two.
    assert bound is not None
    assert bound <= 2 * optimum


@given(problem=problems(Shape(meetings=9, parties=6)), goals=permutations(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_profits_and_shares_agree(problem: Problem, goals: list[Goal]) -> None:
    prospect = linear(problem).select(goals[:1])

    if prospect is not None:
        pinned = np.array([meeting.pin is not None for meeting in problem.meetings])
        possible = np.array(open_starts(Compact(problem))) > 0
        assert (prospect.profits[(prospect.shares > TINY) & ~pinned] >= -TINY).all()
        assert (prospect.profits[(prospect.shares < 1 - TINY) & possible] <= TINY).all()


LIMITS: dict[str, tuple[list[Changes], int]] = {
    "a party's only slot": ([all_of("A", unavailable=AFTER_FIRST)], 4),
    "a party's teams": ([all_of("A", unavailable=AFTER_FIRST, teams=2)], 5),
    "a party's maximum": ([all_of("A", max_meetings=1)], 4),
    "a party's rest": ([all_of("A", max_consecutive=1, unavailable=AFTERNOON)], 5),
    "a party's window": ([all_of("ac ad ae", slots=("s1", "s2"))], 5),
    "a party's window among others": (
        [all_of("ac ad", slots=("s1",)), all_of("ae", slots=("s2", "s3", "s4"))],
        5,
    ),
    "a party too tired": ([all_of("A", max_consecutive=1), all_of("ac ad ae", length=2)], 3),
    "tables in a window": ([all_of("bd cf ae", slots=("s1",)), all_of("T1 T2", unavailable=("s1",))], 4),
    "a period": (
        [
            all_of("ac bd", slots=("s1", "s2")),
            all_of("ad be", slots=("s2", "s3")),
            all_of("ae", slots=("s1", "s3")),
            all_of("cf", slots=("s5",)),
            all_of("T2", unavailable=MORNING),
            all_of("T3", unavailable=MORNING + AFTERNOON),
        ],
        4,
    ),
    "own tables": ([all_of("A B", tables=("T1",)), all_of("T1", unavailable=AFTER_FIRST)], 2),
    "fewer own tables than teams": (
        [all_of("A", tables=("T1",), teams=2, unavailable=AFTER_FIRST)],
        4,
    ),
    "own tables in a window": (
        [
            all_of("A", tables=("T1", "T2", "T3"), teams=2),
            all_of("bd", parties=("A", "D")),
            all_of("be", parties=("A", "E")),
            all_of("ac ad ae bd", slots=("s1", "s2")),
            all_of("T2 T3", unavailable=("s1",)),
        ],
        5,
    ),
    "tables with more and more features": (
        [
            all_of("bd cf", features=("screen",)),
            all_of("ae", features=("screen", "phone")),
            all_of("T1", features=("screen", "phone"), unavailable=AFTER_FIRST),
            all_of("T2", features=("screen",), unavailable=AFTER_FIRST),
        ],
        5,
    ),
    "tables with a feature": (
        [all_of("bd cf ae", features=("screen",)), all_of("T1", unavailable=AFTER_FIRST, features=("screen",))],
        4,
    ),
    "a resource": ([all_of("bd cf ae", resources=("video",), slots=("s1",))], 4),
    "a resource that is not there": ([all_of("bd cf ae", resources=("video",)), all_of("video", capacity=0)], 3),
    "a language": ([all_of("ac bd cf", interpreting=("lo",)), all_of("I2", max_meetings=1)], 4),
    "two languages": (
        [
            all_of("ac bd", interpreting=("ko",)),
            all_of("cf", interpreting=("lo",)),
            all_of("I1 I2", max_meetings=1),
        ],
        5,
    ),
    "an interpreter's window": (
        [all_of("ac bd cf", interpreting=("lo",), slots=("s1", "s2")), all_of("I2", unavailable=("s1",))],
        4,
    ),
    "a party while its interpreter is there": (
        [all_of("ac", interpreting=("lo",)), all_of("I2", unavailable=AFTER_FIRST), all_of("ad", slots=("s1",))],
        5,
    ),
    "an interpreter's rest": (
        [all_of("ac bd cf", interpreting=("lo",)), all_of("I2", max_consecutive=1, unavailable=AFTERNOON)],
        5,
    ),
    "an interpreter's maximum, with a long meeting": (
        [all_of("ac bd cf", interpreting=("lo",)), all_of("ac", length=2), all_of("I2", max_meetings=1)],
        4,
    ),
    "an interpreter too tired": (
        [all_of("ac bd cf", interpreting=("lo",), length=2), all_of("I2", max_consecutive=1)],
        3,
    ),
    "an interpreter who takes none": ([all_of("ac bd", interpreting=("lo",)), all_of("I2", max_meetings=0)], 4),
    "a language that nobody knows": ([all_of("ac bd cf", interpreting=("fr",))], 3),
    "alternatives": ([all_of("ac bd cf", alternative="one")], 4),
    "an order that leaves no time": ([all_of("ac", after=("bd",)), all_of("ac bd", slots=("s1",))], 5),
    "an order that leaves just time": (
        [all_of("ac", after=("bd",), slots=("s2",)), all_of("bd", slots=("s1",))],
        6,
    ),
}


@pytest.mark.parametrize(("changes", "held"), LIMITS.values(), ids=LIMITS)
def test_each_limit_bounds_what_is_held(changes: list[Changes], held: int) -> None:
    assert linear(changed(HALL, merged(*changes))).bound(Goal.HELD) == held


TIMES: dict[str, tuple[list[Changes], int]] = {
    "a slot": (
        [
            all_of("ac bd", slots=("s1", "s3"), resources=("video",)),
            all_of("ae", slots=("s3", "s5"), resources=("video",)),
            all_of("cf", slots=("s1", "s5"), resources=("video",)),
            all_of("ad", slots=("s2", "s4", "s6"), resources=("video",)),
        ],
        5,
    ),
    "slots in a row": (
        [
            all_of("A", max_consecutive=1),
            all_of("ac", slots=("s1", "s3")),
            all_of("ad", slots=("s2",)),
            all_of("ae", slots=("s5",)),
        ],
        5,
    ),
    "an order": (
        [all_of("bd", after=("ac",)), all_of("cf", after=("bd",)), all_of("ac bd cf", slots=("s1", "s2"))],
        5,
    ),
}


@pytest.mark.parametrize(("changes", "held"), TIMES.values(), ids=TIMES)
def test_times_limit_what_is_held(changes: list[Changes], held: int) -> None:
    problem = changed(HALL, merged(*changes))

    assert linear(problem).bound(Goal.HELD) == 6
    assert linear(problem, timed=True).bound(Goal.HELD) == held


def test_long_meetings_need_slots_that_follow_each_other() -> None:
    long = merged(all_of("ac ad", length=2, value=10), all_of("A", unavailable=("s4", "s6")))

    assert linear(changed(HALL, long)).bound(Goal.WELFARE) == 10


def test_pinned_meetings_are_held_at_any_price() -> None:
    problem = changed(HALL, merged(all_of("ac ad", alternative="one"), all_of("ad", value=9)))

    assert linear(problem).bound(Goal.WELFARE) == 9
    pinned = changed(problem, all_of("ac", pin=Spot(slot="s1")))
    assert linear(pinned).bound(Goal.WELFARE) == 0


def test_pins_that_contradict_each_other_leave_no_bound() -> None:
    problem = changed(HALL, all_of("ac ad", pin=Spot(slot="s1")))

    assert linear(problem).bound(Goal.HELD) is None
    assert linear(problem).select([Goal.REQUIRED, Goal.HELD]) is None


ONE_SLOT = changed(
    HALL,
    merged(
        all_of("A", unavailable=AFTER_FIRST, min_meetings=2),
        all_of("ac", required=True, value=1),
        all_of("ad", value=9),
        all_of("policy", bonus={"province": (100, 10, 1)}),
    ),
)


def test_bounds_of_all_goals_come_from_one_selection() -> None:
    prospect = linear(ONE_SLOT).select([Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.BREAKS, Goal.HELD])

    assert prospect is not None
    assert prospect.bounds == {Goal.REQUIRED: 0, Goal.FLOORS: 1, Goal.WELFARE: 1 + 100 + 110, Goal.HELD: 4}
    assert prospect.shares.tolist() == pytest.approx([1, 0, 0, 1, 1, 1])


def test_a_worse_value_of_an_earlier_goal_frees_the_later_ones() -> None:
    programme = linear(ONE_SLOT)

    assert programme.bound(Goal.WELFARE, [(Goal.REQUIRED, 0), (Goal.FLOORS, 1)]) == 1 + 210
    assert programme.bound(Goal.WELFARE, [(Goal.REQUIRED, 1), (Goal.FLOORS, 1)]) == 9 + 210
    assert programme.bound(Goal.REQUIRED, [(Goal.WELFARE, 9 + 210)]) == 1
    assert programme.bound(Goal.REQUIRED, [(Goal.CHANGES, 0), (Goal.WELFARE, 210)]) == 0


def test_nothing_is_as_good_as_what_can_t_be_reached() -> None:
    programme = linear(ONE_SLOT)

    assert programme.bound(Goal.WELFARE, [(Goal.FLOORS, 0)]) is None
    assert programme.bound(Goal.FLOORS, [(Goal.HELD, 5)]) is None


def test_prices_tell_what_one_more_slot_would_bring() -> None:
    compact = Compact(changed(ONE_SLOT, {"A": {"min_meetings": 0}, "policy": {"bonus": {}}}))

    prospect = Linear(compact).select([Goal.WELFARE])

    assert prospect is not None
    assert prospect.bounds == {Goal.WELFARE: 9}
    party = compact.party_index["A"]
    assert set(prospect.prices) == {party}
    assert 1 <= prospect.prices[party] <= 9
    assert prospect.profits[0] == pytest.approx(1 - prospect.prices[party])
    assert prospect.profits[1] == pytest.approx(9 - prospect.prices[party])


def test_prices_name_interpreters_tables_and_resources() -> None:
    served = merged(all_of("ac bd cf", interpreting=("lo",), value=5), all_of("I2", max_meetings=1))
    compact = Compact(changed(HALL, served))
    prospect = Linear(compact).select([Goal.WELFARE])
    assert prospect is not None
    assert prospect.prices == pytest.approx({compact.first_interpreter + 1: 5})

    crowded = merged(all_of("T1 T2", unavailable=("s1", *AFTER_FIRST)), all_of("T3", unavailable=AFTER_FIRST))
    compact = Compact(changed(HALL, crowded))
    prospect = Linear(compact).select([Goal.HELD])
    assert prospect is not None
    # A slot of any table would do.
    assert prospect.prices == pytest.approx(dict.fromkeys(range(compact.first_class, compact.first_interpreter), 1))

    filmed = all_of("bd cf ae", resources=("video",), slots=("s1",), value=3)
    compact = Compact(changed(HALL, filmed))
    prospect = Linear(compact).select([Goal.WELFARE])
    assert prospect is not None
    assert prospect.prices == pytest.approx({compact.first_resource: 3})


def test_no_bound_when_time_is_over() -> None:
    programme = linear(HALL)

    assert programme.bound(Goal.HELD, over=lambda: True) is None
    assert programme.select([Goal.REQUIRED, Goal.HELD], over=lambda: True) is None


def test_goals_about_time_alone_select_nothing() -> None:
    assert linear(HALL).select([Goal.BREAKS]) is None
