"""The page with the own meetings of a delegation."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegate,
    Delegation,
    DelegationMode,
    InterestState,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    RequestStatus,
    Stage,
    Visibility,
)
from app.queries.timetables import diary
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


def a_meeting(db: Session, session: ConferenceSession) -> tuple[Delegation, Delegation]:
    """Of two, each with somebody who sits there."""
    one, other = (factories.a_delegation(db, session, code) for code in ("46", "EMB-KR"))
    factories.a_delegate(db, one, name="Trần Thị Bình", teams=[1])
    factories.a_delegate(db, other, name="Kim Min-jun", teams=[1])
    db.refresh(session, ["slots", "tables"])
    parties = [PlacementParty(delegation_id=each.id) for each in (one, other)]
    spot = {"slot_id": session.slots[0].id, "table_id": session.tables[0].id}
    factories.a_version(db, session, placements=[Placement(meeting="m", parties=parties, **spot)])
    return one, other


def test_a_delegation_reads_whom_it_meets_and_who_of_it_sits_there(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, _ = a_meeting(db, session)
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = Stage.PRELIMINARY
    factories.tell(db, conference.id)
    client = reader(app, db, conference, one)
    korean = factories.an_interpreter(db, session, "vi", "ko", name="Phạm Dung")
    (placement,) = db.scalars(diary(one.id, told=False)).all()
    factories.added(db, PlacementInterpreter(placement_id=placement.id, interpreter_id=korean.id))

    page = client.get(f"/delegations/{one.id}/diary?lang=en").text

    assert (texts(page, "h1"), texts(page, "h2")) == (["46"], ["1 meeting"])
    assert texts(client.get(f"/delegations/{one.id}/diary?lang=vi").text, "h2") == ["1 cuộc gặp"]
    assert texts(page, "td") == ["EMB-KR Interpreter: Phạm Dung", "Trần Thị Bình", "Table T01"]
    assert "Kim Min-jun" not in page
    assert f'href="/delegations/{one.id}/diary"' in client.get("/").text


def test_nobody_named_leaves_no_empty_column(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, _ = a_meeting(db, session)
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = Stage.FINAL
    factories.tell(db, conference.id)
    client = reader(app, db, conference, one)
    named = client.get(f"/delegations/{one.id}/diary?lang=en").text
    db.execute(delete(Delegate).where(Delegate.delegation_id == one.id))
    db.commit()

    unnamed = client.get(f"/delegations/{one.id}/diary?lang=en").text

    assert texts(named, "thead") == ["Time Meets Who sits there Table"]
    assert texts(unnamed, "thead") == ["Time Meets Table"]


def test_group_is_read_with_its_theme(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    members = [factories.a_delegation(db, session, code) for code in ("46", "EMB-KR", "EMB-FR")]
    factories.a_group(db, session, *members, code="water", theme="Nước sạch")
    db.refresh(session, ["slots", "tables"])
    placement = Placement(
        meeting="water",
        slot_id=session.slots[0].id,
        table_id=session.tables[0].id,
        parties=[PlacementParty(delegation_id=each.id) for each in members],
    )
    factories.a_version(db, session, placements=[placement])
    viewer = reader(app, db, db.get_one(Conference, session.conference_id))

    page = viewer.get(f"/delegations/{members[0].id}/diary").text

    assert texts(page, "td") == ["Nước sạch: EMB-KR, EMB-FR", "Bàn T01"]


def test_date_is_told_with_each_meeting_only_where_they_are_on_several(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, other = a_meeting(db, session)
    viewer, path = (
        reader(app, db, db.get_one(Conference, session.conference_id)),
        f"/delegations/{one.id}/diary?lang=en",
    )
    of_one_day = viewer.get(path).text
    day = session.slots[0].starts_at
    session.slots[1].starts_at += timedelta(days=1)
    session.slots[1].ends_at += timedelta(days=1)
    placements = [
        Placement(
            meeting=str(slot.id),
            slot_id=slot.id,
            table_id=session.tables[0].id,
            parties=[PlacementParty(delegation_id=each.id) for each in (one, other)],
        )
        for slot in session.slots[:2]
    ]
    factories.a_version(db, session, number=2, placements=placements)

    of_two = viewer.get(path).text

    assert (texts(of_one_day, ".day"), len(texts(of_two, ".day"))) == ([], 2)
    assert f"{day.day} " in texts(of_one_day, ".meta")[0]


def test_published_timetable_is_what_comes_next(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, _ = a_meeting(db, session)
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = Stage.FINAL
    factories.tell(db, conference.id)
    db.execute(delete(Delegate))
    db.commit()

    page = reader(app, db, conference, one).get(f"/delegations/{one.id}/standing?lang=en").text

    assert texts(page, ".next-label") == ["Read your timetable"]
    assert [text.rpartition(" ")[0] for text in texts(page, ".checklist-label")[:2]] == [
        "Read your timetable To",
        "Say who comes To",
    ]


def test_before_a_timetable_is_published_a_delegation_reads_of_no_meeting(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, _ = a_meeting(db, session)
    conference = db.get_one(Conference, session.conference_id)

    page = reader(app, db, conference, one).get(f"/delegations/{one.id}/diary").text

    assert texts(page, ".empty") == [
        "Chưa có cuộc gặp nào Khi lịch được công bố, các cuộc gặp của đoàn sẽ hiển thị tại đây."
    ]
    assert "EMB-KR" not in page


def test_organisers_find_the_diary_of_each_delegation_and_others_do_not(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, other = a_meeting(db, session)
    conference = db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)

    timetable = viewer.get(f"/sessions/{session.id}/timetable?view=province").text
    answers = [
        client.get(f"/delegations/{one.id}/diary").status_code
        for client in (viewer, reader(app, db, conference, other))
    ]

    assert f'href="/delegations/{one.id}/diary"' in timetable
    assert answers == [200, 403]


def told_meeting(db: Session) -> tuple[ConferenceSession, Delegation, Delegation]:
    """Of two who have been told of it; its day is to come."""
    session = factories.a_session(db)
    one, other = a_meeting(db, session)
    db.get_one(Conference, session.conference_id).stage = Stage.FINAL
    factories.tell(db, session.conference_id)
    return session, one, other


def test_next_meeting_stands_first_with_what_both_sides_wrote(app: FastAPI, db: Session) -> None:
    session, one, other = told_meeting(db)
    session.slots[0].starts_at += timedelta(days=36_500)
    session.slots[0].ends_at += timedelta(days=36_500)
    accepted = {"status": RequestStatus.ACCEPTED, "message": "Về điện gió", "reply": "Rất vui được gặp"}
    factories.a_request(db, session, one, other, **accepted)
    factories.an_offering(db, other, title_vi="Cho người khác", visibility=Visibility.ORGANISERS)
    factories.a_need(db, one, title_vi="Còn là bản nháp", state=InterestState.DRAFT)
    client = reader(app, db, db.get_one(Conference, session.conference_id), one)

    page = client.get(f"/delegations/{one.id}/diary?lang=en").text

    assert texts(page, ".next-label") == ["EMB-KR"]
    assert texts(page, ".note")[:2] == ["You Về điện gió", "EMB-KR Rất vui được gặp"]
    assert "Cho người khác" not in page
    assert "Còn là bản nháp" not in page


def test_own_meeting_link_is_told_once_and_that_of_others_where_they_are_met(app: FastAPI, db: Session) -> None:
    session, one, other = told_meeting(db)
    other.mode, other.meeting_link = DelegationMode.ONLINE, "https://meet.example/seoul"
    conference = db.get_one(Conference, session.conference_id)

    theirs, own = (
        reader(app, db, conference, each).get(f"/delegations/{each.id}/diary?lang=en").text for each in (one, other)
    )

    assert texts(theirs, ".link") == ["Meeting link: EMB-KR"]
    assert (texts(own, ".link"), "Your meeting link: <a" in own) == ([], True)


def test_calendar_has_the_meetings_that_were_told(app: FastAPI, db: Session) -> None:
    session, one, other = told_meeting(db)
    one.teams, other.mode, other.meeting_link = 2, DelegationMode.ONLINE, "https://meet.example/seoul"
    accepted = {"status": RequestStatus.ACCEPTED, "message": "Về điện gió", "reply": "Rất vui được gặp"}
    factories.a_request(db, session, one, other, **accepted)
    conference = db.get_one(Conference, session.conference_id)
    client = reader(app, db, conference, one)

    answer = client.get(f"/delegations/{one.id}/diary.ics?lang=en")
    (event,) = Calendar.from_ical(answer.text).walk("VEVENT")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert event["uid"] == f"{session.id}.m.{one.id}@ketnoi"
    assert (event["sequence"], event["status"]) == (1, "CONFIRMED")
    assert (event["summary"], event["location"]) == ("EMB-KR", f"Table T01, {conference.city}")
    assert event["url"] == f"http://127.0.0.1:8000/delegations/{one.id}/diary"
    assert event.decoded("dtstart") == session.slots[0].starts_at
    assert str(event["description"]).splitlines() == [
        "Final timetable.",
        "Table T01",
        "Team 1",
        "Who sits there: Trần Thị Bình",
        "Meeting link (EMB-KR): https://meet.example/seoul",
        "You: Về điện gió",
        "EMB-KR: Rất vui được gặp",
    ]
    assert reader(app, db, conference, other).get(f"/delegations/{one.id}/diary.ics").status_code == 403


def test_calendar_of_a_later_timetable_moves_what_an_earlier_one_said(app: FastAPI, db: Session) -> None:
    session, one, other = told_meeting(db)
    conference = db.get_one(Conference, session.conference_id)
    client = reader(app, db, conference, one)
    (before,) = Calendar.from_ical(client.get(f"/delegations/{one.id}/diary.ics").text).walk("VEVENT")
    parties = [PlacementParty(delegation_id=each.id) for each in (one, other)]
    spot = {"slot_id": session.slots[1].id, "table_id": session.tables[0].id}
    factories.a_version(db, session, number=2, placements=[Placement(meeting="m", parties=parties, **spot)])
    factories.tell(db, conference.id)

    (after,) = Calendar.from_ical(client.get(f"/delegations/{one.id}/diary.ics").text).walk("VEVENT")

    assert [(event["uid"], event["sequence"]) for event in (before, after)] == [
        (f"{session.id}.m.{one.id}@ketnoi", number) for number in (1, 2)
    ]
    assert after.decoded("dtstart") == session.slots[1].starts_at


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.PRELIMINARY, ["Preliminary timetable", "Draft timetable"]),
        (Stage.FINAL, ["Final timetable", "Draft timetable"]),
    ],
)
def test_diary_says_how_sure_it_is(app: FastAPI, db: Session, stage: Stage, told: list[str]) -> None:
    session, one, other = told_meeting(db)
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = stage
    own, organiser = reader(app, db, conference, one), reader(app, db, conference)
    parties = [PlacementParty(delegation_id=each.id) for each in (one, other)]
    spot = {"slot_id": session.slots[1].id, "table_id": session.tables[0].id}
    factories.a_version(db, session, number=2, placements=[Placement(meeting="m", parties=parties, **spot)])

    pages = [client.get(f"/delegations/{one.id}/diary?lang=en").text for client in (own, organiser)]

    assert [texts(page, ".meta")[0].partition(" ·")[0] for page in pages] == told


def test_calendar_is_empty_before_a_timetable_is_told(app: FastAPI, db: Session) -> None:
    session = factories.a_session(db)
    one, _ = a_meeting(db, session)
    client = reader(app, db, db.get_one(Conference, session.conference_id), one)

    answer = client.get(f"/delegations/{one.id}/diary.ics")

    assert "VEVENT" not in answer.text
