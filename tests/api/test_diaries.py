"""The own meetings of a delegation, and who of it sits there."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    Delegate,
    DelegateFunction,
    Delegation,
    DelegationMode,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Role,
    Sector,
    Stage,
    TimetableStatus,
    TimetableVersion,
    Visibility,
)
from app.queries.timetables import TOLD
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import (
    a_delegate,
    a_delegation,
    a_group,
    a_must_meet,
    a_need,
    a_session,
    a_version,
    added,
    an_interpreter,
    an_offering,
    tell,
)

HEAD, EXPERT = DelegateFunction.HEAD, DelegateFunction.EXPERT


class Scene:
    """A session with a delegation of two teams, and two that it may meet."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.session = a_session(db, slots=2, tables=3)
        self.conference = db.get_one(Conference, self.session.conference_id)
        self.own = a_delegation(db, self.session, "01", teams=2)
        self.korea, self.france = (a_delegation(db, self.session, code) for code in ("EMB-KR", "EMB-FR"))

    def timetable(self, *meetings: tuple[int, int, *tuple[Delegation, ...]], number: int = 1) -> TimetableVersion:
        """Meetings `m1`, `m2` … by slot and table, of whom."""
        self.db.refresh(self.session, ["slots", "tables"])
        placements = [
            Placement(
                meeting=f"m{n}",
                slot_id=self.session.slots[slot].id,
                table_id=self.session.tables[table].id,
                parties=[PlacementParty(delegation_id=each.id) for each in parties],
            )
            for n, (slot, table, *parties) in enumerate(meetings, start=1)
        ]
        return a_version(self.db, self.session, placements=placements, number=number)


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


@pytest.fixture
def energy(db: Session) -> Sector:
    return added(db, Sector(code="ENERGY", name_vi="", name_en=""))


def diary(client: TestClient, delegation: Delegation) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{API}/delegations/{delegation.id}/diary").json()
    return body


