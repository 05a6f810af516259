"""The stages one by one: what each brings, and that none is needed for the answer to be true."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import check
from app.matching.scheduling.engine.bounding import Bounding
from app.matching.scheduling.engine.constructing import construct
from app.matching.scheduling.engine.improving import admit, even_out
from app.matching.scheduling.engine.searching import Searching
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.improve.waiting import breaks_of
from app.matching.scheduling.problem import Goal, Policy, Problem
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import Status
from tests.matching.scheduling.construct.test_chains import square
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, random_problem

STAGES = (
    *("construct", "bound", "admissions", "shapes", "exchanges", "aim", "neighbourhoods", "seats"),
    *("select", "prove", "prices"),
)
FULL = square(6)


def state_of(problem: Problem) -> State:
    return State(problem, Budget(60), workers=1, seed=0)


def test_a_full_square_is_held_and_proven_without_a_search() -> None:
    state = state_of(replace(FULL, policy=Policy(goals=(Goal.HELD,))))
    bounding = Bounding(state)

    draft = construct(state, bounding.run())
    state.take_checked(draft.placements())

    assert (state.value(Goal.HELD), state.bound(Goal.HELD)) == (36, 36)


def test_what_the_construction_leaves_out_is_let_in() -> None:
    problem = replace(FULL, tables=FULL.tables[:3], policy=Policy(goals=(Goal.HELD,)))
    state = state_of(problem)
    wish = Bounding(state).run()
    draft = construct(state, wish)
    for meeting in list(draft.held())[:5]:
        draft.remove(meeting)

    admit(state, draft, wish)

    assert len(draft.placements()) == 18


def test_breaks_are_evened_out_before_a_timetable_is_taken() -> None:
    problem = replace(FULL, meetings=FULL.meetings[::3], policy=Policy(goals=(Goal.HELD,), max_break_spread=0))
    state = state_of(problem)
    draft = construct(state, Bounding(state).run())

    even_out(state, draft)

    compact = state.compact
    assert {breaks_of(compact.periods, busy) for busy in draft.busy[: len(compact.teams)]} == {0}


WAITING = ("ac s1 T1", "ad s4 T1", "ae s6 T1", "bd s1 T2", "be s4 T2", "cf s4 T3")


def waiting(problem: Problem) -> tuple[State, Searching]:
    """A state in which A, B, C and D wait."""
    state = state_of(replace(problem, policy=Policy(goals=(Goal.HELD, Goal.BREAKS))))
    state.take(tuple(placed(*WAITING)))
    return state, Searching(state)


def test_one_that_is_about_as_good_as_can_be_is_found_at_once() -> None:
    state, searching = waiting(HALL)
    assert (state.value(Goal.BREAKS), state.bound(Goal.BREAKS)) == (4, 0)

    assert searching.aim(Goal.BREAKS, state.effort(1.0), state.standing(Goal.BREAKS))

    assert (state.value(Goal.HELD), state.value(Goal.BREAKS)) in {(6, 0), (6, 1)}


def test_that_there_is_none_about_as_good_is_a_proof() -> None:
    fixed = {line.split()[0]: {"slots": (line.split()[1],)} for line in WAITING}
    state, searching = waiting(changed(HALL, fixed))
    standing = state.standing(Goal.BREAKS)

    assert searching.aim(Goal.BREAKS, state.effort(1.0), standing)
    assert (state.value(Goal.BREAKS), state.bound(Goal.BREAKS), standing.bound) == (4, 2, 2)


def test_without_time_nothing_is_known() -> None:
    state, searching = waiting(HALL)

    assert not searching.aim(Goal.BREAKS, state.effort(0.0), state.standing(Goal.BREAKS))
    assert (state.value(Goal.BREAKS), state.bound(Goal.BREAKS)) == (4, 0)


@pytest.mark.parametrize("stage", STAGES)
def test_without_a_stage_the_answer_is_still_true(stage: str) -> None:
    for seed in range(4):
        problem = random_problem(Random(seed), Shape(meetings=4).without("pins"))
        best = best_by_brute_force(problem)
        assert best is not None

        timetable = solve(problem, seconds=1, workers=1, without=frozenset({stage}))

        report = check(problem, timetable)
        assert (report.violations, report.claims) == ((), ())
        for goal in timetable.goals if timetable.status == Status.OPTIMAL else ():
            assert goal.value == best[Goal(goal.goal)]
        assert all(record["stage"] != stage or record["goal"] is None for record in timetable.run["stages"])


@pytest.mark.parametrize("workers", [1, 2])
def test_time_may_end_anywhere(workers: int) -> None:
    for seed in range(60):
        problem = random_problem(Random(seed % 4), Shape(meetings=4).without("pins"))

        timetable = solve(problem, seconds=0.002 * seed, workers=workers, without=frozenset({"prove", "shapes"}))

        assert check(problem, timetable).violations == ()


def test_the_record_of_the_stages_is_in_the_timetable() -> None:
    timetable = solve(replace(HALL, policy=Policy(goals=(Goal.HELD,))), seconds=10)

    assert [record["stage"] for record in timetable.run["stages"]][:4] == ["bound", "construct", "admissions", "judge"]
    assert timetable.run["stages"][-1]["goals"] == {"held": [6, 6]}
