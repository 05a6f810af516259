"""The solver against enumeration on small instances with every feature, and what must not change an optimum."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import sampled_from

from app.matching.scheduling.checker import check
from app.matching.scheduling.problem import Goal, Problem, Table
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import GoalValue, Rule, Status, Timetable
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.relabelling import relabelled
from tests.matching.scheduling.strategies import Shape, examples, fuzzing, problems

SMALL = Shape(meetings=4)
# The same instances each time, so that the suite takes the same time; fuzzing looks for new ones.
PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))


def solved(problem: Problem, workers: int = 1) -> Timetable:
    """The solver's answer; the limit is far beyond what instances of this size need."""
    return solve(problem, seconds=60, workers=workers)


def proven(problem: Problem, values: dict[Goal, int]) -> tuple[GoalValue, ...]:
    """The goals of a timetable that attains these values and proves them."""
    return tuple(GoalValue(goal=goal, value=values[goal], bound=values[goal]) for goal in problem.policy.goals)


@given(problem=problems(), workers=sampled_from([1, 2]))
@settings(PATIENT, max_examples=examples(500))
def test_solver_agrees_with_brute_force(problem: Problem, workers: int) -> None:
    best = best_by_brute_force(problem)

    timetable = solved(problem, workers)

    if best is None:
        assert timetable.status == Status.INFEASIBLE
    else:
        assert (timetable.status, timetable.goals) == (Status.OPTIMAL, proven(problem, best))
    report = check(problem, timetable)
    assert (report.violations, report.claims) == ((), ())


@given(problems())
@settings(PATIENT, max_examples=examples(60))
def test_no_pin_of_a_conflict_can_be_left_out(problem: Problem) -> None:
    conflict = solved(problem).conflict
    pinned = {part.subjects[0] for part in conflict if part.rule == Rule.PINS}

    for spared in sorted(pinned):
        assert best_by_brute_force(with_pins(problem, pinned - {spared})) is not None
    if conflict:
        assert best_by_brute_force(with_pins(problem, pinned)) is None


@given(problems(SMALL.without("pins")))
@settings(PATIENT, max_examples=examples(30))
def test_one_more_table_never_hurts(problem: Problem) -> None:
    roomier = replace(problem, tables=(*problem.tables, Table(id="spare", zone="east")))

    assert cost(solved(roomier)) <= cost(solved(problem))


@given(problems(SMALL))
@settings(PATIENT, max_examples=examples(30))
def test_other_names_give_the_same_goals(problem: Problem) -> None:
    before, after = solved(problem), solved(relabelled(problem))

    assert (after.status, after.goals) == (before.status, before.goals)


def with_pins(problem: Problem, pinned: set[str]) -> Problem:
    """The problem with no pins but those of these meetings."""
    meetings = (m if m.id in pinned else replace(m, pin=None) for m in problem.meetings)
    return replace(problem, meetings=tuple(meetings))


def cost(timetable: Timetable) -> list[int]:
    """The goals as costs, most important first."""
    return [-goal.value if Goal(goal.goal).maximised else goal.value for goal in timetable.goals]
