"""One table, one zone, one slot and one interpreter of a session on the pages."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Interpreter, MeetingTable, Slot, TableUnavailability
from tests import factories
from tests.web.markup import texts
from tests.web.overtaking import overtake
from tests.web.readers import reader

STALE = "Somebody has changed this meanwhile. Open the page anew to see how it is now."


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    session = factories.a_session(db, slots=2, tables=2)
    db.refresh(session, ["slots", "tables"])
    return session


def at(session: ConferenceSession, path: str) -> str:
    return f"/sessions/{session.id}/{path}"


def of_table(session: ConferenceSession, **values: str) -> dict[str, str]:
    return {"code": "T01", "zone": "", "features": "", "delegation_id": "", "revision": str(session.revision)} | values


def of_slot(session: ConferenceSession, **values: str) -> dict[str, str]:
    known = {"day": "2026-12-08", "starts": "13:30", "ends": "13:45", "code": "s01", "period": "afternoon"}
    return known | {"revision": str(session.revision)} | values


def of_interpreter(session: ConferenceSession, **values: Any) -> dict[str, Any]:
    slots = [str(each.id) for each in session.slots]
    known = {"code": "KO-1", "name": "", "languages": ["vi", "ko"], "max_meetings": "", "max_consecutive": "4"}
    return known | {"shown": slots, "available": slots[:1]} | values


def kept_tables(db: Session, session: ConferenceSession) -> list[tuple[Any, ...]]:
    db.expire_all()
    query = select(MeetingTable).where(MeetingTable.session_id == session.id).order_by(MeetingTable.position)
    return [(each.code, each.zone, each.features, each.delegation_id) for each in db.scalars(query)]


def kept_slots(db: Session, session: ConferenceSession) -> list[tuple[str, str, str]]:
    db.expire_all()
    query = select(Slot).where(Slot.session_id == session.id).order_by(Slot.position)
    return [(each.code, f"{each.starts_at:%H:%M}", each.period) for each in db.scalars(query)]


def test_one_table_is_changed_and_stays_out_of_use_when_it_was(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    table = session.tables[0]
    away = factories.added(db, TableUnavailability(table_id=table.id, slot_id=session.slots[1].id))
    owner = {"zone": "Sảnh A", "features": "screen, screen", "delegation_id": str(seoul.id)}

    form = editor.get(f"/tables/{table.id}").text
    done = editor.post(f"/tables/{table.id}", data=of_table(session, code="T09", **owner))
    stale = editor.post(f"/tables/{table.id}", data=of_table(session, revision="0"))
    db.refresh(session)
    taken = editor.post(f"/tables/{table.id}", data=of_table(session, code="T02", **owner))

    assert 'name="code" type="text" value="T01"' in form
    assert done.url.path == at(session, "tables")
    assert "Sảnh A: 1 table T09 screen Only for EMB-KR Out of use in 1 slot" in texts(done.text, "main")[0]
    assert kept_tables(db, session) == [("T09", "Sảnh A", ["screen"], seoul.id), ("T02", None, [], None)]
    assert (stale.status_code, texts(stale.text, ".failed")) == (412, [STALE])
    assert (taken.status_code, texts(taken.text, "#code-fault")) == (
        409,
        ["There is a table with the code T02 already."],
    )
    assert db.get(TableUnavailability, (away.table_id, away.slot_id)) is not None


def test_table_with_a_pinned_meeting_moves_once_that_is_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    table = session.tables[0]
    factories.a_pin(db, session, province, seoul, session.slots[0]).table_id = table.id
    db.commit()
    typed = of_table(session, zone="B")

    told = editor.post(f"/tables/{table.id}", data=typed)
    done = editor.post(f"/tables/{table.id}", data=typed | {"accept": "true"})

    assert told.status_code == 409
    assert "Pinned meetings: 1 Tue 8 Dec, 13:30 · EMB-KR · 46 · T01" in texts(told.text, ".failed")[0]
    assert done.url.path == at(session, "tables")
    assert kept_tables(db, session)[0] == ("T01", "B", [], None)


def test_zone_is_renamed_with_all_its_tables(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    form = editor.get(at(session, "hall"))
    done = editor.post(at(session, "hall"), data={"zone": "A", "revision": str(session.revision)})
    db.refresh(session)
    gone = editor.post(at(session, "hall"), data={"zone": "B", "revision": str(session.revision)})
    empty = editor.post(at(session, "hall?hall=A"), data={"zone": " ", "revision": str(session.revision)})

    assert "T01, T02" in texts(form.text, "main")[0]
    assert done.url.path == at(session, "tables")
    assert [each[1] for each in kept_tables(db, session)] == ["A", "A"]
    assert gone.status_code == 404
    assert (empty.status_code, texts(empty.text, ".fault")) == (422, ["Please fill this in."])


def test_of_two_who_rename_a_zone_at_once_one_is_told(
    editor: TestClient, app: FastAPI, db: Session, session: ConferenceSession
) -> None:
    overtake(app)
    slower = editor.post(at(session, "hall"), data={"zone": "A", "revision": str(session.revision)})

    assert (slower.status_code, texts(slower.text, ".failed")) == (412, [STALE])
    assert [each[1] for each in kept_tables(db, session)] == [None, None]


def test_slot_is_added_changed_and_removed(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    first, second = session.slots
    period = first.period
    proposed = editor.get(at(session, "slots/new")).text
    added = editor.post(
        at(session, "slots/new"), data=of_slot(session, code="s09", starts="14:00", ends="14:15", period=period)
    )
    db.refresh(session)
    changed = editor.post(f"/slots/{first.id}", data=of_slot(session, starts="13:20", ends="13:35", period=period))
    slower = editor.post(f"/slots/{second.id}/removal", data={"revision": str(session.revision)})
    db.refresh(session)
    removed = editor.post(f"/slots/{second.id}/removal", data={"revision": str(session.revision)})

    assert 'name="code" type="text" value="s03"' in proposed
    assert 'name="starts" type="time" value="14:00"' in proposed
    paths = [answer.url.path for answer in (added, changed, removed)]
    assert paths == [at(session, "programme")] * 3
    assert (slower.status_code, texts(slower.text, ".failed")) == (412, [STALE])
    assert kept_slots(db, session) == [("s01", "06:20", period), ("s09", "07:00", period)]


def test_slot_outside_the_days_of_the_conference_keeps_its_day(
    editor: TestClient, db: Session, session: ConferenceSession
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    conference.starts_on, conference.ends_on = date(2026, 12, 9), date(2026, 12, 10)
    db.commit()

    for path in (f"/slots/{session.slots[0].id}", at(session, "slots/new")):
        page = editor.get(path).text
        chosen = [day for day in (8, 9, 10) if f'<option value="2026-12-{day:02}" selected>' in page]
        assert (texts(page, "#day"), chosen) == (["Tue 8 Dec Wed 9 Dec Thu 10 Dec"], [8])


def test_slot_that_does_not_fit_is_told_where(
    editor: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    first = session.slots[0]
    pinned = factories.a_pin(db, session, province, seoul, first)
    before = kept_slots(db, session)
    path = f"/slots/{first.id}"
    period = before[0][2]

    ends = editor.post(path, data=of_slot(session, ends="13:30", period=period))
    both = editor.post(path, data=of_slot(session, ends="13:30", period=" "))
    odd = editor.post(path, data=of_slot(session, starts="morning", period=" "))
    moved = editor.post(path, data=of_slot(session, starts="13:00", ends="13:15", period=period))
    held = editor.post(f"{path}/removal", data={"accept": "true", "revision": str(session.revision)})

    assert (ends.status_code, texts(ends.text, ".fault")) == (422, ["A slot ends after it starts."])
    assert texts(both.text, ".fault") == ["A slot ends after it starts.", "Please fill this in."]
    assert texts(odd.text, ".fault") == ["Please write a time of day, like 13:30.", "Please fill this in."]
    assert (moved.status_code, held.status_code) == (409, 409)
    assert "Pinned meetings: 1 Tue 8 Dec, 13:30 · EMB-KR · 46" in texts(moved.text, ".failed")[0]
    assert "This can't be done" in texts(held.text, ".failed")[0]
    assert (kept_slots(db, session), pinned.slot_id) == (before, first.id)


def test_interpreter_is_added_changed_and_removed(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    empty = editor.get(at(session, "interpreters")).text
    added = editor.post(at(session, "interpreters/new"), data=of_interpreter(session, name="Kim An"))
    one = db.scalars(select(Interpreter)).one()
    path = f"/interpreters/{one.id}"
    form = editor.get(path).text
    typed = of_interpreter(session, name="Kim An", languages=["vi", "en"], revision=str(one.revision))
    changed = editor.post(path, data=typed)
    slower = editor.post(path, data=typed)
    bad = [
        editor.post(path, data=of_interpreter(session, languages=known, max_consecutive="0"))
        for known in ([], ["vi"], ["vi", "vi"])
    ]
    unseen = editor.post(f"{path}/removal", data={"revision": typed["revision"]})
    db.refresh(one)
    removed = editor.post(f"{path}/removal", data={"revision": str(one.revision)})

    assert "No interpreter yet" in texts(empty, "main")[0]
    assert texts(added.text, "tbody") == ["Kim An KO-1 Vietnamese and Korean – 4 1"]
    assert form.count(" checked") == 3
    assert texts(changed.text, "tbody") == ["Kim An KO-1 Vietnamese and English – 4 1"]
    assert (slower.status_code, unseen.status_code) == (412, 412)
    for each in bad:
        assert texts(each.text, ".fault") == ["Please choose at least two languages.", "This must be 1 or more."]
    assert removed.url.path == at(session, "interpreters")
    assert db.scalars(select(Interpreter)).all() == []


def test_whoever_removes_something_has_seen_how_it_is(
    editor: TestClient, db: Session, session: ConferenceSession, province: Delegation
) -> None:
    one, somebody = factories.an_interpreter(db, session, "vi", "ko"), factories.a_delegate(db, province)
    session.revision, one.revision, somebody.revision = 7, 8, 9
    db.commit()
    slot, table = f"/slots/{session.slots[0].id}", f"/tables/{session.tables[0].id}"
    interpreter, delegate = f"/interpreters/{one.id}", f"/delegates/{somebody.id}"
    told = {}

    for page, path in (
        (slot, slot),
        (table, table),
        (interpreter, interpreter),
        (f"/delegations/{province.id}", delegate),
    ):
        form = editor.get(page).text.partition(f'action="{path}/removal"')[2].partition("</form>")[0]
        told[path] = form.partition('name="revision" value="')[2].partition('"')[0]

    assert told == {slot: "7", table: "7", interpreter: "8", delegate: "9"}


def test_single_parts_are_changed_by_editors_alone(
    app: FastAPI, db: Session, visitor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    factories.added(db, Interpreter(session_id=session.id, code="KO-1", position=0, languages=["vi", "ko"]))
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, seoul), reader(app, db, factories.a_conference(db))]
    before = kept_tables(db, session), kept_slots(db, session)
    db.refresh(session, ["slots", "tables"])
    table, slot = f"/tables/{session.tables[0].id}", f"/slots/{session.slots[0].id}"
    (one,) = db.scalars(select(Interpreter))

    for path, typed in (
        (table, of_table(session, zone="A")),
        (at(session, "hall"), {"zone": "A", "revision": "1"}),
        (slot, of_slot(session)),
        (at(session, "slots/new"), of_slot(session)),
        (at(session, "interpreters/new"), of_interpreter(session)),
    ):
        assert [client.get(path).status_code for client in clients] == [403, 403, 404]
        assert [client.post(path, data=typed).status_code for client in clients] == [403, 403, 404]
        assert visitor.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")
    listed = at(session, "interpreters")
    assert [client.get(listed).status_code for client in clients] == [200, 403, 404]
    assert "<a href=" not in viewer.get(listed).text.partition("<tbody")[2].partition("</tbody")[0]
    assert [client.get(f"/interpreters/{one.id}").status_code for client in clients] == [403, 404, 404]
    assert [client.post(f"/interpreters/{one.id}/removal").status_code for client in clients] == [403, 404, 404]
    assert [client.post(f"{slot}/removal").status_code for client in clients] == [403, 403, 404]
    assert (kept_tables(db, session), kept_slots(db, session)) == before
