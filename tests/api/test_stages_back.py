"""From held back to the final timetable."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Stage
from tests.api.answers import API, assert_problem
from tests.factories import a_conference, a_delegation, a_run, a_session, added, an_organisation

BACK = {"stage": "final", "reason": "Bấm nhầm"}
blocked = partial(assert_problem, status=409, code="step-blocked")


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Of a conference that has been held."""
    return a_session(db, a_conference(db, stage=Stage.HELD))


@pytest.fixture
def changes(session: ConferenceSession) -> str:
    return f"{API}/conferences/{session.conference_id}/stage-changes"


def test_held_leads_back_while_nobody_goes_by_it(client: TestClient, changes: str) -> None:
    assert client.post(changes, json=BACK).json()["stage"] == "final"


def test_held_stays_so_when_its_people_were_forgotten(
    client: TestClient, db: Session, session: ConferenceSession, changes: str
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    conference.personal_data_erased_at = datetime.now(UTC)
    added(db, conference)

    blocked(client.post(changes, json=BACK), detail="The people of this conference have been forgotten already.")


def test_held_stays_so_when_a_later_conference_was_planned_by_it(
    client: TestClient, db: Session, session: ConferenceSession, changes: str
) -> None:
    later = a_session(db, a_conference(db, starts_on=date(2999, 1, 1), ends_on=date(2999, 1, 1)))
    a_run(db, later)
    organisation = an_organisation(db, "EMB-KR")
    _, again = (a_delegation(db, each, organisation=organisation) for each in (session, later))

    refused = client.post(changes, json=BACK)

    blocked(refused, detail="A later conference has been planned by who has met at this one.")
    db.delete(again)
    db.commit()
    assert client.post(changes, json=BACK).json()["stage"] == "final"
