"""Proofs in the whole model, by one limit after another."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from ortools.sat.python import cp_model

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.model.counters import count_up
from app.matching.scheduling.model.redundant import clusters
from app.matching.scheduling.optimise import Objective, climb
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.stage import Outcome, prove
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.prove.test_bounds import PATIENT, all_required, whole
from tests.matching.scheduling.strategies import Shape, examples, problems

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


@pytest.mark.parametrize("exact", [True, False])
def test_counter_allows_what_is_not_too_many(*, exact: bool) -> None:
    model = cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in range(4)]
    steps = count_up(model, literals, 2, exact=exact)[-1]
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    seen = Seen(literals, steps)

    solver.solve(model, seen)

    assert {sum(chosen) for chosen, _ in seen.solutions} == {0, 1, 2}
    assert len({chosen for chosen, _ in seen.solutions}) == 1 + 4 + 6
    assert all(counted >= sum(chosen) for chosen, counted in seen.solutions)
    assert not exact or all(counted == sum(chosen) for chosen, counted in seen.solutions)


class Seen(cp_model.CpSolverSolutionCallback):
    """Keeps all solutions: which literals are true, and how many steps."""

    def __init__(self, literals: list[cp_model.IntVar], steps: list[cp_model.IntVar]) -> None:
        super().__init__()
        self._literals, self._steps = literals, steps
        self.solutions: list[tuple[tuple[bool, ...], int]] = []

    def on_solution_callback(self) -> None:
        """Called by CP-SAT with each solution."""
        chosen = tuple(map(self.boolean_value, self._literals))
        self.solutions.append((chosen, sum(map(self.boolean_value, self._steps))))


@given(problem=problems())
@settings(deadline=None, derandomize=True, max_examples=50, suppress_health_check=list(HealthCheck))
def test_no_two_of_a_cluster_meet(problem: Problem) -> None:
    cluster_of = {party.id: i for i, cluster in enumerate(clusters(problem)) for party in cluster}

    assert cluster_of.keys() == problem.party_by_id.keys()
    for meeting in problem.meetings:
        assert len({cluster_of[party] for party in meeting.parties}) == len(meeting.parties)
