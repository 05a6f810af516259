"""Admissions: never a loss, never a broken rule, and gains where greed left some."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.checker import violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.improve.admissions import Admissions
from app.matching.scheduling.problem import Goal, Policy
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import random_problem
from tests.matching.scheduling.test_draft import filled

GOALS = (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE)


def cost(compact: Compact, draft: Draft) -> tuple[int, ...]:
    values = flow.values(compact, list(draft.held()))
    return values[Goal.REQUIRED], values[Goal.FLOORS], -values[Goal.WELFARE]


@pytest.mark.parametrize("seed", range(80))
def test_admissions_lose_nothing_and_break_no_rule(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread"))
    problem = replace(problem, policy=replace(problem.policy, goals=GOALS))
    draft = filled(problem, Random(seed))
    before = cost(draft.compact, draft)
    admissions = Admissions(draft, GOALS, Random(seed))

    admissions.search(lambda: range(len(problem.meetings)), lambda: False)

    assert violations(problem, draft.placements()) == []
    assert cost(draft.compact, draft) <= before
    assert (admissions.gained > 0) is (cost(draft.compact, draft) < before)


def test_a_better_meeting_takes_the_place_of_a_worse_one() -> None:
    problem = changed(
        replace(HALL, slots=HALL.slots[:1], policy=Policy(goals=(Goal.WELFARE,))),
        {"ac": {"value": 1}, "ad": {"value": 5}, "be": {"value": 2}, "bd": {"value": 3}},
    )
    draft = Draft.of(Compact(problem), placed("ac s1 T1", "bd s1 T2"))

    Admissions(draft, (Goal.WELFARE,), Random(0)).search(lambda: range(6), lambda: False)

    assert [placement.meeting for placement in draft.placements()] == ["ad", "be"]


def test_a_search_ends_when_it_is_told_to() -> None:
    problem = changed(replace(HALL, policy=Policy(goals=(Goal.WELFARE,))), {"ac": {"value": 1}})
    draft = Draft(Compact(problem))

    Admissions(draft, (Goal.WELFARE,), Random(0)).search(lambda: range(6), lambda: True)

    assert list(draft.held()) == []