def appointments(client: TestClient, delegation: Delegation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = diary(client, delegation)["appointments"]
    return found


def seats(client: TestClient, delegation: Delegation) -> list[tuple[str, int | None, list[str]]]:
    """By meeting, the team and the names of its people."""
    return [
        (each["meeting"], each["team"], [delegate["name"] for delegate in each["delegates"]])
        for each in appointments(client, delegation)
    ]


def shown(delegate: Delegate) -> dict[str, Any]:
    names = {name: getattr(delegate, name) for name in ("name", "title_vi", "title_en", "function")}
    return {"id": str(delegate.id)} | names


def test_diary_tells_what_a_group_meets_for(client: TestClient, db: Session, scene: Scene) -> None:
    members = (scene.own, scene.korea, scene.france)
    a_group(db, scene.session, *members, code="m1", theme="Nước sạch")
    a_group(db, a_session(db), code="m2", theme="Bí mật")
    a_group(db, scene.session, *members, code="m3", theme="Gạo thơm")
    scene.timetable((0, 0, *members), (1, 0, *members), (1, 1, scene.own, scene.korea))

    told = {each["meeting"]: (each["theme"], len(each["delegations"])) for each in appointments(client, scene.own)}

    # The group behind the second is no more, and the third is of two, which are no group.
    assert told == {"m1": ("Nước sạch", 2), "m2": (None, 2), "m3": (None, 1)}


def test_diary_tells_when_where_and_whom_a_delegation_meets_and_who_of_it_sits_there(
    client: TestClient, db: Session, scene: Scene
) -> None:
    head = a_delegate(db, scene.own, function=HEAD, teams=[1, 2], title_vi="Chủ tịch")
    a_delegate(db, scene.korea, function=HEAD, teams=[1])
    version = scene.timetable((1, 2, scene.own, scene.korea))
    korean = an_interpreter(db, scene.session, "vi", "ko", code="KO-1", name="Phạm Dung")
    added(db, PlacementInterpreter(placement_id=version.placements[0].id, interpreter_id=korean.id))

    assert diary(client, scene.own) == {
        "timezone": "Asia/Ho_Chi_Minh",
        "appointments": [
            {
                "session_id": str(scene.session.id),
                "timetable_id": str(version.id),
                "meeting": "m1",
                "theme": None,
                "starts_at": "2026-12-08T13:45:00+07:00",
                "ends_at": "2026-12-08T14:00:00+07:00",
                "table": {"id": str(scene.session.tables[2].id), "code": "T03"},
                "delegations": [
                    {
                        "id": str(scene.korea.id),
                        "side": "mission",
                        "organisation": {
                            "id": str(scene.korea.organisation_id),
                            "scheme": "test",
                            "code": "EMB-KR",
                            "label_vi": "EMB-KR",
                            "label_en": "EMB-KR",
                        },
                    }
                ],
                "team": 1,
                "delegates": [shown(head)],
                "is_overbooked": False,
                "interpreters": [{"id": str(korean.id), "code": "KO-1", "name": "Phạm Dung"}],
                "online": [],
            }
        ],
    }


def test_nobody_is_in_two_places_and_who_knows_comes_along(client: TestClient, db: Session, scene: Scene) -> None:
    energy = added(db, Sector(code="ENERGY", name_vi="", name_en=""))
    solar = added(db, Sector(code="SOLAR", name_vi="", name_en="", parent_code="ENERGY"))
    a_delegate(db, scene.own, name="Chuyên viên", function=EXPERT, teams=[1, 2], sectors=[solar], position=1)
    a_delegate(db, scene.own, name="Phó", function=DelegateFunction.DEPUTY, teams=[2], position=2)
    a_delegate(db, scene.own, name="Trưởng", function=HEAD, teams=[1, 2], position=3)
    a_need(db, scene.own, sectors=[energy])
    an_offering(db, scene.france, sectors=[solar], visibility=Visibility.ALL)
    scene.timetable((0, 0, scene.own, scene.korea), (0, 1, scene.own, scene.france), (1, 0, scene.own, scene.korea))

    assert seats(client, scene.own) == [
        ("m1", 1, ["Trưởng"]),
        ("m2", 2, ["Phó", "Chuyên viên"]),
        ("m3", 1, ["Trưởng"]),
    ]
    assert seats(client, scene.korea) == [("m1", None, []), ("m3", None, [])]


@pytest.mark.parametrize(
    ("visibility", "matched", "sent"),
    [
        (Visibility.ALL, False, True),
        (Visibility.MATCHED, True, True),
        (Visibility.MATCHED, False, False),
        (Visibility.ORGANISERS, True, False),
    ],
)
def test_who_is_sent_tells_nothing_of_offerings_that_the_delegation_does_not_see(
    client: TestClient, scene: Scene, visibility: Visibility, matched: bool, sent: bool
) -> None:
    db = scene.db
    energy = added(db, Sector(code="ENERGY", name_vi="", name_en=""))
    a_delegate(db, scene.own, name="Trưởng", teams=[1])
    a_delegate(db, scene.own, name="Chuyên viên", function=EXPERT, teams=[1], sectors=[energy])
    a_need(db, scene.own, sectors=[energy])
    an_offering(db, scene.korea, sectors=[energy], visibility=visibility)
    if matched:
        a_must_meet(db, scene.session, scene.own, scene.korea)
    scene.timetable((0, 0, scene.own, scene.korea))

    assert seats(client, scene.own) == [("m1", 1, ["Trưởng", "Chuyên viên"] if sent else ["Trưởng"])]


def test_where_nothing_is_known_of_a_meeting_it_is_about_what_the_delegation_brings(
    client: TestClient, db: Session, energy: Sector, scene: Scene
) -> None:
    a_delegate(db, scene.korea, name="Đại sứ", teams=[1])
    a_delegate(db, scene.korea, name="Tham tán", function=EXPERT, teams=[1], sectors=[energy])
    an_offering(db, scene.korea, sectors=[energy], visibility=Visibility.ORGANISERS)
    a_need(db, scene.own, sectors=[energy])
    scene.timetable((0, 0, scene.own, scene.korea))

    assert seats(client, scene.korea) == [("m1", 1, ["Đại sứ", "Tham tán"])]


def test_who_falls_ill_is_replaced_and_where_nobody_is_left_nobody_is_named(
    client: TestClient, db: Session, scene: Scene
) -> None:
    head = a_delegate(db, scene.own, name="Trưởng", function=HEAD, teams=[1])
    a_delegate(db, scene.own, name="Phó", teams=[1, 2])
    scene.timetable((0, 0, scene.own, scene.korea), (0, 1, scene.own, scene.france))
    before = seats(client, scene.own)

    client.delete(f"{API}/delegates/{head.id}", params={"accept_impact": True})

    assert before == [("m1", 1, ["Trưởng"]), ("m2", 2, ["Phó"])]
    assert seats(client, scene.own) == [("m1", 1, ["Phó"]), ("m2", None, [])]


@pytest.mark.parametrize("stage", Stage)
def test_a_delegation_sees_its_meetings_once_they_are_published(people: People, stage: Stage, scene: Scene) -> None:
    scene.conference.stage = stage
    scene.timetable((0, 0, scene.own, scene.korea))
    tell(scene.db, scene.conference.id)

    delegation = diary(people.of(scene.conference, Role.MEMBER, scene.own), scene.own)["appointments"]
    viewer = diary(people.of(scene.conference, Role.VIEWER), scene.own)["appointments"]

    assert [len(delegation), len(viewer)] == [int(stage in TOLD), 1]


def test_a_timetable_that_is_tried_later_is_told_with_the_next_step(people: People, scene: Scene) -> None:
    scene.timetable((0, 0, scene.own, scene.korea))
    scene.conference.stage = Stage.SCHEDULING
    editor = people.of(scene.conference, Role.EDITOR)
    member = people.of(scene.conference, Role.MEMBER, scene.own)
    told = []

    for stage in ("preliminary", "final"):
        editor.post(f"{API}/conferences/{scene.conference.id}/stage-changes", json={"stage": stage})
        told.append([len(appointments(each, scene.own)) for each in (member, editor)])
        scene.timetable((0, 0, scene.own, scene.korea), (1, 0, scene.own, scene.france), number=len(told) + 1)
        told.append([len(appointments(each, scene.own)) for each in (member, editor)])
    scene.conference.stage = Stage.ARCHIVED
    told.append([len(appointments(each, scene.own)) for each in (member, editor)])

    assert told == [[1, 1], [1, 2], [2, 2], [2, 2], [2, 2]]


def test_only_the_newest_timetable_that_can_be_held_counts(client: TestClient, db: Session, scene: Scene) -> None:
    scene.timetable((0, 0, scene.own, scene.korea))
    scene.timetable((1, 0, scene.own, scene.france), (0, 1, scene.own, scene.korea), number=2)
    a_version(db, scene.session, number=3, status=TimetableStatus.INFEASIBLE)

    assert [each["starts_at"][11:16] for each in diary(client, scene.own)["appointments"]] == ["13:30", "13:45"]


def test_times_are_by_the_clock_of_whoever_is_on_line(client: TestClient, db: Session, scene: Scene) -> None:
    paris = a_delegation(db, scene.session, "EMB-SE", mode=DelegationMode.ONLINE, timezone="Europe/Paris")
    scene.timetable((0, 0, scene.own, paris))

    there = diary(client, paris)

    assert (there["timezone"], there["appointments"][0]["starts_at"]) == ("Europe/Paris", "2026-12-08T07:30:00+01:00")


def test_diaries_are_not_for_others(db: Session, people: People, scene: Scene) -> None:
    scene.conference.stage = Stage.FINAL
    a_delegate(db, scene.own, function=HEAD, teams=[1])
    scene.timetable((0, 0, scene.own, scene.korea))
    address = f"{API}/delegations/{scene.own.id}/diary"
    elsewhere = people.of(db.get_one(Conference, a_session(db).conference_id), Role.OWNER)

    met = people.of(scene.conference, Role.HEAD, scene.korea).get(address)

    assert_problem(met, 403, "forbidden", "Only the delegation itself and the organisers see this.")
    assert_problem(elsewhere.get(address), 404, "not-found", "No such delegation.")
    assert_problem(people.client().get(address), 401, "not-signed-in")
    unknown = people.administrator().get(f"{API}/delegations/{NOBODY}/diary")
    assert_problem(unknown, 404, "not-found", "No such delegation.")


def test_a_long_diary_takes_as_many_statements_as_a_short_one(
    client: TestClient, db: Session, engine: Engine, scene: Scene
) -> None:
    a_delegate(db, scene.own, teams=[1])
    a_need(db, scene.own)
    an_offering(db, scene.korea, visibility=Visibility.ALL)
    scene.timetable((0, 0, scene.own, scene.korea))
    with counted_statements(engine) as for_one:
        assert len(diary(client, scene.own)["appointments"]) == 1
    others = [a_delegation(db, scene.session, code) for code in ("EMB-DE", "EMB-IT", "EMB-SE")]
    for other in others:
        a_delegate(db, scene.own, teams=[1, 2])
        an_offering(db, other, visibility=Visibility.ALL)
        a_need(db, scene.own)
    scene.timetable(*((0, table, scene.own, other) for table, other in enumerate(others)), number=2)
    with counted_statements(engine) as for_three:
        assert len(diary(client, scene.own)["appointments"]) == 3
    assert len(for_three) == len(for_one)
