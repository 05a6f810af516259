"""Each hard rule of the model is needed: without it, the solver makes timetables that the referee rejects for it."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import violations
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.goals import expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.model.ways import Keep, keep_all
from app.matching.scheduling.optimise import Effort, Found, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Rule
from tests.matching.scheduling.hall import HALL
from tests.matching.scheduling.strategies import Shape, random_problem

# The model knows every id, and what breaks the other two can't be written as placements: they have a test of their own.
DROPPED = [rule for rule in Rule if rule not in {Rule.KNOWN_IDS, Rule.AT_MOST_ONCE, Rule.ONE_MEETING_PER_TABLE}]
TRIED = 300


def fullest(problem: Problem, keep: Keep) -> tuple[Context, Found]:
    """The model of these rules, solved for as many meetings as they allow."""
    context = build(problem, keep)
    most = Objective(expression=expression(context, Goal.HELD), maximised=True)
    return context, optimise(
        context.model, most, Effort(budget=Budget(60), share=1.0, workers=1, seed=0), style=Style.LINEAR
    )


def without(dropped: Rule) -> Keep:
    """All rules but one."""
    return lambda rule, _subjects: rule is not dropped


def broken_without(dropped: Rule, problem: Problem) -> set[Rule]:
    """What the referee says of the fullest timetable; nothing where the pins contradict the rules left."""
    context, found = fullest(problem, without(dropped))
    placements = context.choices.placements(found.solver) if found.solved else ()
    return {violation.rule for violation in violations(problem, placements)} if found.solved else set()


@pytest.mark.parametrize("dropped", DROPPED)
def test_the_lack_of_a_rule_is_caught(dropped: Rule) -> None:
    problems = (random_problem(Random(seed), Shape()) for seed in range(TRIED))

    assert any(dropped in broken_without(dropped, problem) for problem in problems)


@pytest.mark.parametrize(
    ("dropped", "problem", "most", "most_without"),
    [
        (Rule.AT_MOST_ONCE, replace(HALL, slots=HALL.slots[:2], meetings=HALL.meetings[:1]), 1, 2),
        (Rule.ONE_MEETING_PER_TABLE, replace(HALL, slots=HALL.slots[:1], tables=HALL.tables[:1]), 1, 3),
    ],
)
def test_the_lack_of_a_rule_holds_too_much(dropped: Rule, problem: Problem, most: int, most_without: int) -> None:
    _, whole = fullest(problem, keep_all)
    _, lacking = fullest(problem, without(dropped))

    assert (whole.bound, lacking.bound) == (most, most_without)
