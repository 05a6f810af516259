"""From stage to stage on the pages, and what a release would tell whom before anybody is told."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Placement,
    PlacementParty,
    Role,
    Stage,
    TimetableStatus,
)
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    session = factories.a_session(db, tables=2)
    db.refresh(session, ["slots", "tables"])
    return session


@pytest.fixture
def conference(db: Session, session: ConferenceSession) -> Conference:
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = Stage.SCHEDULING
    db.commit()
    return conference


@pytest.fixture
def three(db: Session, session: ConferenceSession) -> list[Delegation]:
    return [factories.a_delegation(db, session, code) for code in ("46", "EMB-KR", "EMB-JP")]


def page_of(conference: Conference) -> str:
    return f"/conferences/{conference.id}/stage"


def meeting(session: ConferenceSession, one: Delegation, other: Delegation, slot: int, table: int = 0) -> Placement:
    return Placement(
        meeting=f"{one.id}~{other.id}",
        slot_id=session.slots[slot].id,
        table_id=session.tables[table].id,
        parties=[PlacementParty(delegation_id=each.id) for each in (one, other)],
    )


def test_release_tells_first_what_changes_for_whom(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference, three: list[Delegation]
) -> None:
    hue, seoul, tokyo = three
    factories.a_version(db, session, placements=[meeting(session, hue, seoul, 0), meeting(session, hue, tokyo, 1)])
    factories.tell(db, conference.id)
    factories.a_version(db, session, number=2, placements=[meeting(session, hue, seoul, 0, 1)])
    factories.a_version(db, session, number=3, status=TimetableStatus.INFEASIBLE)

    page = editor.get(page_of(conference)).text

    assert "Version 2 takes the place of version 1, which delegations knew until it was taken back." in page
    assert texts(page, "tbody") == [
        "46 and EMB-KR Tue 8 Dec, 13:30 · T01 Tue 8 Dec, 13:30 · T02 46 and EMB-JP Tue 8 Dec, 13:45 · T01 taken out"
    ]
    assert "2 meetings change" in page
    assert "for 3 delegations." in page


def goals(required: int, welfare: int, moves: int) -> list[dict[str, object]]:
    values = {"required": required, "welfare": welfare, "moves": moves}
    return [{"goal": goal, "value": value, "bound": None} for goal, value in values.items()]


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        (
            goals(0, 8_000, 3),
            (
                "Version 3 was edited by hand, and is worse than version 2, which was calculated "
                "Goal by goal, the most important first: "
                "Value of all meetings together: 8,000 (version 2: 9,000) worse "
                "Changes of table from one meeting to the next: 3 (version 2: 5) better "
                "The two are not of quite the same requests, rules and pins, so this compares them only roughly."
            ),
        ),
        (
            goals(0, 9_500, 5),
            (
                "Version 3 was edited by hand, and is better than version 2, which was calculated "
                "Goal by goal, the most important first: "
                "Value of all meetings together: 9,500 (version 2: 9,000) better "
                "The two are not of quite the same requests, rules and pins, so this compares them only roughly."
            ),
        ),
        (
            goals(0, 9_000, 5),
            "Version 3 was edited by hand. It is as good in each goal as version 2, which was calculated.",
        ),
    ],
)
def test_release_says_what_was_edited_by_hand_and_how_good_that_is(
    editor: TestClient, db: Session, conference: Conference, reached: object, told: str
) -> None:
    (session,) = db.scalars(select(ConferenceSession).where(ConferenceSession.conference_id == conference.id))
    factories.a_version(db, session, goals=goals(0, 7_000, 9), run_id=factories.a_run(db, session, seed=1).id)
    factories.a_version(db, session, number=2, goals=goals(0, 9_000, 5), run_id=factories.a_run(db, session).id)
    of_the_run = editor.get(page_of(conference)).text
    edited = {"goals": reached, "run_data": {"by_hand": True}, "instance_digest": "other"}
    factories.a_version(db, session, number=3, **edited)

    page = editor.get(page_of(conference)).text

    assert "edited by hand" not in of_the_run
    assert texts(page, ".notice") == [told]


def test_release_says_where_nothing_was_calculated(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    factories.a_version(db, session, run_data={"by_hand": True})

    assert texts(editor.get(page_of(conference)).text, ".notice") == [
        "Version 1 was edited by hand, and no version was calculated that it could be compared with."
    ]


def test_release_is_made_and_told(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference, three: list[Delegation]
) -> None:
    factories.a_version(db, session, placements=[meeting(session, three[0], three[1], 0)])

    before = editor.get(page_of(conference)).text
    answer = editor.post(page_of(conference), data={"stage": "preliminary", "seen": "1"})

    db.expire_all()
    assert "Version 1 is the first that delegations are told of." in before
    assert (conference.stage, session.told_number) == (Stage.PRELIMINARY, 1)
    assert texts(answer.text, ".notice")[:1] == ["Delegations can read the timetable from now on."]


def test_nobody_releases_what_was_not_seen(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    factories.a_version(db, session)
    factories.a_version(db, session, number=2)

    answer = editor.post(page_of(conference), data={"stage": "preliminary", "seen": "1"})

    db.refresh(conference)
    assert (answer.status_code, conference.stage) == (409, Stage.SCHEDULING)
    assert texts(answer.text, ".failed") == [
        "Another timetable has been made meanwhile: this is what would be told now."
    ]


def test_what_stands_in_the_way_is_told(editor: TestClient, conference: Conference) -> None:
    page = editor.get(page_of(conference)).text
    answer = editor.post(page_of(conference), data={"stage": "preliminary"})

    assert "so this step can&#39;t be taken." in page
    assert "Tell delegations, and go on" not in page
    assert (answer.status_code, texts(answer.text, ".failed")) == (
        409,
        ["These sessions have no timetable yet: Session."],
    )


def test_what_collecting_would_lack_is_told_before_it_is_opened(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    conference.stage = Stage.DRAFT
    db.commit()
    without = editor.get(page_of(conference)).text
    for code in ("46", "EMB-KR"):
        place = {"conference_id": conference.id, "delegation_id": factories.a_delegation(db, session, code).id}
        factories.an_invitation(db, f"{code}@example.vn", role=Role.HEAD, **place)
    conference.submissions_close_at = conference.requests_close_at = datetime(2100, 1, 5, 10, tzinfo=UTC)
    db.commit()
    complete = editor.get(page_of(conference)).text

    (told,) = texts(without, ".notice")
    assert told == (
        "Something is still missing Delegations could begin, and would not find all that they need. "
        "Deadlines : Until when delegations submit, wish and ask. "
        "The delegations : Of at least two sides, one by one or all at once from a workbook. "
        "Invitations : At least one person of each delegation, who then names the others."
    )
    assert f'<a href="/conferences/{conference.id}/delegations/new">The delegations</a>' in without
    assert ">Go on</button>" in without
    assert texts(complete, ".notice") == []


def test_deadline_that_is_ahead_is_told_with_where_to_move_it(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    conference.stage = Stage.REVIEWING
    conference.submissions_close_at, conference.requests_close_at = datetime(2100, 1, 5, 10, tzinfo=UTC), None
    db.commit()
    without = editor.get(page_of(conference)).text
    conference.requests_close_at = datetime(2100, 1, 5, 10, tzinfo=UTC)
    db.commit()
    page = editor.get(page_of(conference)).text

    assert ">Go on</button>" in without
    assert "wishes and requests are open until 5 January 2100, 17:00 (GMT+07:00); change that deadline first." in page
    assert f'href="/conferences/{conference.id}/deadlines"' in page
    assert ">Go on</button>" not in page


def test_going_back_takes_a_reason(editor: TestClient, db: Session, conference: Conference) -> None:
    refused = editor.post(page_of(conference), data={"stage": "reviewing", "reason": ""})
    editor.post(page_of(conference), data={"stage": "reviewing", "reason": "Thêm đoàn"})

    db.refresh(conference)
    assert (refused.status_code, len(texts(refused.text, ".fault"))) == (422, 1)
    assert (conference.stage, conference.stage_reason) == (Stage.REVIEWING, "Thêm đoàn")
    assert "Reason given: Thêm đoàn" in editor.get(page_of(conference)).text


def test_taking_the_timetable_back_is_said_and_takes_a_tick(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference, three: list[Delegation]
) -> None:
    factories.a_version(db, session, placements=[meeting(session, three[0], three[1], 0)])
    factories.tell(db, conference.id)
    conference.stage = Stage.PRELIMINARY
    db.commit()
    typed = {"stage": "scheduling", "reason": "Lùi giờ"}

    before = editor.get(page_of(conference)).text
    unticked = editor.post(page_of(conference), data=typed)
    db.refresh(conference)
    kept = conference.stage
    answer = editor.post(page_of(conference), data=typed | {"takes_back": "true"})

    assert "It is taken from 2 delegations" in before
    assert (unticked.status_code, texts(unticked.text, ".fault"), kept) == (
        422,
        ["Please tick that the timetable is to be taken back."],
        Stage.PRELIMINARY,
    )
    assert texts(answer.text, ".notice") == ["The timetable has been taken back: no delegation reads it any more."]
    assert "Version 1 is what delegations knew until it was taken back." in answer.text
    assert "Nothing changes for anybody" not in answer.text


def test_going_back_to_preliminary_tells_nothing_new(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    factories.a_version(db, session)
    factories.tell(db, conference.id)
    factories.a_version(db, session, number=2)
    conference.stage = Stage.FINAL
    db.commit()

    answer = editor.post(page_of(conference), data={"stage": "preliminary", "reason": "Hai đoàn xin lùi giờ"})

    db.expire_all()
    assert (conference.stage, session.told_number) == (Stage.PRELIMINARY, 1)
    assert texts(answer.text, ".notice")[:1] == ["The conference is in its new stage."]


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_has_its_page(editor: TestClient, db: Session, conference: Conference, stage: Stage) -> None:
    conference.stage = stage
    db.commit()

    page = editor.get(page_of(conference))

    assert page.status_code == 200
    assert len(texts(page.text, ".now")) == 1


def test_stage_is_for_organisers_and_changed_by_editors(
    app: FastAPI, db: Session, conference: Conference, three: list[Delegation]
) -> None:
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, three[0]), reader(app, db, factories.a_conference(db))]

    assert [client.get(page_of(conference)).status_code for client in clients] == [200, 403, 404]
    assert "Go back" not in viewer.get(page_of(conference)).text
    assert viewer.post(page_of(conference), data={"stage": "reviewing", "reason": "x"}).status_code == 403
