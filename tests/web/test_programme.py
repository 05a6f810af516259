"""The programme and the tables of a session on the pages, and what a change of them would invalidate."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, MeetingTable, Role, Slot, Unavailability
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

RULE = {
    "days": ["2026-12-08", "2026-12-09"],
    "starts": "09:00",
    "ends": "11:30",
    "slot_minutes": "30",
    "changeover_minutes": "5",
    "pauses": "10:05–10:25",
}


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    session = factories.a_session(db, factories.a_conference(db, ends_on=date(2026, 12, 9)))
    db.refresh(session, ["slots", "tables"])
    return session


def programme(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/programme"


def tables(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/tables"


def filled(session: ConferenceSession, **values: Any) -> dict[str, Any]:
    return RULE | {"revision": str(session.revision)} | values


def hours(db: Session, session: ConferenceSession) -> list[str]:
    """When slots start, by the clock of Hà Nội."""
    db.expire_all()
    rows = db.scalars(select(Slot).where(Slot.session_id == session.id).order_by(Slot.position))
    return [f"{each.starts_at.day} {each.starts_at.hour + 7:02}:{each.starts_at.minute:02}" for each in rows]


def codes(db: Session, session: ConferenceSession) -> list[str]:
    db.expire_all()
    query = select(MeetingTable.code).where(MeetingTable.session_id == session.id).order_by(MeetingTable.position)
    return list(db.scalars(query))


def test_form_begins_with_the_rule_of_what_is_there(editor: TestClient, session: ConferenceSession) -> None:
    page = editor.get(programme(session)).text

    assert 'name="starts" type="time" value="13:30"' in page
    assert 'name="ends" type="time" value="14:00"' in page
    assert 'name="slot_minutes" type="text" value="15"' in page
    assert [f'value="2026-12-{day:02}" checked' in page for day in (8, 9)] == [True, False]
    assert texts(page, "h3") == ["Tue 8 Dec, 13:30–14:00"]
    assert "2 slots of 15 minutes" in page


def test_programme_is_made_by_the_rule_on_each_day(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    answer = editor.post(programme(session), data=filled(session))

    assert answer.url.path == programme(session)
    assert texts(answer.text, ".good") == ["The programme has been made."]
    assert hours(db, session) == [f"{day} {at}" for day in (8, 9) for at in ("09:00", "09:35", "10:25", "11:00")]
    assert 'value="10:05-10:25"' in answer.text


def test_session_of_a_format_begins_with_its_lengths(editor: TestClient, db: Session, conference: Conference) -> None:
    session = factories.a_session(db, conference, slots=0, code="more", format_code="MEET-COUNTRY")

    page = editor.get(programme(session)).text

    assert "No slot yet" in page
    assert 'name="slot_minutes" type="text" value="20"' in page
    assert 'name="changeover_minutes" type="text" value="5"' in page


def test_what_would_be_invalidated_is_told_and_done_when_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    factories.added(db, Unavailability(delegation_id=seoul.id, slot_id=session.slots[0].id))
    before = hours(db, session)

    told = editor.post(programme(session), data=filled(session))
    kept = hours(db, session)
    done = editor.post(programme(session), data=filled(session, accept="true"))

    assert told.status_code == 409
    assert texts(told.text, ".failed") == [
        (
            "This would invalidate what people go by Absences of delegations: 1 "
            "Tue 8 Dec, 13:30 · EMB-KR Do it all the same"
        )
    ]
    assert 'value="09:00"' in told.text
    assert kept == before
    assert done.url.path == programme(session)
    assert len(hours(db, session)) == 8


def test_slot_in_which_a_meeting_is_pinned_stays(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    factories.a_pin(db, session, seoul, factories.a_delegation(db, session, "46"), session.slots[1])

    answer = editor.post(programme(session), data=filled(session, days="2026-12-08", ends="09:30", pauses=""))

    assert answer.status_code == 409
    assert texts(answer.text, ".failed") == [
        (
            "This can't be done: a timetable, a pin or a group names a slot that would go. Pinned meetings: 1 "
            "Tue 8 Dec, 13:45 · EMB-KR · 46"
        )
    ]
    assert 'name="accept"' not in answer.text
    assert len(hours(db, session)) == 2


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"days": []}, "Please choose at least one."),
        ({"days": "2026-12-10"}, "This day is outside the conference."),
        ({"starts": "nine"}, "Please write a time of day, like 13:30."),
        ({"ends": "08:00"}, "A day ends after it starts."),
        ({"slot_minutes": "2"}, "This must be 5 or more."),
        ({"slot_minutes": "240"}, "No slot of this length fits."),
        ({"pauses": "tea"}, "Please write a time of day, like 13:30."),
        ({"pauses": "12:00-13:00"}, "Pauses are within the day and follow each other."),
    ],
)
def test_rule_that_does_not_fit_is_told_at_its_field(
    editor: TestClient, session: ConferenceSession, typed: dict[str, Any], fault: str
) -> None:
    answer = editor.post(programme(session), data=filled(session, **typed))

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, [fault])


def test_all_that_does_not_fit_a_rule_is_told_at_once(editor: TestClient, session: ConferenceSession) -> None:
    answer = editor.post(programme(session), data=filled(session, ends="08:00", slot_minutes="2"))

    assert texts(answer.text, ".fault") == ["A day ends after it starts.", "This must be 5 or more."]


def test_nobody_overwrites_what_was_not_seen(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    answer = editor.post(programme(session), data=filled(session, revision="0"))

    assert answer.status_code == 412
    assert len(hours(db, session)) == 2


def test_tables_alike_are_added_and_one_is_removed(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    first = session.tables[0].id
    added = editor.post(tables(session), data={"number": "3", "zone": "A", "features": "screen, quiet, screen"})
    more = codes(db, session)
    slower = editor.post(f"/tables/{first}/removal", data={"revision": "1"})
    db.refresh(session)
    removed = editor.post(f"/tables/{first}/removal", data={"revision": str(session.revision)})
    editor.post(tables(session), data={"number": "1", "zone": "", "features": ""})

    assert texts(added.text, ".good") == ["The tables have been added."]
    assert "T02 screen, quiet" in texts(added.text, "main")[0]
    assert more == ["T01", "T02", "T03", "T04"]
    assert (slower.status_code, removed.url.path) == (412, tables(session))
    assert codes(db, session) == ["T02", "T03", "T04", "T01"]


def test_number_of_tables_that_is_none_is_told(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    answer = editor.post(tables(session), data={"number": "many", "zone": "A"})

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, ["Please write a whole number."])
    assert 'value="A"' in answer.text
    assert codes(db, session) == ["T01"]


def test_table_of_a_delegation_is_removed_when_that_is_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    table = session.tables[0]
    table.delegation_id = seoul.id
    db.commit()
    path = f"/tables/{table.id}/removal"

    listed = editor.get(tables(session)).text
    told = editor.post(path, data={"revision": str(session.revision)})
    kept = codes(db, session)
    editor.post(path, data={"accept": "true", "revision": str(session.revision)})

    assert "T01 Only for EMB-KR" in texts(listed, "main")[0]
    assert told.status_code == 409
    assert "Tables of a delegation's own: 1" in texts(told.text, ".failed")[0]
    assert (kept, codes(db, session)) == (["T01"], [])


def test_programme_and_tables_are_for_organisers_and_changed_by_editors(
    app: FastAPI, db: Session, visitor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, seoul), reader(app, db, factories.a_conference(db))]
    removal = f"/tables/{session.tables[0].id}/removal"

    for path in (programme(session), tables(session)):
        assert [client.get(path).status_code for client in clients] == [200, 403, 404]
        assert "<form" not in viewer.get(path).text.partition("<main")[2].partition("</main>")[0]
        assert visitor.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")
    assert [client.post(programme(session), data=filled(session)).status_code for client in clients] == [403, 403, 404]
    assert [client.post(tables(session), data={"number": "1"}).status_code for client in clients] == [403, 403, 404]
    assert [client.post(removal).status_code for client in clients] == [403, 403, 404]
    assert (len(hours(db, session)), codes(db, session)) == (2, ["T01"])


def test_tables_of_a_hall_are_out_of_use_once_that_is_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    table, (first, second) = session.tables[0], session.slots
    factories.a_pin(db, session, province, seoul, first).table_id = table.id
    db.commit()
    path = f"/sessions/{session.id}/table-availability"
    values = {"table": str(table.id), "shown": [str(first.id), str(second.id)], "revision": str(session.revision)}

    shown = editor.get(path)
    refused = editor.post(path, data=values | {"available": str(second.id)})
    done = editor.post(path, data=values | {"available": str(second.id), "accept": "true"})
    again = editor.get(path, params={"table": str(table.id)})

    assert [len(page.text.split(" checked")) - 1 for page in (shown, again)] == [2, 1]
    told = [
        (
            "This would invalidate what people go by Pinned meetings: 1 "
            "Tue 8 Dec, 13:30 · EMB-KR · 46 · T01 Do it all the same"
        )
    ]
    assert (refused.status_code, texts(refused.text, ".failed")) == (409, told)
    assert (done.url.path, "Out of use in 1 slot" in done.text) == (tables(session), True)
    assert editor.get(path, params={"hall": "nowhere"}).status_code == 404


def test_tables_are_put_out_of_use_by_editors(
    app: FastAPI, db: Session, conference: Conference, session: ConferenceSession, visitor: TestClient
) -> None:
    path = f"/sessions/{session.id}/table-availability"
    values = {"table": str(session.tables[0].id), "shown": str(session.slots[0].id), "revision": str(session.revision)}
    other = factories.a_conference(db)
    viewer, stranger = (reader(app, db, each, role=Role.VIEWER) for each in (conference, other))

    assert visitor.get(path, follow_redirects=False).status_code == 303
    assert [viewer.get(path).status_code, viewer.post(path, data=values).status_code] == [200, 403]
    assert [stranger.get(path).status_code, stranger.post(path, data=values).status_code] == [404, 404]
