"""Pre-checks of a session: what is found, in words, and who is told."""

from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.i18n.languages import language
from app.matching.scheduling.precheck import Finding
from app.matching.scheduling.precheck import Trouble as Kind
from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    MeetingTable,
    Organisation,
    Role,
    SideRule,
    Unavailability,
)
from app.services import precheck_words
from app.services.prechecks import Trouble
from tests import factories
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.databases import counted_statements


def address(session: ConferenceSession) -> str:
    return f"{API}/sessions/{session.id}/pre-checks"


def wished(db: Session, session: ConferenceSession, *codes: str) -> tuple[Delegation, list[Delegation]]:
    """Seoul, and provinces that each want to meet it."""
    seoul = factories.a_delegation(db, session, "EMB-KR", position=0)
    provinces = [factories.a_delegation(db, session, code) for code in codes]
    for each in provinces:
        factories.a_wish(db, session, each, seoul)
    return seoul, provinces


@pytest.mark.parametrize(
    ("language_", "message"),
    [
        ("en", "Trần Bình comes for Seoul and Tokyo, and may be wanted in two places at once."),
        ("vi", "Trần Bình có tên trong nhiều đoàn (Seoul và Tokyo), có thể bị xếp lịch ở hai nơi cùng một lúc."),
    ],
)
def test_who_comes_for_two_delegations_is_named(
    client: TestClient, db: Session, session: ConferenceSession, language_: str, message: str
) -> None:
    codes = ("EMB-KR", "EMB-JP")
    seoul, tokyo = (factories.a_delegation(db, session, code, position=n) for n, code in enumerate(codes))
    for each, name in ((seoul, "Seoul"), (tokyo, "Tokyo")):
        organisation = db.get_one(Organisation, each.organisation_id)
        organisation.label_vi = organisation.label_en = name
    factories.a_delegate(db, seoul, name="Trần Bình", email="binh@example.vn")
    factories.a_delegate(db, seoul, name="Trần Bình", email="BINH@example.vn")
    factories.a_delegate(db, tokyo, name="Tran Binh", email="Binh@Example.vn")
    factories.a_delegate(db, tokyo, name="Lê Chi", email=None)
    factories.a_delegate(db, seoul, name="Lê Chi", email=None)

    told = client.get(address(session), headers={"Accept-Language": language_}).json()["troubles"]

    assert [(each["message"], each["grave"]) for each in told if each["trouble"] == "in-two-places"] == [
        (message, False)
    ]
    (found,) = (each for each in told if each["trouble"] == "in-two-places")
    assert set(found["delegation_ids"]) == {str(seoul.id), str(tokyo.id)}
    assert len(found["remedies"]) == 1


def test_session_without_wishes_cannot_start(client: TestClient, session: ConferenceSession) -> None:
    assert client.get(address(session)).json() == {
        "can_start": False,
        "meetings": 0,
        "table_slots": 2,
        "troubles": [
            {
                "trouble": "no-meetings",
                "grave": True,
                "delegation_ids": [],
                "wanted": 0,
                "possible": 0,
                "message": "The session has no wished meetings yet.",
                "remedies": ["Collect wishes and meeting requests, or say yourself who must meet."],
            }
        ],
    }


