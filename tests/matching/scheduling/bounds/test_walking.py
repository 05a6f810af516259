"""The bound of moves against enumeration, and by hand where it is exact."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis.strategies import randoms

from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.bounds.walking import Walking, corners
from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Problem, Table
from tests.matching.scheduling.bounds.attained import PATIENT, SMALL, best
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, examples, problems, programme

LONG = Shape(slots=5, tables=3, parties=3, meetings=4).without(
    "interpreters", "alternatives", "precedence", "published"
)


@pytest.mark.parametrize("shape", [SMALL, LONG], ids=["all features", "long days"])
def test_bound_is_no_tighter_than_the_best_timetable(shape: Shape) -> None:
    @given(problem=problems(shape), source=randoms(use_true_random=True))
    @settings(PATIENT, max_examples=examples(60))
    def property_holds(problem: Problem, source: Random) -> None:
        candidates = [goal_values(problem, placements) for placements in timetables(problem)]
        if not candidates:
            return
        some = source.choice(candidates)
        reached = [(goal, some[goal]) for goal in source.sample(SELECTION, source.randint(0, len(SELECTION)))]

        bound = Walking(Compact(problem)).moves(reached)

        assert bound is not None
        assert bound <= best(candidates, Goal.MOVES, reached)

    property_holds()


def visits(periods: int, **hosts: tuple[str, ...]) -> Problem:
    """A guest meets hosts with tables of their own, in periods of two slots."""
    own = sorted({table for tables in hosts.values() for table in tables})
    return Problem(
        name="visits",
        slots=programme(*((f"period {number}", 2) for number in range(periods))),
        tables=tuple(Table(id=table) for table in own),
        parties=(
            Party(id="guest", side="guests"),
            *(Party(id=host, side="hosts", tables=tables) for host, tables in hosts.items()),
        ),
        meetings=tuple(Meeting(id=host, parties=("guest", host), required=True) for host in hosts),
        policy=Policy(goals=(Goal.REQUIRED, Goal.MOVES)),
    )


@pytest.mark.parametrize(
    ("problem", "moves"),
    [
        pytest.param(visits(1, a=("A",), b=("B",)), 1, id="from one to the other"),
        pytest.param(visits(2, a=("A",), b=("B",)), 0, id="one in each period"),
        pytest.param(visits(2, a=("A",), b=("B",), c=("C",)), 1, id="three in two periods"),
        pytest.param(visits(1, a=("A", "B"), b=("B",)), 0, id="at the table of both"),
        pytest.param(visits(2, a=("A",), b=("B",), c=("C",), d=("D", "C")), 1, id="a table of two"),
    ],
)
def test_guest_moves_from_table_to_table(problem: Problem, moves: int) -> None:
    walking = Walking(Compact(problem))

    assert walking.moves([(Goal.REQUIRED, 0)]) == moves
    assert (
        min(goal_values(problem, p)[Goal.MOVES] for p in timetables(problem) if len(p) == len(problem.meetings))
        == moves
    )
    assert walking.moves() == 0  # Who holds nothing needs not walk.


def test_party_of_two_teams_does_not_move() -> None:
    problem = visits(1, a=("A",), b=("B",))
    guest, *hosts = problem.parties
    doubled = replace(problem, parties=(replace(guest, teams=2), *hosts))

    assert Walking(Compact(doubled)).moves([(Goal.REQUIRED, 0)]) == 0


def test_corners_are_joined_by_a_chain_of_tables() -> None:
    compact = Compact(visits(2, a=("A",), b=("B",), c=("C",), d=("A", "C")))

    assert sorted(map(sorted, corners(compact, 0))) == [[0, 2, 3], [1]]


def test_more_than_can_be_reached_has_no_bound() -> None:
    problem = visits(1, a=("A",), b=("B",), c=("C",))

    assert Walking(Compact(problem)).moves([(Goal.REQUIRED, 0)]) is None
