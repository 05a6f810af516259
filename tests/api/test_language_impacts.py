"""Who speaks another language than when interpreters were chosen: the meetings that lose theirs are told before."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Delegate, DelegationMode, Interpreter, PlacementInterpreter, Role, Stage, TimetableVersion
from tests.api.answers import API, assert_problem
from tests.api.frame import HARM, NOTHING, shown
from tests.api.people import People
from tests.api.test_diaries import Scene
from tests.api.test_seat_impacts import meeting
from tests.factories import a_delegate, added, an_interpreter, tell

ACCEPTED = {"accept_impact": True}


@pytest.fixture
def scene(db: Session) -> Scene:
    """The delegation speaks Vietnamese, the others Korean and French."""
    scene = Scene(db)
    scene.own.languages, scene.korea.languages, scene.france.languages = ["vi"], ["ko"], ["fr"]
    db.commit()
    return scene


@pytest.fixture
def korean(db: Session, scene: Scene) -> Interpreter:
    return an_interpreter(db, scene.session, "vi", "ko")


@pytest.fixture
def version(db: Session, scene: Scene, korean: Interpreter) -> TimetableVersion:
    """With a meeting that is interpreted, and one that is not, though it should be."""
    version = scene.timetable((0, 0, scene.own, scene.korea), (1, 1, scene.own, scene.france))
    added(db, PlacementInterpreter(placement_id=version.placements[0].id, interpreter_id=korean.id))
    return version


def details(scene: Scene) -> str:
    return f"{API}/delegations/{scene.own.id}/details"


def harm(scene: Scene, version: TimetableVersion) -> dict[str, Any]:
    """Of the meeting that is interpreted."""
    rule = {"timetable_id": str(version.id), "rule": "interpreter-present", "delegation_ids": [str(scene.own.id)]}
    return NOTHING | {
        "timetables": [shown(version)],
        "meetings": [meeting(version, "m1", 0, 0, scene.own, scene.korea)],
        "broken": [rule | {"meetings": ["m1"]}],
    }


def test_delegation_is_given_other_languages_once_that_is_accepted(
    client: TestClient, scene: Scene, version: TimetableVersion
) -> None:
    english = {"mode": "in_person", "languages": ["en"]}

    response = client.put(details(scene), json=english)

    assert_problem(response, 409, "would-invalidate", HARM, impact=harm(scene, version))
    assert client.get(details(scene)).json()["languages"] == ["vi"]
    assert client.put(details(scene), json=english, params=ACCEPTED).json()["languages"] == ["en"]


@pytest.mark.parametrize("languages", [["en", "vi"], ["ko"], []])
def test_languages_by_which_all_are_understood_harm_nobody(
    client: TestClient, scene: Scene, version: TimetableVersion, languages: list[str]
) -> None:
    """Those that the interpreter knows, or the others themselves; of whom none is known nothing is known."""
    assert version.number == 1
    assert client.put(details(scene), json={"mode": "in_person", "languages": languages}).status_code == 200


def test_session_without_interpreters_leaves_it_to_those_who_meet(client: TestClient, scene: Scene) -> None:
    scene.own.languages = ["ko"]
    scene.timetable((0, 0, scene.own, scene.korea))

    assert client.put(details(scene), json={"mode": "in_person", "languages": ["vi"]}).status_code == 200


def test_all_that_a_change_harms_is_told_at_once(client: TestClient, scene: Scene, version: TimetableVersion) -> None:
    scene.session.online_links = 0
    scene.db.commit()

    response = client.put(details(scene), json={"languages": ["en"], "mode": "online"})

    told = response.json()["impact"]
    assert sorted(each["meeting"] for each in told["meetings"]) == ["m1", "m2"]
    assert [each["rule"] for each in told["broken"]] == ["interpreter-present"]
    assert [each["number"] for each in told["timetables"]] == [version.number]
    scene.db.refresh(scene.own)
    assert scene.own.mode is DelegationMode.IN_PERSON


def of(delegate: Delegate, *languages: str) -> dict[str, Any]:
    return {"name": delegate.name, "private": {"languages": languages}}


def test_delegates_of_a_delegation_that_names_no_language_count(
    client: TestClient, scene: Scene, version: TimetableVersion
) -> None:
    scene.own.languages = []
    an = a_delegate(scene.db, scene.own, name="An", languages=["vi"], position=1)
    binh = a_delegate(scene.db, scene.own, name="Bình", languages=["en"], position=2)
    one, other = (f"{API}/delegates/{each.id}" for each in (an, binh))

    changed, gone = client.put(one, json=of(an, "en")), client.delete(one)

    for refused in (changed, gone):
        assert_problem(refused, 409, "would-invalidate", HARM, impact=harm(scene, version))
    assert client.delete(other).status_code == 204
    assert client.put(one, json=of(an, "en"), params=ACCEPTED).json()["private"]["languages"] == ["en"]
    # Where nobody understands the other any more, nothing is lost by going.
    assert client.delete(one).status_code == 204


def test_delegate_of_whose_language_nobody_knew_is_told_before_being_added(
    client: TestClient, scene: Scene, version: TimetableVersion
) -> None:
    scene.own.languages = []
    scene.db.commit()
    address, body = f"{API}/delegations/{scene.own.id}/delegates", {"name": "An", "private": {"languages": ["en"]}}

    response = client.post(address, json=body)

    told = response.json()["impact"]
    assert (response.status_code, [each["meeting"] for each in told["meetings"]]) == (409, ["m1", "m2"])
    assert client.get(address).json()["total"] == 0
    assert client.post(address, json=body, params=ACCEPTED).status_code == 201
    assert version.number == 1


def test_delegation_is_told_by_its_own_languages_and_the_timetable_that_it_knows(
    db: Session, people: People, scene: Scene, version: TimetableVersion, korean: Interpreter
) -> None:
    scene.own.languages, scene.conference.stage = [], Stage.FINAL
    an = a_delegate(db, scene.own, name="An", languages=["vi"])
    own = people.of(scene.conference, Role.HEAD, scene.own)
    tell(db, scene.conference.id)
    trial = scene.timetable((1, 0, scene.own, scene.korea), number=2)
    added(db, PlacementInterpreter(placement_id=trial.placements[0].id, interpreter_id=korean.id))
    address = f"{API}/delegates/{an.id}"

    response = own.put(address, json=of(an, "en"))

    assert_problem(response, 409, "would-invalidate", HARM, impact=harm(scene, version))
    # It is served in Korean now, too; that the other side does not need that is not for it to know.
    assert own.put(address, json=of(an, "ko")).status_code == 200


def test_delegation_learns_nothing_of_what_others_speak(
    db: Session, people: People, scene: Scene, korean: Interpreter
) -> None:
    scene.own.languages, scene.conference.stage = [], Stage.FINAL
    scene.timetable((0, 0, scene.own, scene.france))
    an = a_delegate(db, scene.own, name="An", languages=["fr"])
    tell(db, scene.conference.id)
    own = people.of(scene.conference, Role.HEAD, scene.own)
    assert korean.languages == ["vi", "ko"]

    answers = [own.put(f"{API}/delegates/{an.id}", json=of(an, language)).status_code for language in ("vi", "fr")]

    assert answers == [200, 200]