def test_over_asked_mission_is_told_in_the_language_of_the_reader(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    seoul, _ = wished(db, session, "01", "46", "48")

    english = client.get(address(session)).json()
    vietnamese = client.get(address(session), headers={"Accept-Language": "vi"}).json()

    (trouble,) = english["troubles"]
    assert (english["can_start"], english["meetings"], english["table_slots"]) == (True, 3, 2)
    assert (trouble["trouble"], trouble["grave"], trouble["delegation_ids"]) == ("over-asked", False, [str(seoul.id)])
    assert (trouble["wanted"], trouble["possible"]) == (3, 2)
    assert trouble["message"] == "EMB-KR is wanted for 3 meetings and can hold 2 at most."
    assert trouble["remedies"][0] == "Have it send people for one more team."
    assert vietnamese["troubles"][0]["message"] == "EMB-KR được đề nghị 3 cuộc gặp nhưng chỉ có thể gặp tối đa 2 cuộc."


def test_promise_that_a_maximum_forbids_names_the_maximum(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    seoul, _ = wished(db, session, "01", "46")
    seoul.max_meetings = 1
    factories.added(db, SideRule(session_id=session.id, side="mission", min_meetings=1))
    seoul.min_meetings = 2
    db.commit()

    told = client.get(address(session)).json()["troubles"]

    assert [(each["trouble"], each["grave"]) for each in told] == [
        ("promise-out-of-reach", True),
        ("over-asked", False),
    ]
    assert {each["remedies"][0] for each in told} == {"Raise its maximum number of meetings."}


def test_prechecks_take_as_many_statements_for_three_as_for_one(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    seoul, _ = wished(db, session, "01")
    with counted_statements(engine) as for_one:
        client.get(address(session))
    for code in ("46", "48"):
        factories.a_wish(db, session, factories.a_delegation(db, session, code), seoul)
    with counted_statements(engine) as for_three:
        client.get(address(session))

    assert len(for_one) == len(for_three)


def test_prechecks_are_for_organisers(people: People, db: Session, session: ConferenceSession) -> None:
    seoul, _ = wished(db, session, "01")
    conference = db.get_one(Conference, session.conference_id)
    clients = [
        people.of(conference, Role.VIEWER),
        people.of(conference, Role.HEAD, seoul),
        people.of(factories.a_conference(db), Role.OWNER),
        people.client(),
    ]

    assert [client.get(address(session)).status_code for client in clients] == [200, 403, 404, 401]


def test_two_who_each_have_own_tables_are_told_as_a_problem(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    seoul, (hue,) = wished(db, session, "46")
    db.refresh(session, ["tables"])
    for delegation, position in ((seoul, 8), (hue, 9)):
        values: dict[str, Any] = {"code": f"own-{position}", "position": position, "delegation_id": delegation.id}
        factories.added(db, MeetingTable(session_id=session.id, features=[], **values))

    assert_problem(client.get(address(session)), 409, "own-tables-clash")


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_trouble_has_words_in_each_language(code: str) -> None:
    several = [Delegation(organisation=Organisation(label_vi="A", label_en="A")) for _ in range(9)]
    about: dict[str, Any] = {"delegations": several, "meetings": [several[:2]], "more_tables": 2, "more_slots": 1}
    for kind, needs in product(Kind, [(), ("fr",)]):
        finding = Finding(trouble=kind, grave=True, needs=needs, wanted=3, possible=1)

        trouble = Trouble(finding=finding, **about)
        told = [precheck_words.message(language(code), trouble), *precheck_words.remedies(language(code), trouble)]

        assert len(told) > 1
        assert all(sentence and "{" not in sentence for sentence in told)


def test_who_is_busy_in_another_session_or_never_there_is_told_so(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    seoul, (first, second) = wished(db, session, "01", "46")
    db.refresh(session, ["slots"])
    db.add_all(Unavailability(delegation_id=second.id, slot_id=slot.id) for slot in session.slots)
    workshop = factories.a_session(db, db.get_one(Conference, session.conference_id), slots=2, code="workshop")
    db.refresh(workshop, ["slots"])
    factories.a_pin(db, workshop, seoul, first, workshop.slots[0])

    told = client.get(address(session), headers={"Accept-Language": "en"}).json()["troubles"]

    assert [(each["trouble"], each["message"]) for each in told] == [
        ("never-there", "46 is wanted for 1 meetings and has no slot left in which it can meet."),
        (
            "busy-elsewhere",
            "EMB-KR is wanted for 2 meetings and can hold 1 at most, for it is elsewhere meanwhile.",
        ),
    ]
    assert told[1]["remedies"][0] == (
        "Move its meetings in the other session to other hours, or one of the two sessions."
    )
