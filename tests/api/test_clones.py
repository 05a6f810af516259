"""The next conference from the last one."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.matching.scoring.organisations import OrganisationWeights
from app.matching.scoring.weights import Weights
from app.models import (
    Base,
    Conference,
    ConferenceSession,
    Delegation,
    Interpreter,
    MeetingTable,
    ScoringWeights,
    Slot,
    TableUnavailability,
    Unavailability,
    Wish,
)
from app.services.clones import KEPT
from app.services.stage_rules import DEADLINES
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.factories import a_conference, a_delegation, a_session, a_wish, added, an_interpreter

NEXT: dict[str, Any] = {"code": "next", "starts_on": "2027-12-07"}


def url(conference_id: object) -> str:
    return f"{API}/conferences/{conference_id}/clones"


def test_frame_and_delegations_come_along_on_other_days(client: TestClient, db: Session) -> None:
    session = a_session(db, slots=2, tables=2, policy={"goals": ["required"]}, online_links=3)
    one, other = a_delegation(db, session, "01", teams=2), a_delegation(db, session, "EMB-KR", languages=["ko"])
    an_interpreter(db, session, "vi", "ko", code="KO-1", name="Phạm Dung", max_meetings=9)
    db.scalars(select(MeetingTable)).first().delegation_id = one.id  # type: ignore[union-attr]  # there are two
    first = db.scalars(select(Slot).order_by(Slot.position)).first()
    assert first is not None
    first.period = "2026-12-08 (1)"
    last_table = db.scalars(select(MeetingTable).order_by(MeetingTable.position.desc())).first()
    assert last_table is not None
    added(db, TableUnavailability(table_id=last_table.id, slot_id=first.id))
    a_wish(db, session, one, other)
    added(db, Unavailability(delegation_id=one.id, slot_id=db.scalars(select(Slot)).first().id))  # type: ignore[union-attr]  # there are two

    body = client.post(url(session.conference_id), json=NEXT).json()

    assert body["code"] == "next"
    assert (body["starts_on"], body["ends_on"]) == ("2027-12-07", "2027-12-07")
    copy = db.scalars(select(ConferenceSession).where(ConferenceSession.id != session.id)).one()
    assert (str(copy.conference_id), copy.code, copy.policy, copy.online_links) == (
        body["id"],
        "main",
        session.policy,
        3,
    )
    slots = db.scalars(select(Slot).where(Slot.session_id == copy.id).order_by(Slot.position)).all()
    assert [slot.starts_at for slot in slots] == [datetime(2027, 12, 7, 6, m, tzinfo=UTC) for m in (30, 45)]
    assert slots[0].period == "2027-12-07 (1)"
    clones = {
        d.organisation_id: d
        for d in db.scalars(select(Delegation).where(Delegation.conference_id == copy.conference_id))
    }
    assert clones.keys() == {one.organisation_id, other.organisation_id}
    assert clones[one.organisation_id].teams == 2
    assert clones[other.organisation_id].languages == ["ko"]
    interpreter = db.scalars(select(Interpreter).where(Interpreter.session_id == copy.id)).one()
    assert (interpreter.code, interpreter.languages, interpreter.max_meetings, interpreter.name) == (
        "KO-1",
        ["vi", "ko"],
        9,
        None,
    )
    tables = db.scalars(
        select(MeetingTable).where(MeetingTable.session_id == copy.id).order_by(MeetingTable.position)
    ).all()
    assert [table.delegation_id for table in tables] == [clones[one.organisation_id].id, None]
    away = select(TableUnavailability.table_id, TableUnavailability.slot_id)
    assert set(db.execute(away)) == {(last_table.id, first.id), (tables[1].id, slots[0].id)}
    assert len(db.scalars(select(Wish)).all()) == len(db.scalars(select(Unavailability)).all()) == 1


def test_scores_bring_the_same_points(client: TestClient, db: Session) -> None:
    conference = a_conference(db)
    own = {"of_pairs": asdict(Weights(sectors=7)), "of_meetings": asdict(OrganisationWeights())}
    added(db, ScoringWeights(conference_id=conference.id, **own))

    clone = client.post(url(conference.id), json=NEXT).json()

    weights = client.get(f"{API}/conferences/{clone['id']}/scoring-weights").json()
    assert {name: weights[name] for name in own} == own


# What rows have by themselves, what a clone is given another of, and what is of one time.
PLUMBING = {"id", "conference_id", "session_id", "revision", "created_at", "updated_at"}
ITS_OWN = {
    Conference: {"code", "starts_on", "ends_on", *DEADLINES.values()},
    Slot: {"starts_at", "ends_at", "period"},
    MeetingTable: {"delegation_id"},
}
OF_ONE_TIME = {
    Conference: {"stage", "stage_changed_at", "stage_reason", "personal_data_erased_at"},
    ConferenceSession: {"told_number"},
    Interpreter: {"name"},
    Delegation: {"meeting_link", "arrives_at", "departs_at"},
}


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_nothing_of_the_set_up_is_left_behind(model: type[Base]) -> None:
    columns = set(inspect(model).columns.keys()) - PLUMBING

    assert columns - set(KEPT[model]) == ITS_OWN.get(model, set()) | OF_ONE_TIME.get(model, set())


@pytest.mark.parametrize(
    ("last", "next_one"),
    [
        (("Hội nghị Ngoại vụ 2026", "FAC 2026"), ("Hội nghị Ngoại vụ 2027", "FAC 2027")),
        (("Hội nghị Ngoại vụ", "FAC"), ("Hội nghị Ngoại vụ (bản sao)", "FAC (copy)")),
    ],
)
def test_next_one_is_called_by_its_year_or_as_a_copy(
    client: TestClient, db: Session, last: tuple[str, str], next_one: tuple[str, str]
) -> None:
    conference = a_conference(db, name_vi=last[0], name_en=last[1])

    body = client.post(url(conference.id), json=NEXT).json()

    assert (body["name_vi"], body["name_en"]) == next_one


def paris(db: Session, starts_at: datetime) -> Conference:
    """With one slot of half an hour."""
    day = date(2026, 3, 22)
    conference = a_conference(db, timezone="Europe/Paris", starts_on=day, ends_on=day)
    session = a_session(db, conference, slots=0)
    ends_at = starts_at.replace(minute=59)
    added(db, Slot(session_id=session.id, code="s01", position=0, starts_at=starts_at, ends_at=ends_at, period="1"))
    return conference


def test_slots_keep_their_local_time_whatever_the_season(client: TestClient, db: Session) -> None:
    conference = paris(db, datetime(2026, 3, 22, 13, 30, tzinfo=UTC))

    client.post(url(conference.id), json=NEXT | {"starts_on": "2026-06-21"})

    assert datetime(2026, 6, 21, 12, 30, tzinfo=UTC) in db.scalars(select(Slot.starts_at)).all()


@pytest.mark.parametrize("starts_on", ["2026-03-29", "2026-10-25"])
def test_hour_that_the_change_of_clocks_skips_or_repeats_is_refused_and_nothing_is_kept(
    client: TestClient, db: Session, starts_on: str
) -> None:
    conference = paris(db, datetime(2026, 3, 22, 1, 30, tzinfo=UTC))

    response = client.post(url(conference.id), json=NEXT | {"starts_on": starts_on})

    template = "A slot or a deadline would be at an hour that the change of clocks skips or repeats."
    assert_invalid(response, ("/starts_on", template))
    assert len(db.scalars(select(Conference)).all()) == 1


@pytest.mark.parametrize("ends_on", [date(2026, 12, 9), date(9999, 12, 31)])
def test_clone_that_would_end_after_the_last_year_is_refused(client: TestClient, db: Session, ends_on: date) -> None:
    conference = a_conference(db, starts_on=date(2026, 12, 8), ends_on=ends_on)

    response = client.post(url(conference.id), json=NEXT | {"starts_on": "2999-12-31"})

    assert_invalid(response, ("/starts_on", "Only the years 1900 to 2999 are taken"))


def test_taken_code_and_unknown_conference_are_refused(client: TestClient, db: Session) -> None:
    conference = a_conference(db, code="next")

    assert_problem(client.post(url(conference.id), json=NEXT), 409, "duplicate")
    assert_problem(client.post(url(NOBODY), json=NEXT), 404, "not-found", "No such conference.")
