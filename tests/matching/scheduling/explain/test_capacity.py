"""What more capacity could bring, against enumeration."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.explain import value
from app.matching.scheduling.explain.capacity import Worth
from app.matching.scheduling.explain.scope import Values, rank
from app.matching.scheduling.problem import Goal, Interpreter, Problem, Slot, Table
from tests.matching.scheduling.explain.judged import timetable
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, random_problem

SCOPE = (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE)
SMALL = Shape(meetings=4, slots=3).without("pins", "spread")
TIGHT = changed(
    HALL,
    {
        "policy": {"goals": SCOPE},
        **{name: {"value": 5, "slots": ("s1",)} for name in ("ac", "ad", "ae")},
        **{name: {"slots": ()} for name in ("bd", "be", "cf")},
    },
)


def larger(problem: Problem, worth: Worth) -> Problem:
    """The problem with one more of what the worth is about."""
    like = worth.like[0]
    match worth.kind:
        case "team":
            parties = (replace(p, teams=p.teams + 1) if p.id == like else p for p in problem.parties)
            return replace(problem, parties=tuple(parties))
        case "table":
            parties = (
                replace(p, tables=(*p.tables, "more")) if p.tables is not None and like in p.tables else p
                for p in problem.parties
            )
            more: Table = replace(problem.table_by_id[like], id="more")
            return replace(problem, tables=(*problem.tables, more), parties=tuple(parties))
        case "interpreter":
            return replace(problem, interpreters=(*problem.interpreters, Interpreter(id="more", languages=worth.like)))
        case "slot":
            at = problem.slot_index[like] + 1
            last: Slot = replace(problem.slots[at - 1], id="more")
            return replace(problem, slots=(*problem.slots[:at], last, *problem.slots[at:]))


def is_bound(problem: Problem, bounds: Values) -> bool:
    """Whether no timetable is better."""
    best = best_by_brute_force(problem)
    return best is not None and rank(bounds) <= rank({goal: best[goal] for goal in bounds})


@pytest.mark.parametrize("seed", range(8))
def test_bounds_with_more_hold_for_every_timetable(seed: int) -> None:
    drawn = random_problem(Random(seed), SMALL)
    problem = replace(drawn, policy=replace(drawn.policy, goals=SCOPE))

    capacity = value(problem)

    assert capacity is not None
    assert is_bound(problem, capacity.bounds)
    for worth in capacity.more:
        assert is_bound(larger(problem, worth), worth.bounds)


def test_one_more_team_is_worth_the_meeting_that_it_allows() -> None:
    capacity = value(TIGHT)

    assert capacity is not None
    assert capacity.bounds == {Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: 5}
    first = capacity.more[0]
    assert (first.kind, first.like, first.change) == (
        "team",
        ("A",),
        {Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: 5},
    )
    assert all(not any(worth.change.values()) for worth in capacity.more[1:])


def test_what_a_timetable_could_gain_counts_from_its_own_values() -> None:
    capacity = value(TIGHT, timetable(TIGHT, ()))

    assert capacity is not None
    most = capacity.at_most(capacity.more[0])
    assert most == {Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: 10}


def test_an_interpreter_is_worth_the_meetings_nobody_can_interpret() -> None:
    problem = changed(HALL, {"policy": {"goals": SCOPE}, "ac": {"value": 9, "interpreting": ("th",)}})

    capacity = value(problem)

    assert capacity is not None
    first = capacity.more[0]
    assert (first.kind, first.like, first.change[Goal.WELFARE]) == ("interpreter", ("th",), 9)


def test_time_ends_before_everything_was_looked_at() -> None:
    asked = iter([False, True])

    capacity = value(changed(HALL, {"policy": {"goals": SCOPE}}), over=lambda: next(asked))

    assert capacity is not None
    assert len(capacity.more) == 1


def test_a_table_is_worth_nothing_where_nobody_lacks_one() -> None:
    capacity = value(changed(HALL, {"policy": {"goals": SCOPE}}), timetable(HALL, placed("ac s1 T1")))

    assert capacity is not None
    assert {worth.kind for worth in capacity.more if any(worth.change.values())} == set()
