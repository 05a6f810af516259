"""What is worked out once for a problem serves for each of its meetings and timetables."""

from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.explain import Ground, explain
from app.worker.explaining import Instance
from tests.matching.scheduling.explain.judged import Case, cases, timetable
from tests.matching.scheduling.hall import HALL, placed
from tests.matching.scheduling.strategies import Shape, examples, fuzzing


@given(cases(Shape(meetings=4)))
@settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck), max_examples=examples(40))
def test_a_question_leaves_nothing_behind(found: Case | None) -> None:
    if found is None:
        return
    problem, beside = found
    ground = Ground(problem)
    for meeting in problem.meetings:
        assert explain(ground, beside, meeting.id) == explain(Ground(problem), beside, meeting.id)


def test_other_pins_are_another_ground() -> None:
    instance, beside = Instance(HALL), timetable(HALL, placed("ad s1 T1"))

    free = explain(instance.ground({}), beside, "ac")
    pinned = explain(instance.ground({"ad": ["s1", "T1"]}), beside, "ac")

    assert instance.ground({"ad": ["s1", "T1"]}) is instance.ground({"ad": ["s1", "T1"]})
    at = [next(move for move in told.moves if (move.slot, move.table) == ("s1", "T1")) for told in (free, pinned)]
    assert [bool(move.chain) for move in at] == [True, False]
