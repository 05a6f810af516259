"""Proofs in the whole model, by one limit after another."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from ortools.sat.python import cp_model

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.optimise import Objective, Style, climb
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.prove.diary import diaries
from app.matching.scheduling.prove.seating import clusters, partners_of
from app.matching.scheduling.stage import Outcome, prove, search
from tests.matching.scheduling.hall import changed, placed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.prove.test_bounds import DAY, PATIENT, all_required, bounds_of, meeting, whole
from tests.matching.scheduling.strategies import Shape, examples, problems, programme

SMALL = Shape(meetings=4).without("alternatives", "pins")
MANY = 100


def proof(problem: Problem, goal: Goal, best: Callable[[], int]) -> Outcome:
    """The proof of a goal, with everything held if the goal is about breaks."""
    hold = [meeting.id for meeting in problem.meetings] if goal is Goal.BREAKS else []
    reached = [(Goal.REQUIRED, 0)] if goal is Goal.BREAKS else []
    return prove(problem, reached, goal, whole(), best=best, hold=hold)


@given(problem=problems(SMALL).map(all_required))
@settings(PATIENT, max_examples=examples(60))
@pytest.mark.parametrize("goal", [Goal.REQUIRED, Goal.BREAKS])
def test_proof_agrees_with_brute_force(goal: Goal, problem: Problem) -> None:
    best = best_by_brute_force(problem)
    if best is None or (goal is Goal.BREAKS and best[Goal.REQUIRED]):
        return

    known, found = proof(problem, goal, lambda: best[goal])
    placements, better = proof(problem, goal, lambda: MANY)

    assert (known, found.bound) == (None, best[goal])
    assert placements is not None
    assert (goal_values(problem, placements)[goal], better.bound) == (best[goal], best[goal])
    assert violations(problem, placements) == []


@pytest.mark.parametrize(("best", "solved"), [(5, True), (3, True), (2, False)])
def test_climb_finds_only_what_is_better(best: int, *, solved: bool) -> None:
    model = cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in range(4)]
    model.add(sum(literals) >= 2)

    objective = Objective(expression=cp_model.LinearExpr.sum(literals), maximised=False)
    found = climb(model, objective, whole(), lambda: best)

    assert (found.solved, found.infeasible, found.bound) == (solved, False, 2)


def test_days_show_that_two_parties_can_not_meet() -> None:
    problem = replace(DAY, meetings=(meeting("ac", "s1"), meeting("ab"), meeting("cd"), meeting("bd", "s4")))

    counted = bounds_of(problem)[-1].breaks
    _, found = proof(problem, Goal.BREAKS, lambda: 2)

    assert (counted, found.bound) == (0, 2)


def test_days_allow_as_many_breaks_as_there_are() -> None:
    away = {"A": {"unavailable": ("s2", "s4")}, "E": {"unavailable": ("s1", "s3")}}
    torn = changed(replace(DAY, slots=programme(("day", 5))), away)
    problem = replace(torn, meetings=(meeting("ac"), meeting("ad"), meeting("af"), meeting("ef")))

    placements, found = proof(problem, Goal.BREAKS, lambda: MANY)

    assert placements is not None
    assert (goal_values(problem, placements)[Goal.BREAKS], found.bound) == (2, 2)


@given(problem=problems())
@settings(PATIENT, max_examples=50)
def test_no_two_of_a_cluster_meet(problem: Problem) -> None:
    compact = Compact(problem)
    known = diaries(compact, range(len(problem.meetings)))
    partners = partners_of(compact, known)
    cluster_of = {party: i for i, cluster in enumerate(clusters(partners)) for party in cluster}

    assert cluster_of.keys() == {diary.party for diary in known}
    for party, others in partners.items():
        assert all(cluster_of.get(other) != cluster_of[party] for other in others)


def test_search_starts_where_the_hint_is() -> None:
    problem = replace(DAY, meetings=(meeting("ac"), meeting("ad"), meeting("bc"), meeting("bd")))
    hint = placed("ac s1 T0", "ad s2 T0", "bc s2 T1", "bd s1 T1")
    told: list[int] = []

    search(
        problem,
        [(Goal.REQUIRED, 0)],
        Goal.BREAKS,
        whole(),
        hint=hint,
        hold=[m.id for m in problem.meetings],
        style=Style.NEIGHBOURHOODS,
        on_value=told.append,
    )

    assert told[0] == 0
