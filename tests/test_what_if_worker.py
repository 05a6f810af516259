"""What-if runs carried out for good: the answer, and that it is nobody's timetable."""

from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.otherwise import Absent, Amendment, MoreTables
from app.matching.scheduling.timetable import GoalValue
from app.models import Run, RunStatus
from app.queries import timetables
from app.services import runs, what_if_results, what_ifs
from app.services.runs import Wanted
from app.settings import SolverSettings
from tests.factories import ADMINISTRATOR, a_mission_wished_for, a_session
from tests.waiting import wait_for
from tests.working import Place, working


def state(factory: SessionFactory, run: Run) -> Run:
    with unit_of_work(factory, write=False) as db:
        return runs.get(db, ADMINISTRATOR, run.id)


def ended(factory: SessionFactory, run: Run) -> Run:
    wait_for(lambda: state(factory, run).status.ended)
    return state(factory, run)


def test_a_question_is_answered_beside_the_timetable_and_never_becomes_one(
    place: Place, factory: SessionFactory
) -> None:
    with factory() as db:
        session = a_session(db, slots=2)
        a_mission_wished_for(db, session)
        session_id = session.id
    wanted, limits = Wanted(seconds=60, workers=1, seed=0), SolverSettings()

    def ask(*amendments: Amendment) -> Run:
        with unit_of_work(factory, write=True) as db:
            return what_ifs.create(db, ADMINISTRATOR, session_id, amendments, wanted, limits=limits)[0]

    with working(place):
        with unit_of_work(factory, write=True) as db:
            real, _ = runs.create(db, ADMINISTRATOR, session_id, wanted, limits=limits)
        assert ended(factory, real).status is RunStatus.SUCCEEDED
        asked = [ask(MoreTables()), ask(Absent(party="P-02"))]
        assert [ended(factory, each).status for each in asked] == [RunStatus.SUCCEEDED] * 2

    with unit_of_work(factory, write=False) as db:
        more, fewer = (what_if_results.comparison(db, ADMINISTRATOR, each.id) for each in asked)
        assert [each.run_id for each in db.scalars(timetables.of_session(session_id))] == [real.id]
    # Nobody is moved for nothing: of two timetables that are equally good the nearer one is the answer.
    assert (more.differences, more.told, more.is_of_same_data) == ([], [], True)
    assert [goal for goal in more.outcome.goals if goal.goal == "changes"] == [
        GoalValue(goal="changes", value=0, bound=0)
    ]
    assert ([each.meeting for each in fewer.lost], fewer.gained, fewer.moved) == (["02~EMB-KR"], [], [])
    assert (fewer.held_before, fewer.held, fewer.told) == (2, 1, ["EMB-KR"])
