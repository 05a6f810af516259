"""Changing a conference, a delegation or the rules: what it would invalidate is told before it is done."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    Placement,
    PlacementParty,
    RequestStatus,
    SideRule,
    Slot,
    Stage,
    TimetableVersion,
)
from tests.api.answers import API, assert_problem
from tests.api.frame import HARM, NOTHING, Scene, shown, told
from tests.api.test_delegations import BODY
from tests.factories import a_delegation, a_group, a_request, a_session, a_version, a_wish, added, tell

SESSION = {"code": "main", "name_vi": "Phiên", "name_en": "Session"}
ACCEPTED = {"accept_impact": True}
FREE = BODY | {"side": "province", "teams": 1, "min_meetings": 0, "max_meetings": None, "max_consecutive": None}


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


@pytest.fixture
def crowded(scene: Scene) -> TimetableVersion:
    """The province meets two missions at once in the first slot, at tables of two zones, and one of them again."""
    scene.province.teams = 2
    scene.tables[1].zone = "hall-b"
    other = a_delegation(scene.db, scene.session, "EMB-JP")
    meetings = [
        ("m1", scene.slots[0], scene.tables[0], scene.mission),
        ("m2", scene.slots[0], scene.tables[1], other),
        ("m3", scene.slots[1], scene.tables[0], other),
    ]
    return a_version(
        scene.db,
        scene.session,
        placements=[
            Placement(
                meeting=meeting,
                slot_id=slot.id,
                table_id=table.id,
                parties=[PlacementParty(delegation_id=each.id) for each in (scene.province, whom)],
            )
            for meeting, slot, table, whom in meetings
        ],
    )


def conference(scene: Scene, **changed: Any) -> dict[str, Any]:
    row = scene.db.get_one(Conference, scene.session.conference_id)
    names = {"code": row.code, "name_vi": row.name_vi, "name_en": row.name_en, "city": row.city}
    return names | {"starts_on": "2026-12-08", "ends_on": "2026-12-08"} | changed


def of_conference(scene: Scene) -> str:
    return f"{API}/conferences/{scene.session.conference_id}"


def of_province(scene: Scene) -> str:
    return f"{API}/delegations/{scene.province.id}"


def rules(*each: dict[str, Any]) -> dict[str, Any]:
    return {"side_rules": list(each)}


def of_rules(scene: Scene) -> str:
    return f"{API}/sessions/{scene.session.id}/side-rules"


def slots(*each: Slot) -> list[dict[str, str]]:
    return [{"id": str(slot.id), "session_id": str(slot.session_id)} for slot in each]


def broken(version: TimetableVersion, rule: str, *meetings: str, scene: Scene) -> list[dict[str, Any]]:
    ids = [str(scene.province.id)]
    return [{"timetable_id": str(version.id), "rule": rule, "delegation_ids": ids, "meetings": [*meetings]}]


def test_other_days_take_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    first, second = scene.slots
    known = scene.placed(first, scene.tables[0], number=1)
    scene.db.get_one(Conference, scene.session.conference_id).stage = Stage.PRELIMINARY
    tell(scene.db, scene.session.conference_id)
    latest = scene.placed(second, scene.tables[0], number=2)
    pin = scene.pinned(first)
    scene.absent(scene.mission, second)
    evening = a_session(scene.db, scene.db.get_one(Conference, scene.session.conference_id), slots=1, code="evening")
    body = conference(scene, starts_on="2026-12-09", ends_on="2026-12-10")

    refused = client.put(of_conference(scene), json=body)
    unchanged = client.get(of_conference(scene)).json()["starts_on"]
    done = client.put(of_conference(scene), params=ACCEPTED, json=body)
    again = client.put(of_conference(scene), json=body)

    scene.db.refresh(evening, ["slots"])
    impact = NOTHING | {
        "timetables": [shown(known), shown(latest)],
        "meetings": [scene.meeting(known), scene.meeting(latest) | {"slot": "s02"}],
        "pins": [told(pin)],
        "unavailabilities": [{"delegation_id": str(scene.mission.id), "slot_id": str(second.id)}],
        "slots": slots(*evening.slots, first, second),
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert unchanged == "2026-12-08"
    assert (done.status_code, done.json()["starts_on"], again.status_code) == (200, "2026-12-09", 200)


def test_more_days_and_another_name_harm_nobody(client: TestClient, scene: Scene) -> None:
    scene.placed(scene.slots[0], scene.tables[0])
    body = conference(scene, ends_on="2026-12-09", name_en="Another")

    assert client.put(of_conference(scene), json=body).status_code == 200


def test_an_absence_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    first, second = scene.slots
    version, pin = scene.placed(first, scene.tables[0]), scene.pinned(first)
    address, body = f"{of_province(scene)}/availability", {"unavailable_slot_ids": [str(first.id)]}

    harmless = client.put(address, json={"unavailable_slot_ids": [str(second.id)]})
    refused = client.put(address, json=body)
    unchanged = client.get(address).json()["slots"]
    done = client.put(address, params=ACCEPTED, json=body)
    again = client.put(address, json=body)

    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "pins": [told(pin)],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert [slot["is_available"] for slot in unchanged] == [True, False]
    assert [answer.status_code for answer in (harmless, done, again)] == [200] * 3


def test_another_clock_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    row = scene.db.get_one(Conference, scene.session.conference_id)
    row.requests_close_at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    version = scene.placed(scene.slots[0], scene.tables[0])

    alike = client.put(of_conference(scene), json=conference(scene, timezone="Asia/Bangkok"))
    refused = client.put(of_conference(scene), json=conference(scene, timezone="Europe/Paris"))
    done = client.put(of_conference(scene), params=ACCEPTED, json=conference(scene, timezone="Europe/Paris"))

    assert alike.status_code == 200
    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "slots": slots(*scene.slots),
        "deadlines": ["requests_close_at"],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert done.json()["requests_close_at"] == "2026-11-20T11:00:00+01:00"


@pytest.mark.parametrize(
    ("changed", "harm"),
    [
        ({"teams": 1}, ("party-teams", ["m1", "m2"])),
        ({"teams": 2, "max_meetings": 2}, ("party-maximum", ["m1", "m2", "m3"])),
        ({"teams": 2, "max_consecutive": 1}, ("party-consecutive", ["m1", "m2", "m3"])),
        ({"teams": 2, "min_meetings": 4}, ("floors", [])),
    ],
)
def test_less_of_a_delegation_takes_an_accepted_impact(
    client: TestClient, scene: Scene, crowded: TimetableVersion, changed: Any, harm: tuple[str, list[str]]
) -> None:
    body, (rule, meetings) = FREE | changed, harm

    refused = client.put(of_province(scene), json=body)
    unchanged = client.get(of_province(scene)).json()
    done = client.put(of_province(scene), params=ACCEPTED, json=body)

    impact = refused.json().pop("impact")
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert impact["broken"] == broken(crowded, rule, *meetings, scene=scene)
    assert [each["meeting"] for each in impact["meetings"]] == sorted(meetings)
    assert (unchanged["teams"], unchanged["max_meetings"], unchanged["max_consecutive"]) == (2, None, None)
    assert done.json().items() >= changed.items()


def test_what_timetables_break_already_is_not_told_again(
    client: TestClient, scene: Scene, crowded: TimetableVersion
) -> None:
    scene.province.teams = 1
    added(scene.db, scene.province)
    body = FREE | {"max_meetings": 3}

    assert client.put(of_province(scene), json=body).status_code == 200
    assert crowded.number == 1


def test_tighter_rules_take_an_accepted_impact(client: TestClient, scene: Scene, crowded: TimetableVersion) -> None:
    asked = a_request(scene.db, scene.session, scene.province, scene.mission)
    other = a_delegation(scene.db, scene.session, "02")
    a_request(scene.db, scene.session, other, scene.mission, status=RequestStatus.DECLINED)
    a_request(scene.db, scene.session, scene.mission, other)
    a_wish(scene.db, scene.session, scene.province, scene.mission)
    province = {"side": "province", "may_ask": ["partner"], "max_requests": 0, "max_wishes": 0, "max_meetings": 2}
    body = rules(province, {"side": "partner"})

    refused = client.put(of_rules(scene), json=body)
    unchanged = client.get(of_rules(scene)).json()
    done = client.put(of_rules(scene), params=ACCEPTED, json=body)
    again = client.put(of_rules(scene), json=body)

    whose = {"session_id": str(scene.session.id), "delegation_id": str(scene.province.id)}
    ids = {"requester_id": str(scene.province.id), "addressee_id": str(scene.mission.id)}
    impact = refused.json()["impact"]
    assert impact["broken"] == broken(crowded, "party-maximum", "m1", "m2", "m3", scene=scene)
    assert impact["requests"] == [{"id": str(asked.id)} | ids]
    assert impact["over_quota"] == [
        whose | {"quota": "requests", "limit": 0, "used": 1},
        whose | {"quota": "wishes", "limit": 0, "used": 1},
    ]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert unchanged == rules()
    assert (done.status_code, again.status_code) == (200, 200)


def test_looser_quota_that_is_still_overdrawn_harms_nobody(client: TestClient, scene: Scene) -> None:
    added(scene.db, SideRule(session_id=scene.session.id, side="province", max_requests=0))
    for code in ("EMB-FR", "EMB-JP"):
        a_request(scene.db, scene.session, scene.province, a_delegation(scene.db, scene.session, code))

    assert client.put(of_rules(scene), json=rules({"side": "province", "max_requests": 1})).status_code == 200


def test_another_side_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    added(scene.db, SideRule(session_id=scene.session.id, side="partner", may_ask=[]))
    asked = a_request(scene.db, scene.session, scene.province, scene.mission)
    invited = [scene.mission, a_delegation(scene.db, scene.session, "EMB-JP")]
    group = a_group(scene.db, scene.session, scene.province, invited=invited, convener_id=scene.province.id)
    a_group(scene.db, scene.session, scene.province, *invited)
    body = FREE | {"side": "partner"}

    refused = client.put(of_province(scene), json=body)
    done = client.put(of_province(scene), params=ACCEPTED, json=body)

    ids = {"requester_id": str(scene.province.id), "addressee_id": str(scene.mission.id)}
    impact = NOTHING | {
        "groups": [{"id": str(group.id), "code": group.code, "slot_id": None, "table_id": None}],
        "requests": [{"id": str(asked.id)} | ids],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert done.json()["side"] == "partner"


def test_policy_that_meetings_break_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    scene.tables[1].zone = "hall-b"
    walks = [
        Placement(
            meeting=meeting,
            slot_id=slot.id,
            table_id=table.id,
            parties=[PlacementParty(delegation_id=each.id) for each in (scene.province, whom)],
        )
        for meeting, slot, table, whom in (
            ("m1", scene.slots[0], scene.tables[0], scene.mission),
            ("m2", scene.slots[1], scene.tables[1], a_delegation(scene.db, scene.session, "EMB-JP")),
        )
    ]
    version = a_version(scene.db, scene.session, placements=walks)
    address = f"{API}/sessions/{scene.session.id}"

    goals = client.put(address, json=SESSION | {"policy": {"goals": ["welfare"]}})
    refused = client.put(address, json=SESSION | {"policy": {"zone_gap": 1}})
    done = client.put(address, params=ACCEPTED, json=SESSION | {"policy": {"zone_gap": 1}})

    impact = refused.json()["impact"]
    assert goals.status_code == 200
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert [each["rule"] for each in impact["broken"]] == ["table-zones"]
    assert {each["timetable_id"] for each in impact["meetings"]} == {str(version.id)}
    assert done.json()["policy"] == {"zone_gap": 1}
