"""A session whose pins contradict each other, as its page tells it."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.scheduling.io import read_instance
from app.matching.scheduling.solve import solve
from app.models import ConferenceSession, Slot, TimetableVersion
from app.services import planning
from tests import factories
from tests.web.markup import texts


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Huế is to meet two missions in the first of its two slots."""
    session = factories.a_session(db, tables=2)
    hue = factories.a_delegation(
        db, session, organisation=factories.an_organisation(db, "46", label_vi="Huế", label_en="Hue")
    )
    first = db.scalars(select(Slot).where(Slot.session_id == session.id).order_by(Slot.position)).first()
    assert first is not None
    for code in ("EMB-FR", "EMB-KR"):
        factories.a_pin(db, session, hue, factories.a_delegation(db, session, code), first)
    return session


@pytest.fixture
def version(db: Session, session: ConferenceSession) -> TimetableVersion:
    run = factories.a_run(db, session)
    timetable = solve(read_instance(factories.as_file(run.instance)), seconds=30, workers=1)
    version = planning.store(db, run, timetable)
    db.commit()
    return version


def told(client: TestClient, session: ConferenceSession, language: str) -> str:
    (text,) = texts(client.get(f"/sessions/{session.id}/timetable?lang={language}").text, ".state")
    return text


@pytest.mark.usefixtures("version")
def test_conflict_is_told_with_names_and_times_and_what_resolves_it(
    client: TestClient, session: ConferenceSession
) -> None:
    page = told(client, session, "en")

    for sentences in (
        "taking away one of them helps. Hue – EMB-FR is pinned to 13:30. Hue – EMB-KR is pinned to 13:30.",
        "Hue can hold no more meetings at once than 1, at 13:30 as always.",
        "The smallest change of pins that leaves no contradiction Move the pin of Hue – EMB-",
        "from 13:30 to 13:45. Or keep all pins; then one of these is enough Let Hue hold 2 meetings at once.",
    ):
        assert sentences in page


@pytest.mark.usefixtures("version")
def test_conflict_is_told_in_vietnamese(client: TestClient, session: ConferenceSession) -> None:
    page = told(client, session, "vi")

    assert "Cuộc gặp Huế \N{EN DASH} EMB-FR được ghim vào 13:30." in page
    assert "Bố trí đủ tổ để Huế gặp được 2 cuộc cùng lúc." in page


def test_what_is_no_longer_there_keeps_its_id(
    client: TestClient, db: Session, session: ConferenceSession, version: TimetableVersion
) -> None:
    parts = [
        {"code": "party-maximum", "parties": ["EMB-XX"], "number": 3, "sentence": ""},
        {"code": "resource-capacity", "resources": ["video-links"], "slots": ["s09"], "number": 1, "sentence": ""},
        {"code": "of another program", "sentence": "Something else."},
    ]
    advice: dict[str, object] = {"parts": parts, "remedy": None, "instead": [], "meetings": {}}
    version.run_data = {"conflict": advice}
    db.commit()

    page = told(client, session, "en")

    assert "EMB-XX can hold no more meetings altogether than 3." in page
    assert "At s09, no more meetings can use video links than 1. Something else." in page
    assert "Or keep all pins" not in page
