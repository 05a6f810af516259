"""One more session of a conference, made on a page."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Role, SideRule, Stage
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

HOURS = {"days": "2026-12-08", "starts": "13:30", "ends": "15:00", "pauses": "14:15-14:30"}
NAMED = {"name_vi": "Phiên chiều", "name_en": "Afternoon", "code": "afternoon"}


def path(conference: Conference) -> str:
    return f"/conferences/{conference.id}/sessions/new"


def made(db: Session, conference: Conference) -> list[ConferenceSession]:
    """Besides the one that is there from the beginning."""
    query = select(ConferenceSession).where(
        ConferenceSession.conference_id == conference.id, ConferenceSession.code != "main"
    )
    found = list(db.scalars(query.order_by(ConferenceSession.code)))
    for each in found:
        db.refresh(each, ["slots", "tables"])
    return found


def test_session_of_a_format_has_its_rules_its_name_and_slots_by_its_length(
    db: Session, editor: TestClient, conference: Conference
) -> None:
    answer = editor.post(path(conference), data={"format_code": "AMB-LOC", **HOURS})

    (session,) = made(db, conference)
    sides = db.scalars(select(SideRule.side).where(SideRule.session_id == session.id))
    assert (session.code, session.name_en) == ("AMB-LOC", "Ambassador-province connection session")
    assert set(sides) == {"province", "mission"}
    # A quarter of an hour each, as the format has it: three before the break, two after it.
    begins = [conference.by_its_clock(slot.starts_at) for slot in session.slots]
    assert [f"{each:%H:%M}" for each in begins] == ["13:30", "13:45", "14:00", "14:30", "14:45"]
    assert answer.url.path == f"/conferences/{conference.id}/setup"
    assert texts(answer.text, ".good")[0] == "The session has been made."


def test_second_session_of_a_format_has_a_code_of_its_own(
    db: Session, editor: TestClient, conference: Conference
) -> None:
    for _ in range(2):
        editor.post(path(conference), data={"format_code": "AMB-LOC"})

    assert [session.code for session in made(db, conference)] == ["AMB-LOC", "AMB-LOC-2"]
    assert [session.slots for session in made(db, conference)] == [[], []]


def test_session_without_a_format_is_called_and_laid_out_as_said(
    db: Session, editor: TestClient, conference: Conference
) -> None:
    editor.post(path(conference), data=NAMED | HOURS | {"slot_minutes": "40", "changeover_minutes": "5"})

    (session,) = made(db, conference)
    assert (session.code, session.name_vi, session.format_code) == ("afternoon", "Phiên chiều", None)
    assert len(session.slots) == 1


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"name_en": ""}, "name_en", "Without a format, please fill this in."),
        ({"code": "main"}, "code", "This conference has a session with the code main already."),
        ({"starts": "13:30"}, "ends", "A programme has a first and a last hour; without both it is made later."),
        ({"starts": "13:30", "ends": "15:00", "slot_minutes": "15"}, "days", "Please choose at least one."),
        (HOURS, "slot_minutes", "Say how long a slot is, or name a format."),
        (HOURS | {"slot_minutes": "2"}, "slot_minutes", "This must be 5 or more."),
        (HOURS | {"slot_minutes": "15", "days": "2026-12-24"}, "days", "This day is outside the conference."),
        (HOURS | {"slot_minutes": "15", "ends": "13:00"}, "ends", "A day ends after it starts."),
        (HOURS | {"slot_minutes": "15", "pauses": "soon"}, "pauses", "Please write a time of day, like 13:30."),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_what_was_typed_is_kept(
    *, db: Session, editor: TestClient, session: ConferenceSession, typed: dict[str, str], field: str, told: str
) -> None:
    conference = db.get_one(Conference, session.conference_id)

    answer = editor.post(path(conference), data=NAMED | typed)

    assert answer.status_code in {409, 422}
    assert texts(answer.text, f"#{field}-fault") == [told]
    tag = answer.text.split(f'id="{field}"')[1].split(">")[0]
    assert "autofocus" in tag
    assert 'value="Phiên chiều"' in answer.text
    assert made(db, conference) == []


def test_all_that_does_not_fit_is_told_at_once(editor: TestClient, conference: Conference) -> None:
    backwards = NAMED | HOURS | {"ends": "13:00", "name_en": "", "changeover_minutes": "999"}
    out_of_hours = NAMED | HOURS | {"code": " ", "pauses": "16:00-16:15"}
    elsewhere = NAMED | HOURS | {"slot_minutes": "15", "days": ["2026-12-24", "2026-12-25"]}

    answers = [editor.post(path(conference), data=typed) for typed in (backwards, out_of_hours, elsewhere)]
    told = [texts(answer.text, ".fault") for answer in answers]

    assert told == [
        ["Without a format, please fill this in.", "A day ends after it starts.", "This must be 120 or less."],
        [
            "Without a format, please fill this in.",
            "Say how long a slot is, or name a format.",
            "Pauses are within the day and follow each other.",
        ],
        ["This day is outside the conference."],
    ]


def test_session_is_made_by_editors_until_the_archive(
    app: FastAPI, db: Session, visitor: TestClient, editor: TestClient, session: ConferenceSession
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    seoul = factories.a_delegation(db, session)
    others = [
        reader(app, db, conference),
        reader(app, db, conference, seoul),
        reader(app, db, factories.a_conference(db), role=Role.OWNER),
    ]

    assert [each.get(path(conference)).status_code for each in others] == [403, 403, 404]
    assert [each.post(path(conference), data=NAMED).status_code for each in others] == [403, 403, 404]
    assert visitor.get(path(conference), follow_redirects=False).headers["location"].startswith("/sign-in")
    conference.stage = Stage.ARCHIVED
    db.flush()
    assert editor.post(path(conference), data=NAMED).status_code == 409
    assert made(db, conference) == []
