"""The lines of a conference are a limit for all of its sessions together: in set-up, rules and the instance."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, Delegation, DelegationMode, Role, Stage
from app.services import planning
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.api.test_parallel_sessions import Scene
from tests.factories import a_delegation, a_wish, added


@pytest.fixture
def scene(db: Session) -> Scene:
    """Two heads of mission are on line."""
    scene = Scene(db)
    for each in (scene.korea, scene.france):
        each.mode = DelegationMode.ONLINE
        added(db, each)
        a_wish(db, scene.main, scene.own, each, rank=1 if each is scene.korea else 2)
    return scene


def limited(scene: Scene, links: int | None, *, of_session: int | None = None) -> tuple[int | None, dict[str, Any]]:
    """With so many lines, how many the main session has at once, and who finds none in which slots."""
    scene.conference.online_links, scene.main.online_links = links, of_session
    added(scene.db, scene.conference)
    problem = planning.problem_of(scene.db, scene.main)
    assert {meeting.resources for meeting in problem.meetings} == (
        {()} if not problem.resources else {("video-links",)}
    )
    return next((each.capacity for each in problem.resources), None), scene.away()


def settings(conference: Conference, **changed: Any) -> dict[str, Any]:
    names = ("code", "name_vi", "name_en", "city", "timezone", "requires_sign_off", "requires_validation")
    days = {name: str(getattr(conference, name)) for name in ("starts_on", "ends_on")}
    return {name: getattr(conference, name) for name in names} | days | changed


def test_session_alone_has_the_lines_of_the_conference_or_fewer(scene: Scene) -> None:
    assert limited(scene, None) == (None, {})
    assert limited(scene, 3) == (3, {})
    assert limited(scene, 3, of_session=2) == (2, {})
    assert limited(scene, 3, of_session=5) == (3, {})
    assert limited(scene, 0) == (0, {})


def test_session_has_the_lines_that_others_leave_at_the_same_hours(scene: Scene) -> None:
    scene.held(scene.workshop, (0, 0, scene.own, scene.korea))

    # In the first slot the workshop has one line.
    assert limited(scene, 3) == (2, {"EMB-KR": ("s01",)})
    assert limited(scene, 1) == (1, {"EMB-KR": ("s01",), "EMB-FR": ("s01",)})


def test_meetings_in_person_elsewhere_take_no_line(scene: Scene) -> None:
    scene.korea.mode = DelegationMode.IN_PERSON
    scene.held(scene.workshop, (0, 0, scene.own, scene.korea))
    scene.conference.online_links = 1
    added(scene.db, scene.conference)

    assert [each.capacity for each in planning.problem_of(scene.db, scene.main).resources] == [1]
    assert scene.away() == {"EMB-KR": ("s01",)}


def test_more_on_line_at_once_than_there_are_lines_is_not_told(client: TestClient, scene: Scene) -> None:
    scene.conference.stage, scene.conference.online_links = Stage.SCHEDULING, 1
    scene.held(scene.main, (0, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.own, scene.france))
    address, body = f"{API}/conferences/{scene.conference.id}/stage-changes", {"stage": "preliminary"}

    refused = client.post(address, json=body, headers={"Accept-Language": "en"})
    scene.held(scene.workshop, (1, 0, scene.own, scene.france), number=2)
    done = client.post(address, json=body)

    told = "More meetings are on line at once than the conference has lines: 08/12 13:30."
    assert_problem(refused, 409, "step-blocked", told)
    assert done.json()["stage"] == "preliminary"


def test_fewer_lines_than_are_used_are_told_first(client: TestClient, scene: Scene) -> None:
    address = f"{API}/conferences/{scene.conference.id}"
    scene.held(scene.main, (0, 0, scene.own, scene.korea), (1, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.own, scene.france))

    def put(links: int, **asked: Any) -> Any:
        etag = client.get(address).headers["ETag"]
        body = settings(scene.conference, online_links=links)
        return client.put(address, json=body, params=asked, headers={"If-Match": etag})

    enough, too_few = put(2), put(1)

    assert (enough.status_code, enough.json()["online_links"]) == (200, 2)
    assert (too_few.status_code, too_few.json()["code"]) == (409, "would-invalidate")
    assert len(too_few.json()["impact"]["meetings"]) == 2
    assert put(1, accept_impact=True).json()["online_links"] == 1


def put_on_line(client: TestClient, delegation: Delegation, **asked: Any) -> Any:
    address = f"{API}/delegations/{delegation.id}/details"
    return client.put(address, json={"mode": "online"}, params=asked)


@pytest.mark.parametrize("limits", [{"links": 1}, {"links": None, "of_session": 1}, {"links": 2, "of_session": 1}])
def test_delegation_on_line_for_whose_meetings_there_is_no_line_is_told_first(
    client: TestClient, scene: Scene, limits: dict[str, int | None]
) -> None:
    limited(scene, limits["links"], of_session=limits.get("of_session"))
    lyon, nice = (a_delegation(scene.db, scene.main, code) for code in ("02", "03"))
    scene.korea.mode = DelegationMode.IN_PERSON
    # In the second slot it is alone.
    scene.held(scene.main, (0, 0, lyon, scene.france), (0, 1, scene.own, scene.korea), (1, 0, nice, scene.korea))

    refused = put_on_line(client, scene.korea)
    scene.db.refresh(scene.korea)
    mode = scene.korea.mode
    done = put_on_line(client, scene.korea, accept_impact=True)

    assert (refused.status_code, refused.json()["code"], mode) == (409, "would-invalidate", DelegationMode.IN_PERSON)
    assert sorted(each["meeting"] for each in refused.json()["impact"]["meetings"]) == ["m1", "m2"]
    assert (done.status_code, done.json()["mode"]) == (200, "online")


def test_lines_of_other_sessions_at_the_same_hours_count_for_who_goes_on_line(client: TestClient, scene: Scene) -> None:
    limited(scene, 1)
    scene.korea.mode = DelegationMode.IN_PERSON
    scene.held(scene.main, (0, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.own, scene.france))

    assert put_on_line(client, scene.korea).json()["code"] == "would-invalidate"

    scene.held(scene.workshop, (1, 0, scene.own, scene.france), number=2)

    assert put_on_line(client, scene.korea).status_code == 200


def test_meetings_that_have_no_line_already_are_not_told_again(client: TestClient, scene: Scene) -> None:
    scene.held(scene.main, (0, 0, scene.own, scene.korea), (0, 1, scene.own, scene.france))
    limited(scene, 1)

    # It has no meeting itself.
    assert put_on_line(client, a_delegation(scene.db, scene.main, "EMB-JP")).status_code == 200


def test_delegation_itself_knows_no_timetable_while_it_says_how_it_attends(people: People, scene: Scene) -> None:
    limited(scene, 0)
    scene.korea.mode, scene.conference.stage = DelegationMode.IN_PERSON, Stage.REVIEWING
    scene.held(scene.main, (0, 0, scene.own, scene.korea))

    own = people.of(scene.conference, Role.HEAD, scene.korea)

    assert put_on_line(own, scene.korea).status_code == 200
