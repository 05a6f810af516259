"""The timetable desk: every change by a form, what a script asks for, and what is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.models import Conference, ConferenceSession, Delegation, InterpreterUnavailability, Role
from app.queries import delegations, wishes
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from app.services.timetable_drafts.drafts import Desk
from tests import factories

PARTS = {"X-Parts": "yes"}
HANOI, HAGIANG = "01~EMB-KR", "02~EMB-KR"


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Two provinces wish to meet a mission, in three slots at two tables."""
    session = factories.a_session(db, slots=3, tables=2)
    factories.a_mission_wished_for(db, session)
    return session


@pytest.fixture
def draft(db: Session, session: ConferenceSession) -> Desk:
    """With Hanoi's meeting at the first slot and table."""
    somebody = factories.an_administrator(db)
    begun = drafts.begin(db, somebody, session.id, timetable_id=None)
    desk = moves.move(db, somebody, begun.id, [Wanted(meeting=HANOI, slot="s01")])
    db.commit()
    return desk


def of(session: ConferenceSession, path: str = "") -> str:
    return f"/sessions/{session.id}/desk{path}"


def send(client: TestClient, draft: Desk, path: str, **typed: Any) -> Response:
    data = {"draft_id": str(draft.id), "revision": str(typed.pop("revision", draft.revision))} | typed
    headers = typed.pop("headers", {})
    address = f"/sessions/{draft.session_id}/desk{path}"
    data.pop("headers", None)
    return client.post(address, data=data, headers=headers, follow_redirects=False)


def now(db: Session, draft: Desk) -> Desk:
    return drafts.get(db, factories.ADMINISTRATOR, draft.id)


def test_desk_begins_with_a_form(client: TestClient, session: ConferenceSession) -> None:
    before = client.get(of(session) + "?lang=en")
    begun = client.post(of(session), data={}, follow_redirects=False)
    after = client.get(of(session))

    assert "Edit the timetable by hand" in before.text
    assert (begun.status_code, begun.headers["location"]) == (303, of(session))
    assert 'id="desk-bar"' in after.text
    assert after.text.count('<tr id="row-') == 1  # The side that hosts: the smallest.


@pytest.mark.parametrize("version", ["none", "00000000-0000-7000-8000-000000000000"])
def test_desk_begins_with_no_version_of_elsewhere(client: TestClient, session: ConferenceSession, version: str) -> None:
    refused = client.post(of(session) + "?lang=en", data={"timetable_id": version})

    assert refused.status_code == 422
    assert "This was not done" in refused.text
    assert "Edit the timetable by hand" in client.get(of(session)).text


def test_desk_tells_costs_and_reasons_of_the_meeting_that_is_picked_up(
    client: TestClient, session: ConferenceSession, draft: Desk
) -> None:
    page = client.get(of(session), params={"meeting": HAGIANG, "lang": "en", "rows": "mission"}).text

    assert draft.placements
    assert re.findall(r'name="place" value="([^"]+)"', page) == ["s02", "s03"]
    assert "EMB-KR already meets 01" in page
    assert "02 wishes for EMB-KR: rank 1" in page
    by_table = client.get(of(session), params={"meeting": HAGIANG, "rows": "tables"}).text
    assert re.findall(r'name="place" value="([^"]+)"', by_table) == ["s02|T01", "s03|T01", "s02|T02", "s03|T02"]


def test_meeting_that_was_taken_out_is_not_said_to_have_been_sought_a_place_for(
    client: TestClient, db: Session, session: ConferenceSession, draft: Desk
) -> None:
    taken_out, sought = "the organisers have taken it out", "no better timetable with it was found"
    send(client, draft, "/versions")
    db.expire_all()
    send(client, now(db, draft), "/moves", meeting=HANOI, place="")
    before = client.get(of(session), params={"lang": "en"}).text
    db.expire_all()
    send(client, now(db, draft), "/versions")
    after = client.get(of(session), params={"meeting": HANOI}).text
    published = client.get(f"/sessions/{session.id}/timetable").text

    # Of the two, the other was never held.
    assert [(page.count(taken_out), page.count(sought)) for page in (before, after)] == [(1, 1), (2, 1)]
    assert (published.count(taken_out), published.count(sought)) == (1, 1)


