"""Deleting a delegation, a session or a conference: what would go along is told before it goes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Base, Conference, MeetingGroup, Need, Role, Wish
from tests.api.answers import API, assert_problem
from tests.api.frame import HARM, NOTHING, Scene, shown
from tests.factories import a_delegation, a_group, a_membership, a_must_meet, a_need, a_run, a_wish, an_account


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def gone(**kinds: Base) -> list[dict[str, Any]]:
    """One of each kind, as an impact has them."""
    return [{"kind": kind.replace("_", "-"), "ids": [str(row.id)]} for kind, row in kinds.items()]  # type: ignore[attr-defined]  # each has an id


def left(db: Session) -> tuple[int, int]:
    """How many needs and wishes there are."""
    db.expire_all()
    return len(db.scalars(select(Need)).all()), len(db.scalars(select(Wish)).all())


def test_what_goes_with_a_delegation_is_told_first(client: TestClient, db: Session, scene: Scene) -> None:
    need, wish = a_need(db, scene.mission), a_wish(db, scene.session, scene.province, scene.mission)
    must, pin = a_must_meet(db, scene.session, scene.province, scene.mission), scene.pinned(scene.slots[0])
    conference = db.get_one(Conference, scene.session.conference_id)
    member = a_membership(db, an_account(db), conference, Role.HEAD, scene.mission)
    along = gone(membership=member, must_meet=must, need=need, pin=pin, wish=wish)
    a_need(db, scene.province)
    address = f"{API}/delegations/{scene.mission.id}"

    refused, kept = client.delete(address), left(db)
    done = client.delete(address, params={"accept_impact": True})

    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"gone": along})
    assert (kept, done.status_code, left(db)) == ((2, 1), 204, (1, 0))


def test_what_would_be_nobodys_is_told_first(client: TestClient, db: Session, scene: Scene) -> None:
    group = a_group(db, scene.session, convener_id=scene.mission.id)
    scene.tables[0].delegation_id = scene.mission.id
    db.commit()
    address = f"{API}/delegations/{scene.mission.id}"

    refused = client.delete(address)
    done = client.delete(address, params={"accept_impact": True})

    assert_problem(
        refused,
        409,
        "would-invalidate",
        HARM,
        impact=NOTHING
        | {
            "convened_groups": [{"id": str(group.id), "code": group.code, "slot_id": None, "table_id": None}],
            "own_tables": [{"table_id": str(scene.tables[0].id), "delegation_id": str(scene.mission.id)}],
        },
    )
    assert done.status_code == 204
    db.expire_all()
    assert db.scalars(select(MeetingGroup.convener_id)).all() == [None]


def test_group_that_must_be_held_is_told_as_when_a_member_is_taken_out(
    client: TestClient, db: Session, scene: Scene
) -> None:
    agreed = (scene.province, scene.mission, a_delegation(db, scene.session, "02"))
    group = a_group(db, scene.session, *agreed, must_meet=True)
    member = next(each for each in group.members if each.delegation_id == scene.mission.id)
    a_group(db, scene.session, *agreed)
    a_group(db, scene.session, *agreed[::2], invited=[scene.mission], must_meet=True)
    told = [{"id": str(group.id), "code": group.code, "slot_id": None, "table_id": None}]

    as_member, refused = (
        client.delete(f"{API}/{path}") for path in (f"group-members/{member.id}", f"delegations/{scene.mission.id}")
    )

    assert as_member.json()["impact"]["groups"] == told
    assert refused.json()["impact"]["groups"] == told


def test_meeting_of_a_group_to_which_a_delegation_has_agreed_is_told(
    client: TestClient, db: Session, scene: Scene
) -> None:
    late = a_delegation(db, scene.session, "02")
    group = a_group(db, scene.session, scene.province, scene.mission, late, code="m1")
    version = scene.placed(scene.slots[0], scene.tables[0])

    impact = client.delete(f"{API}/delegations/{late.id}").json()["impact"]

    assert impact == NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "gone": gone(group_member=group.members[-1]),
    }


def test_what_goes_with_a_session_is_told_first(client: TestClient, db: Session, scene: Scene) -> None:
    a_need(db, scene.mission)
    along = gone(wish=a_wish(db, scene.session, scene.province, scene.mission))
    address = f"{API}/sessions/{scene.session.id}"

    refused = client.delete(address)
    done = client.delete(address, params={"accept_impact": True})

    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"gone": along})
    assert (done.status_code, left(db)) == (204, (1, 0))


def test_what_goes_with_a_conference_is_told_first(client: TestClient, db: Session, scene: Scene) -> None:
    ids = sorted((str(scene.mission.id), str(scene.province.id)))
    session, need = gone(conference_session=scene.session), gone(need=a_need(db, scene.mission))
    along = [*session, {"kind": "delegation", "ids": ids}, *need]
    address = f"{API}/conferences/{scene.session.conference_id}"

    refused = client.delete(address)
    done = client.delete(address, params={"accept_impact": True})

    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"gone": along})
    assert (done.status_code, left(db)) == (204, (0, 0))


@pytest.mark.parametrize("accepts", [False, True])
def test_what_must_stay_is_refused_before_anything_is_told(
    client: TestClient, db: Session, scene: Scene, *, accepts: bool
) -> None:
    a_wish(db, scene.session, scene.province, scene.mission)
    a_run(db, scene.session)

    response = client.delete(f"{API}/sessions/{scene.session.id}", params={"accept_impact": accepts})

    assert_problem(response, 409, "in-use", "This session has runs or timetables.")
    assert left(db) == (0, 1)
