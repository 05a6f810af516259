"""One search beside several that share: what is measured is judged."""

import pytest

from app.matching.scheduling.sharing import Strategy
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable
from benchmarks import portfolio
from benchmarks.portfolio import Measured, Share
from tests.matching.scheduling.engine.test_state import PROBLEM


def measured(seconds: float, *goals: GoalValue, status: Status = Status.OPTIMAL, right: bool = True) -> Measured:
    placed = (Placement(meeting="ac", slot="s1", table="T1"),)
    timetable = Timetable(instance="", status=status, placements=placed, goals=goals)
    return Measured(seconds=seconds, timetable=timetable, right=right)


THREE, FOUR = (GoalValue(goal="breaks", value=value, bound=value) for value in (3, 4))
OPEN = GoalValue(goal="breaks", value=4, bound=1)


def test_what_is_measured_is_told_in_a_line() -> None:
    assert str(measured(1.25, THREE)) == "1.2 s, breaks 3"
    assert str(measured(9, OPEN, status=Status.FEASIBLE, right=False)) == "9.0 s, breaks 4 (1) WRONG"


def test_two_optima_that_differ_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    unproven = measured(9, OPEN, status=Status.FEASIBLE)

    assert portfolio.concluded([(measured(3, THREE), measured(2, THREE)), (unproven, measured(5, THREE))]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "where both are proven: 3.0 s and 2.0 s"
    assert portfolio.concluded([(measured(3, THREE), measured(2, FOUR))]) == 1
    assert portfolio.concluded([(measured(3, THREE, right=False), unproven)]) == 1


@pytest.mark.slow  # processes that load the solver
def test_shares_in_processes_find_what_one_does() -> None:
    shares = [Share(seconds=20, workers=1, seed=seed, strategy=strategy) for seed, strategy in enumerate(Strategy)]

    alone, together = (portfolio.measure(PROBLEM, some) for some in (shares[:1], shares))

    assert (alone.proven, together.proven, alone.values) == (True, True, together.values)
    assert (alone.right, together.right) == (True, True)