def test_move_pin_undo_and_keep_by_forms(
    client: TestClient, db: Session, session: ConferenceSession, draft: Desk
) -> None:
    moved = send(client, draft, "/moves", meeting=HAGIANG, place="s03|T02")
    db.expire_all()
    after_move = now(db, draft)
    pinned = send(client, after_move, "/pins", meeting=HAGIANG, pinned="true")
    db.expire_all()
    after_pin = now(db, draft)
    undone = send(client, after_pin, "/undo")
    db.expire_all()
    after_undo = now(db, draft)
    redone = send(client, after_undo, "/redo")
    db.expire_all()
    after_redo = now(db, draft)
    kept = send(client, after_redo, "/versions")
    db.expire_all()
    given_up = send(client, now(db, draft), "/end")

    assert [each.status_code for each in (moved, pinned, undone, redone, kept, given_up)] == [303] * 6
    assert [(each.meeting, each.slot, each.table) for each in after_move.placements] == [
        (HANOI, "s01", "T01"),
        (HAGIANG, "s03", "T02"),
    ]
    assert [len(each.pinned) for each in (after_pin, after_undo, after_redo)] == [1, 0, 1]
    assert "Edit the timetable by hand" in client.get(of(session) + "?lang=en").text


def test_meetings_that_the_session_knows_no_more_are_told(
    client: TestClient, db: Session, session: ConferenceSession, draft: Desk
) -> None:
    kept = send(client, draft, "/versions")
    told = client.get(kept.headers["location"], params={"kept": 1, "lang": "en"}).text
    db.expire_all()
    hanoi = draft.judged.problem.meeting_by_id[HANOI].parties
    db.delete(
        next(each for each in db.scalars(wishes.of_session(session.id)) if draft.parties[each.delegation_id] in hanoi)
    )
    db.commit()
    in_vain = client.get(of(session), params={"lang": "en"}).text
    send(client, now(db, draft), "/end")
    client.post(of(session), data={})
    left_out = client.get(of(session), params={"lang": "en", "kept": 7}).text

    assert kept.headers["location"] == f"{of(session)}?kept=1"
    assert "kept as version 1." in told
    assert f'href="/sessions/{session.id}/timetable?version=1"' in told
    held, gone = (
        "These meetings are placed here, but the session knows nothing of them any more",
        "Version 1 has meetings of which the session knows nothing any more",
    )
    assert [[text in page for text in (held, gone)] for page in (told, in_vain, left_out)] == [
        [False, False],
        [True, False],
        [False, True],
    ]
    assert "kept as version" not in left_out


def test_a_script_gets_the_parts_that_have_changed(client: TestClient, session: ConferenceSession, draft: Desk) -> None:
    lifted = client.get(of(session, "/parts"), params={"since": draft.revision, "meeting": HAGIANG, "rows": "province"})
    same = client.get(of(session, "/parts"), params={"since": draft.revision})
    put = send(client, draft, "/moves?rows=province", meeting=HAGIANG, place="s02", headers=PARTS)
    seen_by_another = client.get(of(session, "/parts"), params={"since": draft.revision, "rows": "province"})

    assert re.findall(r'id="(row-\d+|desk-\w+)"', lifted.text) == ["desk-panel", "row-1"]
    assert same.status_code == 204
    assert (put.status_code, re.findall(r'id="(row-\d+|desk-\w+)"', put.text)) == (
        200,
        ["desk-bar", "desk-tray", "desk-panel", "row-1"],
    )
    assert re.findall(r'id="(row-\d+)"', seen_by_another.text) == ["row-0", "row-1"]
    assert f'data-revision="{draft.revision}"' not in seen_by_another.text


def test_what_breaks_a_rule_is_refused_and_told(
    client: TestClient, db: Session, draft: Desk, session: ConferenceSession
) -> None:
    response = send(client, draft, "/moves", meeting=HAGIANG, place="s01|T02")

    assert response.status_code == 409
    assert re.search(r'role="alert" id="refusal">\s*\S+', response.text)
    db.expire_all()
    assert [each.meeting for each in now(db, draft).placements] == [HANOI]
    assert str(session.id) in response.text


def test_whoever_is_late_overwrites_nothing(client: TestClient, db: Session, draft: Desk) -> None:
    response = send(client, draft, "/moves", meeting=HAGIANG, place="s02", revision=1)

    assert response.status_code == 412
    db.expire_all()
    assert [each.meeting for each in now(db, draft).placements] == [HANOI]


