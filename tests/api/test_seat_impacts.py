"""Who comes no more, or sits elsewhere: the meetings by which people go are told before it is done."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.errors import WouldInvalidate
from app.models import Conference, Delegate, DelegateFunction, Role, Stage, TimetableStatus
from app.services import impact_checks, seat_impacts
from tests.api.answers import API, assert_problem
from tests.api.frame import HARM, NOTHING, shown
from tests.api.people import People
from tests.api.test_diaries import Scene, seats
from tests.factories import ADMINISTRATOR, a_delegate, tell

ACCEPTED = {"accept_impact": True}


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


@pytest.fixture
def pair(db: Session, scene: Scene) -> tuple[Delegate, Delegate]:
    """Who heads the delegation sits at either of its teams, who is deputy at the second."""
    head = a_delegate(db, scene.own, name="An", function=DelegateFunction.HEAD, teams=[1, 2], position=1)
    return head, a_delegate(db, scene.own, name="Bình", function=DelegateFunction.DEPUTY, teams=[2], position=2)


def url(delegate: Delegate) -> str:
    return f"{API}/delegates/{delegate.id}"


def of(delegate: Delegate, **private: Any) -> dict[str, Any]:
    """As a PUT takes it."""
    return {"name": delegate.name, "private": {"function": delegate.function, "teams": delegate.teams} | private}


def meeting(version: Any, name: str, slot: int, table: int, *parties: Any) -> dict[str, Any]:
    return {
        "timetable_id": str(version.id),
        "meeting": name,
        "slot": f"s{slot + 1:02}",
        "table": f"T{table + 1:02}",
        "delegation_ids": sorted(str(each.id) for each in parties),
    }


def test_who_sits_at_meetings_is_taken_out_once_that_is_accepted(
    client: TestClient, scene: Scene, pair: tuple[Delegate, Delegate]
) -> None:
    version = scene.timetable((0, 0, scene.own, scene.korea), (0, 1, scene.own, scene.france))
    head, deputy = pair
    before = seats(client, scene.own)
    both = [meeting(version, f"m{n + 1}", 0, n, scene.own, whom) for n, whom in enumerate((scene.korea, scene.france))]

    response = client.delete(url(deputy))

    assert before == [("m1", 1, ["An"]), ("m2", 2, ["Bình"])]
    # Nobody is left for one of the two.
    rule = {"timetable_id": str(version.id), "rule": "party-teams", "delegation_ids": [str(scene.own.id)]}
    impact = {"timetables": [shown(version)], "meetings": both, "broken": [rule | {"meetings": ["m1", "m2"]}]}
    assert_problem(response, 409, "would-invalidate", HARM, impact=NOTHING | impact)
    assert seats(client, scene.own) == before
    assert client.delete(url(deputy), params=ACCEPTED).status_code == 204
    assert seats(client, scene.own) == [("m1", 1, ["An"]), ("m2", None, [])]
    assert client.get(url(head)).status_code == 200


def test_who_moves_to_another_team_is_told_where_somebody_else_will_sit(
    client: TestClient, scene: Scene, pair: tuple[Delegate, Delegate]
) -> None:
    version = scene.timetable((1, 0, scene.own, scene.korea))
    head, deputy = pair
    away = of(head, teams=[])

    response = client.put(url(head), json=away)

    one = meeting(version, "m1", 1, 0, scene.own, scene.korea)
    impact = {"timetables": [shown(version)], "meetings": [one]}
    assert_problem(response, 409, "would-invalidate", HARM, impact=NOTHING | impact)
    # Whoever sits at no meeting comes and goes; what says nothing of seats harms nobody.
    assert client.delete(url(deputy)).status_code == 204
    assert client.put(url(head), json=of(head, email="an@example.vn")).status_code == 200
    assert client.put(url(head), json=away, params=ACCEPTED).status_code == 200
    assert seats(client, scene.own) == [("m1", None, [])]


def test_delegation_is_told_of_the_timetable_that_it_knows_alone(
    db: Session, people: People, scene: Scene, pair: tuple[Delegate, Delegate]
) -> None:
    scene.conference.stage = Stage.FINAL
    db.commit()
    own = people.of(db.get_one(Conference, scene.conference.id), Role.HEAD, scene.own)
    known = scene.timetable((0, 0, scene.own, scene.korea))
    tell(db, scene.conference.id)
    scene.timetable((0, 0, scene.own, scene.france), (0, 1, scene.own, scene.korea), number=2)
    head, deputy = pair

    response = own.delete(url(head))

    one = meeting(known, "m1", 0, 0, scene.own, scene.korea)
    impact = {"timetables": [shown(known)], "meetings": [one]}
    assert_problem(response, 409, "would-invalidate", HARM, impact=NOTHING | impact)
    # The trial has a meeting for the deputy, of which only organisers know.
    assert own.delete(url(deputy)).status_code == 204


def test_timetable_that_is_made_meanwhile_hides_none_of_the_harm(
    db: Session, scene: Scene, pair: tuple[Delegate, Delegate]
) -> None:
    known = scene.timetable((0, 0, scene.own, scene.korea))
    later = scene.timetable((1, 0, scene.own, scene.france), number=2)
    later.status = TimetableStatus.INFEASIBLE
    db.commit()
    head, _ = pair

    def leave_the_teams() -> None:
        seats = seat_impacts.begin(db, ADMINISTRATOR, scene.own, head.id)
        with impact_checks.told_first(db, seats, accepted=False):
            later.status = TimetableStatus.FEASIBLE
            head.teams = []

    with pytest.raises(WouldInvalidate) as refused:
        leave_the_teams()

    assert refused.value.impact == NOTHING | {
        "timetables": [shown(known)],
        "meetings": [meeting(known, "m1", 0, 0, scene.own, scene.korea)],
    }
