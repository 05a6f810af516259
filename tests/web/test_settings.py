"""The rules of the sides and a conference's own data on the pages, and what a change of them would invalidate."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.scoring.weights import Weights
from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    DelegationMode,
    Placement,
    PlacementParty,
    ScoringWeights,
    SideRule,
)
from tests import factories
from tests.web.markup import texts
from tests.web.overtaking import overtake
from tests.web.readers import reader

FREE = {
    "max_requests": "",
    "max_wishes": "",
    "max_do_not_meets": "",
    "min_meetings": "",
    "max_meetings": "",
    "max_consecutive": "",
    "bonus": "200, 120",
}


def rules(session: ConferenceSession, side: str | None = None) -> str:
    return f"/sessions/{session.id}/rules" + (f"/side?side={side}" if side else "")


def ruled(session: ConferenceSession, **values: Any) -> dict[str, Any]:
    return FREE | {"asks": "everybody", "revision": str(session.revision)} | values


def kept(db: Session, session: ConferenceSession) -> dict[str, tuple[Any, ...]]:
    """Of each side whom it may ask, its quota of requests, its floor and its maximum."""
    db.expire_all()
    query = select(SideRule).where(SideRule.session_id == session.id)
    return {
        each.side: (each.may_ask, each.max_requests, each.min_meetings, each.max_meetings) for each in db.scalars(query)
    }


def settings(conference: Conference) -> str:
    return f"/conferences/{conference.id}/settings"


def about(conference: Conference, **values: Any) -> dict[str, Any]:
    names = ("name_vi", "name_en", "code", "starts_on", "ends_on", "city", "timezone", "retention_days", "revision")
    known = {name: str(getattr(conference, name)) for name in names}
    return known | {"needs_visible_to": conference.needs_visible_to.value} | values


@pytest.mark.usefixtures("seoul", "province")
def test_rules_of_sides_are_set_one_side_at_a_time(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    before = editor.get(rules(session)).text
    changed = editor.post(
        rules(session, "province"),
        data=ruled(session, asks="some", may_ask=["mission"], max_requests="5", min_meetings="2"),
    )
    db.refresh(session)
    editor.post(rules(session, "mission"), data=ruled(session, asks="nobody", max_meetings="8", bonus=""))
    after = editor.get(rules(session)).text
    form = editor.get(rules(session, "province")).text

    assert texts(before, "tbody") == [
        "Provinces everybody – – – – – – 200, 120, 80, 50, 30 Missions abroad everybody – – – – – – 60, 40, 20"
    ]
    assert changed.url.path == rules(session)
    assert texts(changed.text, ".good") == ["Your changes have been saved."]
    assert texts(after, "tbody") == [
        "Provinces Missions abroad 5 – – 2 – – 200, 120 Missions abroad nobody – – – – 8 – –"
    ]
    assert kept(db, session) == {"province": (["mission"], 5, 2, None), "mission": ([], None, 0, 8)}
    assert 'value="some" checked' in form
    assert 'value="mission" checked' in form


def test_what_rules_would_invalidate_is_told_and_done_when_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    factories.a_request(db, session, province, seoul)
    typed = ruled(session, asks="nobody", max_requests="0")

    told = editor.post(rules(session, "province"), data=typed)
    before = kept(db, session)
    done = editor.post(rules(session, "province"), data=typed | {"accept": "true"})

    assert told.status_code == 409
    (fault,) = texts(told.text, ".failed")
    assert fault == (
        "This would invalidate what people go by Meeting requests that wait or are agreed to: 1 EMB-KR · 46 "
        "Quotas of which delegations have used more already: 1 46 Do it all the same"
    )
    assert before == {}
    assert done.url.path == rules(session)
    assert kept(db, session) == {"province": ([], 0, 0, None)}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"asks": "some"}, "Please choose at least one."),
        ({"max_wishes": "-1"}, "This must be 0 or more."),
        ({"max_consecutive": "0"}, "This must be 1 or more."),
        ({"min_meetings": "9", "max_meetings": "3"}, "This is less than what is promised."),
        ({"bonus": "30, 40"}, "A bonus must not increase from one meeting to the next."),
        ({"bonus": "30, many"}, "Please write a whole number."),
    ],
)
def test_rule_that_does_not_fit_is_told_at_its_field(
    editor: TestClient, db: Session, session: ConferenceSession, typed: dict[str, Any], fault: str
) -> None:
    answer = editor.post(rules(session, "province"), data=ruled(session, **typed))

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, [fault])
    assert kept(db, session) == {}


def test_of_two_who_change_a_bonus_at_once_one_is_told(
    editor: TestClient, app: FastAPI, db: Session, session: ConferenceSession
) -> None:
    editor.post(rules(session, "province"), data=ruled(session))
    db.refresh(session)
    before = session.policy

    overtake(app, policy={"bonus": {"province": [90]}})
    slower = editor.post(rules(session, "province"), data=ruled(session, bonus="70"))

    assert slower.status_code == 412
    assert 'value="70"' in slower.text
    db.refresh(session)
    assert session.policy == before


@pytest.mark.usefixtures("takes_files")
def test_conference_is_changed_and_told_to_whoever_was_slower(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    form = editor.get(settings(conference)).text
    typed = about(
        conference,
        **dict.fromkeys(("requires_validation", "requires_letter_scan"), "true"),
        name_en="Another name",
        needs_visible_to="other_sides",
        retention_days="365",
    ) | {"online_links": "8"}

    changed = editor.post(settings(conference), data=typed)
    slower = editor.post(settings(conference), data=typed | {"name_en": "A third one"})

    assert f'name="code" type="text" value="{conference.code}"' in form
    assert texts(changed.text, ".good") == ["Your changes have been saved."]
    db.refresh(conference)
    asked = (conference.requires_validation, conference.requires_letter_scan, conference.requires_sign_off)
    assert (conference.name_en, *asked) == ("Another name", True, True, False)
    assert (conference.retention_days, conference.online_links) == (365, 8)
    assert conference.needs_visible_to == "other_sides"
    assert slower.status_code == 412
    assert 'value="A third one"' in slower.text


def test_other_days_are_told_first_and_done_when_accepted(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    conference.requests_close_at = datetime(2026, 11, 20, tzinfo=UTC)
    db.commit()
    typed = about(conference, starts_on="2026-12-10", ends_on="2026-12-11", timezone="Asia/Tokyo")

    told = editor.post(settings(conference), data=typed)
    db.refresh(conference)
    before = conference.starts_on
    done = editor.post(settings(conference), data=typed | {"accept": "true"})

    assert told.status_code == 409
    (fault,) = texts(told.text, ".failed")
    assert fault == (
        "This would invalidate what people go by Slots that would be outside the days, or at other hours: 2 "
        "Tue 8 Dec, 13:30 Tue 8 Dec, 13:45 "
        "Deadlines that would be at another hour: Wishes and meeting requests Do it all the same"
    )
    assert before == date(2026, 12, 8)
    assert done.url.path == settings(conference)
    db.refresh(conference)
    assert (conference.starts_on, conference.timezone) == (date(2026, 12, 10), "Asia/Tokyo")


def test_end_before_the_start_is_told_with_all_else(editor: TestClient, conference: Conference) -> None:
    answer = editor.post(
        settings(conference), data=about(conference, city=" ", ends_on="2026-12-01", retention_days="9")
    )

    assert texts(answer.text, ".fault") == [
        "A conference ends on or after the day it starts.",
        "Please fill this in.",
        "This must be 30 or more.",
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ends_on": "2026-12-07"}, (422, "A conference ends on or after the day it starts.")),
        ({"retention_days": "10"}, (422, "This must be 30 or more.")),
        ({"code": "taken"}, (409, "There is a conference with the code taken already.")),
    ],
)
def test_data_that_does_not_fit_is_told(
    editor: TestClient, db: Session, conference: Conference, typed: dict[str, str], told: tuple[int, str]
) -> None:
    factories.a_conference(db, code="taken")

    answer = editor.post(settings(conference), data=about(conference, **typed))

    assert answer.status_code == told[0]
    assert told[1] in texts(answer.text, "main")[0]


def test_settings_are_read_by_organisers_and_changed_by_editors(
    app: FastAPI, db: Session, visitor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, seoul), reader(app, db, factories.a_conference(db))]

    for path in (settings(conference), rules(session), whole(session)):
        assert [client.get(path).status_code for client in clients] == [200, 403, 404]
        main = viewer.get(path).text.partition("<main")[2].partition("</main>")[0]
        assert ("<form" in main, "/side?" in main) == (False, False)
        assert visitor.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")
    one, typed = rules(session, "mission"), ruled(session, max_meetings="1")
    assert [client.get(one).status_code for client in clients] == [403, 403, 404]
    assert [client.post(one, data=typed).status_code for client in clients] == [403, 403, 404]
    assert [client.post(whole(session), data=of_whole(session)).status_code for client in clients] == [403, 403, 404]
    changed = about(conference, name_en="Another name")
    assert [client.post(settings(conference), data=changed).status_code for client in clients] == [403, 403, 404]
    assert kept(db, session) == {}


def whole(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/settings"


FAULT, FIRST = r'id="(\w+)-fault">([^<]+)<', "The meetings that must be held come first, or are no goal."
GOALS = {"goal_required": "1", "goal_welfare": "2", "goal_moves": "3", "goal_breaks": ""}


def of_whole(session: ConferenceSession, **values: str) -> dict[str, str]:
    names = ("name_vi", "name_en", "code", "revision")
    return {name: str(getattr(session, name)) for name in names} | GOALS | {"zone_gap": ""} | values


def test_rules_of_a_session_are_set_as_a_whole(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    session.policy = {"bonus": {"province": [9]}}
    db.flush()
    before = editor.get(whole(session)).text
    typed = of_whole(session, request_days="7", accepted_must_meet="true", online_links="10", max_break_spread="3")

    changed = editor.post(whole(session), data=typed)

    assert [f'id="goal_{goal}"' in before for goal in ("required", "idle_range")] == [True, True]
    assert changed.url.path == whole(session)
    assert texts(changed.text, ".good") == ["Your changes have been saved."]
    db.refresh(session)
    assert (session.request_days, session.accepted_must_meet, session.online_links) == (7, True, 10)
    assert session.policy == {
        "bonus": {"province": [9]},
        "goals": ["required", "welfare", "moves"],
        "max_break_spread": 3,
        "zone_gap": 0,
    }


def test_fewer_lines_are_told_first_and_done_when_accepted(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    seoul.mode = DelegationMode.ONLINE
    db.refresh(session, ["slots", "tables"])
    slot, table = session.slots[0], session.tables[0]
    parties = [PlacementParty(delegation_id=each.id) for each in (province, seoul)]
    placement = Placement(meeting="m1", slot_id=slot.id, table_id=table.id, parties=parties)
    factories.a_version(db, session, placements=[placement])
    typed = of_whole(session, online_links="0")

    told = editor.post(whole(session), data=typed)
    done = editor.post(whole(session), data=typed | {"accept": "true"})

    assert told.status_code == 409
    assert texts(told.text, ".failed") == [
        (
            "This would invalidate what people go by Meetings by which people go: 1 "
            "Tue 8 Dec, 13:30 · EMB-KR · 46 · T01 Do it all the same"
        )
    ]
    assert done.url.path == whole(session)
    db.refresh(session)
    assert session.online_links == 0


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"request_days": "0"}, [("request_days", "This must be 1 or more.")]),
        ({"goal_required": "2", "goal_welfare": "1"}, [("goal_required", FIRST)]),
        ({"goal_moves": "2"}, [("goal_moves", "Two goals have the same number.")]),
        (dict.fromkeys(GOALS, ""), [("goal_required", "A timetable needs a goal.")]),
        ({"revision": "0"}, []),
    ],
)
def test_rules_of_a_session_that_do_not_fit_are_told(
    editor: TestClient, db: Session, session: ConferenceSession, typed: dict[str, str], faults: list[tuple[str, str]]
) -> None:
    before = session.policy
    answer = editor.post(whole(session), data=of_whole(session, **typed))

    assert (answer.status_code, re.findall(FAULT, answer.text)) == (422 if faults else 412, faults)
    db.refresh(session)
    assert session.policy == before


def weights(conference: Conference) -> str:
    return f"/conferences/{conference.id}/weights"


WEIGHTS = (
    dict.fromkeys(Weights().plain(), "0")
    | {"sectors": "50", "concepts": "50", "revision": "0"}
    | {"meeting_fit": "40", "meeting_wish": "30", "meeting_wish_of_other": "25.5", "meeting_history": "5"}
)


def test_weights_are_previewed_and_then_saved(
    editor: TestClient, db: Session, conference: Conference, seoul: Delegation, province: Delegation
) -> None:
    factories.a_need(db, province, title_vi="Tìm nhà nhập khẩu nông sản sạch")
    factories.an_offering(db, seoul, title_vi="Tìm nguồn cung nông sản sạch cho siêu thị")

    form = editor.get(weights(conference)).text
    preview = editor.get(weights(conference), params=WEIGHTS)
    before = db.scalars(select(ScoringWeights)).all()
    saved = editor.post(weights(conference), data=WEIGHTS)
    slower = editor.post(weights(conference), data=WEIGHTS)

    assert 'name="direction" type="text" value="44"' in form
    (told,) = texts(preview.text, ".card")[:1]
    assert told.startswith("What these weights would change Nothing has been saved yet. 1 pair of a need and an off")
    for part in ("What meetings are worth counts from", "EMB-KR: Tìm nguồn cung nông sản sạch cho siêu thị"):
        assert part in told
    assert 'name="meeting_wish_of_other" type="text" value="25.5"' in preview.text
    assert before == []
    assert texts(saved.text, ".good") == ["Your changes have been saved."]
    own = db.scalars(select(ScoringWeights)).one()
    assert (own.of_pairs["sectors"], own.of_pairs["direction"]) == (50, 0)
    assert own.of_meetings == {"fit": 40, "wish": 30, "wish_of_other": 25.5, "history": 5}
    assert slower.status_code == 412


def test_weights_that_do_not_fit_are_told_by_name(editor: TestClient, db: Session, conference: Conference) -> None:
    wrong = WEIGHTS | {"sectors": "many", "concepts": "101"}

    answers = [editor.get(weights(conference), params=wrong), editor.post(weights(conference), data=wrong)]
    empty = editor.post(weights(conference), data=WEIGHTS | {"sectors": "0", "concepts": "0"})

    for answer in answers:
        assert answer.status_code == 422
        assert texts(answer.text, ".failed") == [
            "Please check what is marked. Sectors: Please write a number. Topics: This must be 100 or less."
        ]
    assert (empty.status_code, re.findall(FAULT, empty.text)) == (422, [("sectors", "Something must bring points.")])
    assert db.scalars(select(ScoringWeights)).all() == []


def test_weights_are_read_by_organisers_and_changed_by_editors(
    app: FastAPI, db: Session, visitor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, seoul), reader(app, db, factories.a_conference(db))]

    assert [client.get(weights(conference)).status_code for client in clients] == [200, 403, 404]
    assert [client.get(weights(conference), params=WEIGHTS).status_code for client in clients] == [200, 403, 404]
    assert [client.post(weights(conference), data=WEIGHTS).status_code for client in clients] == [403, 403, 404]
    assert visitor.get(weights(conference), follow_redirects=False).headers["location"].startswith("/sign-in")
    assert db.scalars(select(ScoringWeights)).all() == []
