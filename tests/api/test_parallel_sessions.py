"""Sessions of one conference at the same hours: nobody is planned, seated or told to be in two of them at once."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    DelegateFunction,
    Delegation,
    DelegationMode,
    Placement,
    PlacementParty,
    Stage,
    TimetableStatus,
)
from app.services import planning
from tests.api.answers import API, assert_problem
from tests.factories import a_delegate, a_delegation, a_group, a_pin, a_session, a_version, added

HEAD = DelegateFunction.HEAD


class Scene:
    """Two sessions of two slots at the same hours, and three delegations; the first has two teams."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.main = a_session(db, tables=2)
        self.conference = db.get_one(Conference, self.main.conference_id)
        self.workshop = a_session(db, self.conference, code="workshop", tables=2)
        self.own = a_delegation(db, self.main, "01", teams=2)
        self.korea, self.france = (a_delegation(db, self.main, code) for code in ("EMB-KR", "EMB-FR"))
        for session in (self.main, self.workshop):
            db.refresh(session, ["slots", "tables"])

    def held(
        self, session: ConferenceSession, *meetings: tuple[int, int, Delegation, Delegation], **values: Any
    ) -> None:
        """In a timetable, by slot and table."""
        placements = [
            Placement(
                meeting=f"m{n}",
                slot_id=session.slots[slot].id,
                table_id=session.tables[table].id,
                parties=[PlacementParty(delegation_id=each.id) for each in parties],
            )
            for n, (slot, table, *parties) in enumerate(meetings, start=1)
        ]
        a_version(self.db, session, placements=placements, **values)

    def away(self) -> dict[str, tuple[str, ...]]:
        """By party, the slots of the main session in which it cannot meet."""
        parties = planning.problem_of(self.db, self.main).parties
        return {party.id: party.unavailable for party in parties if party.unavailable}


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def diary(client: TestClient, delegation: Delegation) -> list[tuple[str, int | None, list[str], bool]]:
    """By start, team and names, and whether it is overbooked."""
    told = client.get(f"{API}/delegations/{delegation.id}/diary").json()["appointments"]
    return [
        (each["starts_at"][11:16], each["team"], [one["name"] for one in each["delegates"]], each["is_overbooked"])
        for each in told
    ]


def test_who_is_in_another_session_with_all_its_teams_is_away(scene: Scene) -> None:
    scene.held(scene.workshop, (1, 0, scene.own, scene.korea), number=1)
    scene.held(scene.workshop, (0, 0, scene.own, scene.korea), number=2)
    scene.held(scene.workshop, (1, 1, scene.own, scene.france), number=3, status=TimetableStatus.INFEASIBLE)

    assert scene.away() == {"EMB-KR": ("s01",)}

    a_pin(scene.db, scene.workshop, scene.own, scene.france, scene.workshop.slots[0])

    assert scene.away() == {"EMB-KR": ("s01",), "EMB-FR": ("s01",), "P-01": ("s01",)}


def test_hours_count_and_not_the_slots(scene: Scene) -> None:
    """The workshop's second slot reaches from the middle of the one to the middle of the other."""
    slot = scene.workshop.slots[1]
    slot.starts_at, slot.ends_at = (moment - timedelta(minutes=5) for moment in (slot.starts_at, slot.ends_at))
    added(scene.db, slot)
    scene.held(scene.workshop, (1, 0, scene.own, scene.korea))

    assert scene.away() == {"EMB-KR": ("s01", "s02")}


def test_group_that_is_pinned_in_another_session_keeps_its_members_away(scene: Scene) -> None:
    members, slot = (scene.own, scene.korea, scene.france), scene.workshop.slots[0]
    a_group(scene.db, scene.workshop, *members, slot_id=slot.id)
    a_group(scene.db, scene.workshop, *members, min_size=4, slot_id=scene.workshop.slots[1].id)

    assert scene.away() == {"EMB-KR": ("s01",), "EMB-FR": ("s01",)}


def test_other_conferences_and_the_session_itself_keep_nobody_away(scene: Scene) -> None:
    elsewhere = a_session(scene.db)
    scene.db.refresh(elsewhere, ["slots", "tables"])
    scene.held(elsewhere, (0, 0, scene.own, scene.korea))
    scene.held(scene.main, (0, 0, scene.own, scene.korea))

    assert scene.away() == {}


def test_nobody_sits_in_two_sessions_at_once(client: TestClient, db: Session, scene: Scene) -> None:
    a_delegate(db, scene.own, name="Trưởng", function=HEAD, teams=[1, 2], position=1)
    a_delegate(db, scene.own, name="Phó", teams=[1, 2], position=2)
    scene.held(scene.main, (0, 0, scene.own, scene.korea), (1, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.own, scene.france))

    assert sorted(diary(client, scene.own)) == [
        ("13:30", 1, ["Trưởng"], False),
        ("13:30", 2, ["Phó"], False),
        ("13:45", 1, ["Trưởng"], False),
    ]
    assert diary(client, scene.france) == [("13:30", None, [], False)]


def test_diary_warns_of_more_meetings_at_once_than_can_be_held(client: TestClient, db: Session, scene: Scene) -> None:
    a_delegate(db, scene.korea, name="Đại sứ", function=HEAD, teams=[1])
    scene.held(scene.main, (0, 0, scene.own, scene.korea), (1, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.france, scene.korea))

    assert sorted(diary(client, scene.korea), key=str) == [
        ("13:30", 1, ["Đại sứ"], True),
        ("13:30", None, [], True),
        ("13:45", 1, ["Đại sứ"], False),
    ]


@pytest.mark.parametrize(("stage", "target"), [(Stage.SCHEDULING, "preliminary"), (Stage.PRELIMINARY, "final")])
def test_nobody_is_told_to_be_in_two_sessions_at_once(
    client: TestClient, scene: Scene, stage: Stage, target: str
) -> None:
    scene.conference.stage = stage
    scene.held(scene.main, (0, 0, scene.own, scene.korea))
    scene.held(scene.workshop, (0, 0, scene.own, scene.korea))
    address, body = f"{API}/conferences/{scene.conference.id}/stage-changes", {"stage": target}

    refused = client.post(address, json=body, headers={"Accept-Language": "en"})
    scene.held(scene.workshop, (1, 0, scene.own, scene.korea), number=2)
    done = client.post(address, json=body)

    told = "In different sessions at the same time, more meetings than they can hold have: EMB-KR."
    assert_problem(refused, 409, "step-blocked", told)
    assert done.json()["stage"] == target


def test_diary_has_the_link_of_whoever_is_on_line(client: TestClient, scene: Scene) -> None:
    for each in (scene.korea, scene.france):
        each.meeting_link = f"https://meet.example.org/{each.id}"
    scene.korea.mode = DelegationMode.ONLINE
    scene.held(scene.main, (0, 0, scene.own, scene.korea), (1, 0, scene.own, scene.france))

    online = [{"id": str(scene.korea.id), "meeting_link": scene.korea.meeting_link}]
    for whose, expected in ((scene.own, [online, []]), (scene.korea, [online])):
        told = client.get(f"{API}/delegations/{whose.id}/diary").json()["appointments"]
        assert [each["online"] for each in told] == expected
