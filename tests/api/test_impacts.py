"""Changing slots and tables: what it would invalidate is told before it is done."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import DelegationMode, TimetableStatus
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.frame import HARM, HELD, NOTHING, Scene, moved, of_slot, of_table, shown, told
from tests.factories import a_delegation, a_group, a_session, a_version, added


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def test_slot_has_an_address_with_the_revision_of_its_session(client: TestClient, scene: Scene) -> None:
    slot = scene.slots[0]

    response = client.get(f"{API}/slots/{slot.id}")

    assert response.json() == client.get(f"{API}/sessions/{scene.session.id}").json()["slots"][0]
    assert response.headers["ETag"] == client.get(f"{API}/sessions/{scene.session.id}").headers["ETag"]


def test_every_change_of_slots_and_tables_is_a_revision_of_the_session(client: TestClient, scene: Scene) -> None:
    address = f"{API}/sessions/{scene.session.id}"
    tags = [client.get(address).headers["ETag"]]
    for method, path, body in (
        ("PUT", f"slots/{scene.slots[1].id}", moved(scene.slots[1])),
        ("DELETE", f"slots/{scene.slots[1].id}", None),
        ("POST", f"sessions/{scene.session.id}/slots", moved(scene.slots[1])),
        ("PUT", f"tables/{scene.tables[1].id}", of_table(scene.tables[1], code="T9")),
        ("DELETE", f"tables/{scene.tables[1].id}", None),
        ("POST", f"sessions/{scene.session.id}/tables", {"code": "T3"}),
    ):
        assert client.request(method, f"{API}/{path}", json=body).is_success
        tags.append(client.get(address).headers["ETag"])

    assert tags == [f'"{number}"' for number in range(1, 8)]


def test_slot_on_which_nothing_hangs_is_changed_at_once(client: TestClient, scene: Scene) -> None:
    slot = scene.slots[1]
    body = moved(slot) | {"code": "s09", "period": "after tea"}

    response = client.put(f"{API}/slots/{slot.id}", json=body)

    assert (response.status_code, response.json()) == (
        200,
        body
        | {
            "id": str(slot.id),
            "position": 1,
            "starts_at": "2026-12-08T15:00:00+07:00",
            "ends_at": "2026-12-08T15:15:00+07:00",
        },
    )
    assert client.get(f"{API}/slots/{slot.id}").json() == response.json()


def test_other_times_of_a_slot_take_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    slot, other = scene.slots
    scene.placed(slot, scene.tables[0], number=1)
    version = scene.placed(slot, scene.tables[0], number=2)
    a_version(scene.db, scene.session, number=3, status=TimetableStatus.INFEASIBLE)
    pin = scene.pinned(slot)
    scene.absent(scene.mission, slot)
    scene.absent(scene.province, other)
    body = of_slot(slot, starts_at="2026-12-08T13:25:00+07:00", ends_at="2026-12-08T13:40:00+07:00")

    refused = client.put(f"{API}/slots/{slot.id}", json=body)
    unchanged = client.get(f"{API}/slots/{slot.id}").json()["starts_at"]
    done = client.put(f"{API}/slots/{slot.id}", params={"accept_impact": True}, json=body)

    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "pins": [told(pin)],
        "unavailabilities": [{"delegation_id": str(scene.mission.id), "slot_id": str(slot.id)}],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert unchanged == "2026-12-08T13:30:00+07:00"
    assert (done.status_code, done.json()["starts_at"]) == (200, "2026-12-08T13:25:00+07:00")


def test_slot_that_a_timetable_names_keeps_its_code(client: TestClient, scene: Scene) -> None:
    version = scene.placed(scene.slots[0], scene.tables[0])
    body = of_slot(scene.slots[0], code="other")

    refused = client.put(f"{API}/slots/{scene.slots[0].id}", params={"accept_impact": True}, json=body)

    impact = NOTHING | {"timetables": [shown(version)], "kept_in": [1]}
    assert_problem(refused, 409, "in-use", HELD, impact=impact)


def test_slot_or_table_with_a_pinned_group_is_never_deleted(client: TestClient, scene: Scene) -> None:
    slot, table = scene.slots[0], scene.tables[0]
    group = a_group(scene.db, scene.session, slot_id=slot.id, table_id=table.id)
    a_group(scene.db, scene.session, slot_id=scene.slots[1].id)

    refused = [
        client.delete(f"{API}/{path}", params={"accept_impact": True})
        for path in (f"slots/{slot.id}", f"tables/{table.id}")
    ]

    pinned = {"id": str(group.id), "code": group.code, "slot_id": str(slot.id), "table_id": str(table.id)}
    for response in refused:
        assert_problem(response, 409, "in-use", HELD, impact=NOTHING | {"groups": [pinned]})


def test_slot_with_meetings_is_never_deleted(client: TestClient, scene: Scene) -> None:
    slot = scene.slots[0]
    version = scene.placed(slot, scene.tables[0])
    scene.absent(scene.mission, slot)

    response = client.delete(f"{API}/slots/{slot.id}")

    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "kept_in": [1],
        "unavailabilities": [{"delegation_id": str(scene.mission.id), "slot_id": str(slot.id)}],
    }
    assert_problem(response, 409, "in-use", HELD, impact=impact)
    assert client.get(f"{API}/slots/{slot.id}").status_code == 200


def test_slot_of_an_earlier_timetable_is_never_deleted(client: TestClient, scene: Scene) -> None:
    scene.placed(scene.slots[0], scene.tables[0], number=1)
    latest = a_version(scene.db, scene.session, number=2)

    response = client.delete(f"{API}/slots/{scene.slots[0].id}")

    impact = NOTHING | {"timetables": [shown(latest)], "kept_in": [1]}
    assert_problem(response, 409, "in-use", HELD, impact=impact)


def test_slot_with_nothing_but_absences_is_deleted_once_that_is_accepted(client: TestClient, scene: Scene) -> None:
    scene.absent(scene.mission, scene.slots[1])
    address = f"{API}/slots/{scene.slots[1].id}"

    refused = client.delete(address)
    done = client.delete(address, params={"accept_impact": True})

    absences = [{"delegation_id": str(scene.mission.id), "slot_id": str(scene.slots[1].id)}]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"unavailabilities": absences})
    assert done.status_code == 204


def test_own_table_is_deleted_once_that_is_accepted(client: TestClient, scene: Scene) -> None:
    scene.tables[1].delegation_id = scene.province.id
    added(scene.db, scene.tables[1])
    address = f"{API}/tables/{scene.tables[1].id}"

    refused = client.delete(address)
    done = client.delete(address, params={"accept_impact": True})

    own = [{"table_id": str(scene.tables[1].id), "delegation_id": str(scene.province.id)}]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"own_tables": own})
    assert done.status_code == 204


@pytest.mark.parametrize(
    ("changed", "pointer", "detail"),
    [
        ({"ends_at": "2026-12-08T06:30:00+00:00"}, "/ends_at", "A slot ends after it starts."),
        ({"ends_at": "2026-12-08T07:00:00+00:00"}, "/starts_at", "A slot starts when the one before it has ended."),
    ],
)
def test_changed_slot_fits_into_the_programme(
    client: TestClient, scene: Scene, changed: dict[str, str], pointer: str, detail: str
) -> None:
    response = client.put(f"{API}/slots/{scene.slots[0].id}", json=of_slot(scene.slots[0], **changed))

    assert_invalid(response, (pointer, detail))


def test_changed_codes_are_not_taken(client: TestClient, scene: Scene) -> None:
    slot = client.put(f"{API}/slots/{scene.slots[0].id}", json=of_slot(scene.slots[0], code="s02"))
    table = client.put(f"{API}/tables/{scene.tables[0].id}", json=of_table(scene.tables[0], code="T02"))

    assert_problem(slot, 409, "duplicate", "There is a slot with the code s02 already.")
    assert_problem(table, 409, "duplicate", "There is a table with the code T02 already.")


def test_table_elsewhere_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    table = scene.tables[0]
    version = scene.placed(scene.slots[0], table)
    body = of_table(table, zone="hall-b")

    refused = client.put(f"{API}/tables/{table.id}", json=body)
    done = client.put(f"{API}/tables/{table.id}", params={"accept_impact": True}, json=body)

    impact = NOTHING | {"timetables": [shown(version)], "meetings": [scene.meeting(version)]}
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert done.json() == body | {"id": str(table.id), "position": 0}
    assert client.get(f"{API}/tables/{table.id}").json() == done.json()


def test_table_with_a_feature_more_harms_nobody(client: TestClient, scene: Scene) -> None:
    scene.placed(scene.slots[0], scene.tables[0])
    address = f"{API}/tables/{scene.tables[0].id}"

    more = client.put(address, json=of_table(scene.tables[0], features=["screen"]))
    less = client.put(address, json=of_table(scene.tables[0], features=[]))

    assert (more.status_code, less.status_code) == (200, 409)


def test_own_table_for_somebody_else_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    table = scene.tables[0]
    table.delegation_id = scene.province.id
    added(scene.db, table)
    body = of_table(table, delegation_id=None)

    refused = client.put(f"{API}/tables/{table.id}", json=body)
    done = client.put(f"{API}/tables/{table.id}", params={"accept_impact": True}, json=body)

    own = [{"table_id": str(table.id), "delegation_id": str(scene.province.id)}]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"own_tables": own})
    assert done.json()["delegation_id"] is None


def test_changed_table_keeps_the_rules_of_own_tables(client: TestClient, db: Session, scene: Scene) -> None:
    scene.tables[0].delegation_id = scene.province.id
    added(db, scene.tables[0])
    stranger = a_delegation(db, a_session(db), "02")
    address = f"{API}/tables/{scene.tables[1].id}"

    clash = client.put(address, json=of_table(scene.tables[1], delegation_id=str(scene.mission.id)))
    unknown = client.put(address, json=of_table(scene.tables[1], delegation_id=str(stranger.id)))

    assert_problem(clash, 409, "own-tables-clash")
    assert_invalid(unknown, ("/delegation_id", "No such delegation at this conference."))


def test_table_with_meetings_is_never_deleted_or_renamed(client: TestClient, scene: Scene) -> None:
    table = scene.tables[0]
    version = scene.placed(scene.slots[0], table)

    deleted = client.delete(f"{API}/tables/{table.id}")
    renamed = client.put(f"{API}/tables/{table.id}", json=of_table(table, code="T9"))

    impact = NOTHING | {"timetables": [shown(version)], "kept_in": [1]}
    assert_problem(deleted, 409, "in-use", HELD, impact=impact | {"meetings": [scene.meeting(version)]})
    assert_problem(renamed, 409, "in-use", HELD, impact=impact)


def test_fewer_links_than_meetings_on_line_at_once_take_an_accepted_impact(client: TestClient, db: Session) -> None:
    scene = Scene(db, online_links=None)
    scene.mission.mode = DelegationMode.ONLINE
    version = scene.placed(scene.slots[0], scene.tables[0])
    address, body = f"{API}/sessions/{scene.session.id}", {"code": "main", "name_vi": "Phiên", "name_en": "Session"}

    enough = client.put(address, json=body | {"online_links": 1})
    refused = client.put(address, json=body | {"online_links": 0})
    done = client.put(address, params={"accept_impact": True}, json=body | {"online_links": 0})
    again = client.put(address, json=body | {"online_links": 0})

    assert enough.status_code == 200
    impact = NOTHING | {"timetables": [shown(version)], "meetings": [scene.meeting(version)]}
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert (done.json()["online_links"], again.status_code) == (0, 200)


def test_table_out_of_use_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    (first, second), table = scene.slots, scene.tables[0]
    version = scene.placed(first, table)
    pin = scene.pinned(first)
    pin.table_id = table.id
    group = a_group(scene.db, scene.session, slot_id=first.id, table_id=table.id)
    address, away = f"{API}/tables/{table.id}", [str(first.id)]

    harmless = client.put(address, json=of_table(table, unavailable_slot_ids=[str(second.id)]))
    refused = client.put(address, json=of_table(table, unavailable_slot_ids=away))
    done = client.put(address, params={"accept_impact": True}, json=of_table(table, unavailable_slot_ids=away))
    again = client.put(address, json=of_table(table, unavailable_slot_ids=away))

    assert harmless.json()["unavailable_slot_ids"] == [str(second.id)]
    spot = {"slot_id": str(first.id), "table_id": str(table.id)}
    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "pins": [told(pin) | {"table_id": str(table.id)}],
        "groups": [{"id": str(group.id), "code": group.code} | spot],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert done.json() == of_table(table, unavailable_slot_ids=away) | {"id": str(table.id), "position": 0}
    assert again.headers["ETag"] == done.headers["ETag"]
    assert client.get(address).json() == done.json()


def test_tables_of_a_hall_are_out_of_use_at_once(client: TestClient, scene: Scene) -> None:
    (first, second), ids = scene.slots, [str(table.id) for table in scene.tables]
    scene.placed(second, scene.tables[1], number=1)
    version = scene.placed(first, scene.tables[0], number=2)
    stranger = a_session(scene.db)
    scene.db.refresh(stranger, ["slots", "tables"])
    address = f"{API}/sessions/{scene.session.id}/table-availability"
    body = {"table_ids": ids, "unavailable_slot_ids": [str(first.id)]}

    refused = client.put(address, json=body)
    done = client.put(address, params={"accept_impact": True}, json=body)
    again = client.put(address, json=body)
    unknown = client.put(address, json=body | {"table_ids": [*ids, str(stranger.tables[0].id)]})
    elsewhere = client.put(address, json=body | {"unavailable_slot_ids": [str(stranger.slots[0].id)]})

    impact = NOTHING | {"timetables": [shown(version)], "meetings": [scene.meeting(version)]}
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert [table["unavailable_slot_ids"] for table in done.json()["tables"]] == [[str(first.id)]] * 2
    assert (again.json(), again.headers["ETag"]) == (done.json(), done.headers["ETag"])
    assert_invalid(unknown, ("/table_ids/2", "No such table in this session."))
    assert_invalid(elsewhere, ("/unavailable_slot_ids/0", "No such slot in this session."))
    assert client.get(f"{API}/sessions/{scene.session.id}/instance").json()["tables"] == [
        {"id": code, "unavailable": ["s01"]} for code in ("T01", "T02")
    ]


def test_slot_with_tables_out_of_use_is_deleted_once_that_is_accepted(client: TestClient, scene: Scene) -> None:
    slot, table = scene.slots[1], scene.tables[0]
    client.put(f"{API}/tables/{table.id}", json=of_table(table, unavailable_slot_ids=[str(slot.id)]))

    refused = client.delete(f"{API}/slots/{slot.id}")
    done = client.delete(f"{API}/slots/{slot.id}", params={"accept_impact": True})

    away = [{"table_id": str(table.id), "slot_id": str(slot.id)}]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"table_unavailabilities": away})
    assert done.status_code == 204
    assert client.get(f"{API}/tables/{table.id}").json()["unavailable_slot_ids"] == []


@pytest.mark.parametrize(
    ("operation", "body", "noun"),
    [
        ("GET slots/{}", None, "slot"),
        ("PUT slots/{}", "slot", "slot"),
        ("GET tables/{}", None, "table"),
        ("PUT tables/{}", {"code": "T1"}, "table"),
        ("PUT sessions/{}/table-availability", "tables", "session"),
        ("GET sessions/{}/programme", None, "session"),
        ("PUT sessions/{}/programme", {"slots": []}, "session"),
    ],
)
def test_unknown_things_are_not_found(client: TestClient, scene: Scene, operation: str, body: Any, noun: str) -> None:
    method, path = operation.split()
    tables = {"table_ids": [str(NOBODY)], "unavailable_slot_ids": []}
    sent = {"slot": of_slot(scene.slots[0]), "tables": tables}.get(body, body) if isinstance(body, str) else body

    response = client.request(method, f"{API}/{path.format(NOBODY)}", json=sent)

    assert_problem(response, 404, "not-found", f"No such {noun}.")
