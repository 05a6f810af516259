"""The state that the stages share: it only ever gets better, and says what it was told."""

from dataclasses import replace

import pytest

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.problem import Goal, Policy, Spot
from app.matching.scheduling.standing import Progress
from tests.matching.scheduling.hall import HALL, changed, placed

GOALS = (Goal.HELD, Goal.BREAKS)
PROBLEM = replace(HALL, policy=Policy(goals=GOALS))
ONE, TWO = tuple(placed("ac s1 T1")), tuple(placed("ac s1 T1", "bd s1 T2"))
WAITING = tuple(placed("ac s1 T1", "ad s3 T2"))


def fresh(without: frozenset[str] = frozenset()) -> State:
    return State(PROBLEM, Budget(60), workers=1, seed=0, without=without)


def test_it_begins_with_the_empty_timetable_unless_something_is_pinned() -> None:
    pinned = changed(PROBLEM, {"ac": {"pin": Spot(slot="s1")}})

    assert fresh().best == ()
    assert State(pinned, Budget(60), workers=1, seed=0).best is None


def test_a_timetable_is_taken_only_if_it_is_no_worse_in_the_order_of_the_goals() -> None:
    state = fresh()

    assert [state.take(timetable) for timetable in (ONE, WAITING, TWO, ONE, None)] == [True, True, True, False, False]
    assert (state.best, state.value(Goal.HELD), state.value(Goal.BREAKS)) == (TWO, 2, 0)


def test_a_timetable_that_breaks_a_rule_is_not_taken_where_that_is_asked() -> None:
    state = fresh()

    assert not state.take_checked(tuple(placed("ac s1 T1", "ad s1 T2")))
    assert state.best == ()


def test_the_tightest_bound_counts() -> None:
    state = fresh()

    for goal, bound in ((Goal.HELD, 6), (Goal.HELD, 4), (Goal.HELD, 5), (Goal.BREAKS, 1), (Goal.HELD, None)):
        state.prove(goal, bound)

    assert [state.bound(goal) for goal in GOALS] == [4, 1]


def test_a_goal_is_open_until_its_value_meets_its_bound() -> None:
    state = fresh()
    state.take(TWO)
    state.prove(Goal.HELD, 2)

    assert [state.is_open(goal) for goal in GOALS] == [False, False]
    assert state.reached(Goal.BREAKS) == [(Goal.HELD, 2)]
    assert list(state.after(Goal.HELD)) == [Goal.BREAKS]


@pytest.mark.parametrize(("stage", "offered"), [("construct", False), ("prove", True)])
def test_a_stage_that_is_left_out_is_not_offered(stage: str, *, offered: bool) -> None:
    assert fresh(frozenset({"construct"})).offers(stage) is offered


def test_a_stage_leaves_a_record_with_the_goals_as_it_left_them() -> None:
    state = fresh()

    with state.stage("construct", Goal.HELD):
        state.take(ONE)

    (record,) = state.records
    assert (record.stage, record.goal, [goal.value for goal in record.goals]) == ("construct", "held", [1, 0])


def test_each_change_of_a_standing_is_told_with_the_goals_before() -> None:
    told: list[Progress] = []
    state = State(PROBLEM, Budget(60), workers=1, seed=0, on_progress=told.append)
    state.take(WAITING)

    state.standing(Goal.BREAKS).found(0)

    assert [(progress.goal, progress.value) for progress in told] == [("breaks", 1), ("breaks", 0)]
    assert [(goal.goal, goal.value) for goal in told[-1].goals] == [("held", 2)]
