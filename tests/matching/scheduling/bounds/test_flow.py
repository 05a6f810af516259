"""The flow against enumeration, and against the same relaxation solved by CP-SAT."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import permutations

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal, Meeting, Problem
from tests.matching.scheduling.bounds.attained import PATIENT, attained, selected
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.strategies import Shape, examples, problems

PAIRS = Shape(meetings=4).without("groups")
# What the flow forgets, and where it looks closer than the relaxation that CP-SAT solves.
PLAIN = Shape(meetings=9, parties=6).without(
    "absence", "alternatives", "groups", "interpreters", "lengths", "own tables", "pins", "resources", "table needs"
)


def two_sided(problem: Problem) -> bool:
    return flow.two_sides(Compact(problem)) is not None


def rank(values: dict[Goal, int], goals: Sequence[Goal]) -> tuple[int, ...]:
    """The goals as costs, most important first."""
    return tuple(-values[goal] if goal.maximised else values[goal] for goal in goals)


@given(problem=problems(PAIRS).filter(two_sided), goals=permutations(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_flow_is_no_worse_than_any_timetable(problem: Problem, goals: list[Goal]) -> None:
    selection = flow.select(Compact(problem), goals)

    assert selection is not None
    assert all(rank(selection.values, goals) <= rank(values, goals) for values in attained(problem))


@given(problem=problems(PLAIN).filter(two_sided), goals=permutations(SELECTION))
@settings(PATIENT, max_examples=examples(60))
def test_flow_agrees_with_cp_sat_where_only_parties_and_tables_are_scarce(problem: Problem, goals: list[Goal]) -> None:
    selection = flow.select(Compact(problem), goals)

    assert selection is not None
    assert selection.values == selected(problem, goals)
    assert flow.values(Compact(problem), selection.meetings) == selection.values


@given(problem=problems(PLAIN).filter(two_sided))
@settings(PATIENT, max_examples=examples(15))
def test_forcing_a_meeting_in_is_requiring_it(problem: Problem) -> None:
    goals = (Goal.FLOORS, Goal.WELFARE)
    compact = Compact(problem)
    sides, weights = flow.two_sides(compact), flow.weigh(compact, goals)
    assert sides is not None
    assert weights is not None
    network = flow.Flow(compact, sides, weights)

    for meeting in range(len(problem.meetings)):
        held = network.best([meeting])
        optimum = selected(requiring(problem, meeting), (Goal.REQUIRED, *goals))
        assert (held is None) == (optimum[Goal.REQUIRED] == 1)
        if held is not None:
            assert meeting in held
            assert rank(flow.values(compact, held), goals) == rank(optimum, goals)


@pytest.mark.parametrize(
    "parties", [("A", "B", "C"), ("A", "B")], ids=["a meeting of three", "three who all meet each other"]
)
def test_no_flow_where_there_are_not_two_sides(parties: tuple[str, ...]) -> None:
    rest = (Meeting(id="bc", parties=("B", "C")), Meeting(id="ac", parties=("A", "C")))
    problem = replace(HALL, meetings=(Meeting(id="first", parties=parties), *rest))

    assert flow.select(Compact(problem), (Goal.HELD,)) is None


def test_sides_are_found_whatever_they_are_called() -> None:
    named = flow.two_sides(Compact(HALL))
    found = flow.two_sides(Compact(changed(HALL, {party.id: {"side": "all"} for party in HALL.parties})))

    assert named is not None
    assert found is not None
    assert named.tolist() == found.tolist()


def test_meetings_that_can_t_be_held_take_no_side() -> None:
    problem = changed(replace(HALL, meetings=(*HALL.meetings, Meeting(id="cd", parties=("C", "D")))), {})

    assert not two_sided(problem)
    assert two_sided(changed(problem, {"cd": {"slots": ()}}))


def test_a_flow_is_found_where_the_weights_of_strict_order_would_overflow() -> None:
    meetings = [replace(HALL.meetings[i % 6], id=f"m{i}", value=10**9, required=True) for i in range(200)]
    parties = [replace(party, min_meetings=10**9) for party in HALL.parties]
    compact = Compact(replace(HALL, meetings=tuple(meetings), parties=tuple(parties)))

    selection = flow.select(compact, SELECTION)

    assert flow.weigh(compact, SELECTION) is None
    assert selection is not None
    assert selection.values == flow.values(compact, selection.meetings)
    for goal in (Goal.REQUIRED, Goal.HELD):
        alone = flow.select(compact, (goal,))
        assert alone is not None
        assert selection.values[goal] == alone.values[goal]


def test_costs_that_would_overflow_give_no_flow() -> None:
    compact = Compact(HALL)

    assert flow.select(compact, (Goal.HELD,), np.full(6, 2**60)) is None
    assert flow.select(compact, (Goal.HELD,), np.full(6, 1)) is not None


def test_selection_gives_only_the_goals_asked_for() -> None:
    selection = flow.select(Compact(HALL), (Goal.HELD,))

    assert selection is not None
    assert selection.values == {Goal.HELD: 6}
    assert selection.meetings == tuple(range(6))


def requiring(problem: Problem, number: int) -> Problem:
    """The problem, where this meeting is the only required one."""
    meetings = (replace(meeting, required=i == number) for i, meeting in enumerate(problem.meetings))
    return replace(problem, meetings=tuple(meetings))