def test_desk_is_for_organisers(
    client: TestClient, visitor: TestClient, db: Session, session: ConferenceSession, draft: Desk
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    own = factories.a_delegation(db, session, "33")

    def as_(role: Role, delegation: Delegation | None = None, where: Conference = conference) -> TestClient:
        account = factories.an_account(db)
        factories.a_membership(db, account, where, role, delegation)
        visitor.cookies.set(COOKIE, factories.a_sign_in(db, account))
        return visitor

    assert visitor.get(of(session), follow_redirects=False).status_code == 303
    assert as_(Role.HEAD, own).get(of(session)).status_code == 403
    assert as_(Role.VIEWER, where=factories.a_conference(db)).get(of(session)).status_code == 404
    viewer = as_(Role.VIEWER)
    page = viewer.get(of(session), params={"meeting": HAGIANG})
    assert (page.status_code, "data-step" in page.text, 'class="target' in page.text) == (200, False, False)
    assert [send(viewer, draft, "/undo", revision=seen).status_code for seen in (draft.revision, 1)] == [403, 403]
    assert client.get(of(session)).status_code == 200


def test_interpreters_have_rows_where_there_are_some(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    factories.an_interpreter(db, session, "vi", "ko", code="KO-1", name="Kim")
    client.post(of(session), data={})

    page = client.get(of(session), params={"rows": "interpreters", "shade": "rank"}).text

    assert "Kim" in page


def test_rows_of_interpreters_light_up_for_whoever_could_interpret(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    """One knows the languages, one is away at first, and one knows others."""
    for delegation in db.scalars(delegations.of_conference(session.conference_id)):
        delegation.languages = ["ko"] if delegation.side == "mission" else ["vi"]
    factories.an_interpreter(db, session, "vi", "ko", code="KO-1", name="Kim")
    late = factories.an_interpreter(db, session, "ko", "vi", code="KO-2", name="Lee")
    factories.an_interpreter(db, session, "vi", "ja", code="JA-1", name="Sato")
    db.refresh(session, ["slots"])
    db.add(InterpreterUnavailability(interpreter_id=late.id, slot_id=session.slots[0].id))
    db.commit()
    begun = drafts.begin(db, factories.an_administrator(db), session.id, timetable_id=None)
    db.commit()
    asked = {"meeting": HANOI, "rows": "interpreters", "lang": "en"}

    before = client.get(of(session), params=asked).text
    put = send(client, begun, "/moves?rows=interpreters", meeting=HANOI, place="s02|||KO-2")
    db.expire_all()
    (held,) = now(db, begun).placements
    after = client.get(of(session), params=asked).text

    open_to = r'name="place" value="([^"]+)"'
    assert re.findall(open_to, before) == ["s01|||KO-1", "s02|||KO-1", "s03|||KO-1", "s02|||KO-2", "s03|||KO-2"]
    assert "Lee: the interpreter must be available" in before
    assert (put.status_code, held.slot, held.interpreters) == (303, "s02", ("KO-2",))
    assert re.findall(open_to, after) == ["s01|||KO-1", "s02|||KO-1", "s03|||KO-1", "s03|||KO-2"]


def test_day_is_named_where_there_are_several(client: TestClient, db: Session, session: ConferenceSession) -> None:
    draft = drafts.begin(db, factories.an_administrator(db), session.id, timetable_id=None)
    db.commit()
    one = client.get(of(session), params={"meeting": HANOI, "lang": "en"}).text
    drafts.give_up(db, factories.an_administrator(db), draft.id)
    db.refresh(session, ["slots"])
    last = session.slots[-1]
    last.starts_at, last.ends_at, last.period = (
        last.starts_at + timedelta(days=1),
        last.ends_at + timedelta(days=1),
        "p2",
    )
    db.commit()
    client.post(of(session), data={})
    several = client.get(of(session), params={"meeting": HANOI, "lang": "en"}).text

    first, second = (f"{day:%a}" for day in (session.slots[0].starts_at, last.starts_at))
    options = re.findall(r'<option value="s0\d">([^<]+)', several)
    assert not any(day in re.findall(r'<option value="s0\d">([^<]+)', one)[0] for day in (first, second))
    assert [text.split(" ")[0].rstrip(",") for text in options] == [first, first, second]
    assert [text.count('<span class="day">') for text in (one, several)] == [0, 2]
