"""The pages as a reader gets them: what stands on them, in which language, and in which state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.models import (
    ConferenceSession,
    DelegationMode,
    MeetingTable,
    PlacementInterpreter,
    RunStatus,
    Slot,
    TimetableVersion,
)
from app.services import conferences, run_failures, run_queue, scenarios
from app.web.assets import FOREVER
from tests import factories
from tests.web import greedy
from tests.web.markup import texts

DASH = "\N{EN DASH}"
UNCHANGED = "Nothing that was already here has changed. The organiser can start it again."
INTERPRETERS = (("KO-1", "Phạm Dung"), ("KO-2", None))
PROGRESS = {
    "goal": "breaks",
    "value": 9,
    "bound": 2,
    "seconds": 3.7,
    "goals": [{"goal": "required", "value": 0, "bound": 0}],
}


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Two slots; Huế hosts, at a table of its own, Seoul and Paris, one of them on line."""
    session = factories.a_session(db, name_en="Spring session", name_vi="Phiên mùa xuân", tables=0)
    seat = {"timezone": "Asia/Seoul", "label_vi": "Hàn Quốc", "label_en": "Korea", "name_vi": "ĐSQ tại Hàn Quốc"}
    hue = factories.a_delegation(
        db, session, organisation=factories.an_organisation(db, "46", label_vi="Huế", name_vi="Thành phố Huế")
    )
    seoul = factories.a_delegation(
        db,
        session,
        organisation=factories.an_organisation(db, "EMB-KR", **seat),
        mode=DelegationMode.ONLINE,
    )
    paris = factories.a_delegation(db, session, "EMB-FR")
    factories.added(db, MeetingTable(session_id=session.id, code="T-46", position=0, features=[], delegation_id=hue.id))
    for rank, mission in enumerate((seoul, paris), start=1):
        factories.a_wish(db, session, hue, mission, rank)
    factories.a_must_meet(db, session, hue, paris)
    return session


@pytest.fixture
def version(db: Session, session: ConferenceSession) -> TimetableVersion:
    made = greedy.store(db, session)
    db.commit()
    return made


def page_of(client: TestClient, session: ConferenceSession, query: str = "") -> str:
    response = client.get(f"/sessions/{session.id}/timetable{query}")
    assert response.status_code == 200
    return response.text


def test_start_page_says_that_there_is_nothing_yet(client: TestClient) -> None:
    page = client.get("/").text

    assert texts(page, "h1") == ["Hội nghị"]
    assert texts(page, ".state")[0].startswith("Chưa có hội nghị nào")


def test_start_page_lists_conferences_with_their_sessions(client: TestClient, session: ConferenceSession) -> None:
    response = client.get("/?lang=en")

    assert texts(response.text, ".sessions") == ["Spring session Timetable : Spring session"]
    assert f'href="/sessions/{session.id}/timetable"' in response.text


@pytest.mark.usefixtures("version")
def test_board_shows_who_meets_whom_at_which_table(client: TestClient, session: ConferenceSession) -> None:
    page = page_of(client, session)

    assert texts(page, "thead")[0] == f"Địa phương Bàn 13:30 {DASH}13:45 13:45 {DASH}14:00"
    cells = "Hàn Quốc 1 Nguyện vọng 1 ◉ Trực tuyến EMB-FR ★ Bắt buộc gặp 2 Nguyện vọng 2"
    assert texts(page, "tbody")[0] == f"Huế 2 cuộc gặp T-46 {cells}"


def test_who_interprets_is_told_by_name_or_by_code(
    client: TestClient, db: Session, session: ConferenceSession, version: TimetableVersion
) -> None:
    people = [factories.an_interpreter(db, session, "vi", "ko", code=code, name=name) for code, name in INTERPRETERS]
    first = version.placements[0].id
    db.add_all(PlacementInterpreter(placement_id=first, interpreter_id=each.id) for each in people)
    db.commit()

    board, diary = page_of(client, session), page_of(client, session, "?view=mission")

    assert "⇄ Phiên dịch: KO-2, Phạm Dung" in texts(board, "tbody")[0]
    assert texts(diary, ".interpreters") == ["Phiên dịch: KO-2, Phạm Dung"]


@pytest.mark.usefixtures("version")
def test_figures_and_goals_are_told_in_words(client: TestClient, session: ConferenceSession) -> None:
    page = page_of(client, session, "?lang=en")

    figures = texts(page, ".figures")[0]
    assert "Meetings held 2 of 2 wanted" in figures
    assert "Must-meets 1 of 1" in figures
    assert "Provinces: first wishes met 1 of 1" in figures
    assert "1 of 4 goals are proven best." in figures
    goals = texts(page, "tbody")[1]
    assert goals == " ".join(
        [
            "Must-meets that could not be placed 0 0 ✓ Proven best",
            "Value of all meetings together 99,100 100,000 At most 0.9% below the best possible",
            "Waits between two meetings 12 7 At most 5 more than the best possible",
            f"Changes of table from one meeting to the next 3 {DASH} Nothing proven",
        ]
    )


@pytest.mark.usefixtures("version")
def test_party_view_lists_its_own_meetings_with_local_time(client: TestClient, session: ConferenceSession) -> None:
    page = page_of(client, session, "?view=mission")

    head, who = "1 cuộc gặp Thời gian Gặp Bàn", "Ai dự cuộc gặp nào :"
    korea = "ĐSQ tại Hàn Quốc"
    assert texts(page, ".diary") == [
        f"{korea} Trực tuyến {head} 13:30 {DASH}13:45 15:30 giờ địa phương Thành phố Huế T-46 {who} {korea}",
        f"EMB-FR {head} 13:45 {DASH}14:00 Thành phố Huế ★ Bắt buộc gặp T-46 {who} EMB-FR",
    ]


@pytest.mark.usefixtures("version")
def test_party_view_can_be_of_one_party(client: TestClient, session: ConferenceSession) -> None:
    of_one = page_of(client, session, "?view=mission&party=EMB-KR")
    of_all = page_of(client, session, "?view=mission&party=")

    assert [diary.split(" 1 ")[0] for diary in texts(of_one, ".diary")] == ["ĐSQ tại Hàn Quốc Trực tuyến"]
    assert '<option value="EMB-KR" selected>' in of_one
    assert len(texts(of_all, ".diary")) == 2


@pytest.mark.usefixtures("version")
def test_list_by_slot_is_fetched_by_the_page_of_the_board(client: TestClient, session: ConferenceSession) -> None:
    board = page_of(client, session)
    fetched = client.get(f"/sessions/{session.id}/timetable?view=slots", headers={"HX-Request": "true"}).text

    assert 'hx-get="?view=slots"' in board
    assert texts(board, ".slot-list") == []
    assert len(texts(fetched, ".slot-list")) == 2
    assert texts(fetched, "h1") == []


@pytest.mark.usefixtures("version")
def test_slot_view_lists_the_meetings_of_each_slot(client: TestClient, session: ConferenceSession) -> None:
    page = page_of(client, session, "?view=slots&lang=en")

    assert texts(page, ".slot-list") == [
        f"13:30 {DASH}13:45 1 meeting 46 Korea 1 Wish no. 1 ◉ On line Table T-46",
        f"13:45 {DASH}14:00 1 meeting 46 EMB-FR ★ Must meet 2 Wish no. 2 Table T-46",
    ]


def test_unplaced_meetings_are_grouped_under_their_reason(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    db.query(Slot).filter_by(session_id=session.id, position=1).delete()
    greedy.store(db, session)
    db.commit()

    page = page_of(client, session)

    rule = "đoàn cần được nghỉ sau số cuộc gặp liên tiếp quy định"
    group = f"Mọi cách xếp còn lại đều vi phạm ràng buộc: {rule} 1"
    assert texts(page, "details")[-1:] == [f"{group} Huế {DASH} EMB-FR ★ Bắt buộc gặp"]


def test_unplaced_meeting_of_a_delegation_that_left_keeps_its_id(
    client: TestClient, db: Session, session: ConferenceSession, version: TimetableVersion
) -> None:
    version.unplaced = [{"meeting": "46~GONE", "reason": "no-common-slot", "rule": None}]
    db.commit()

    page = page_of(client, session, "?lang=en")

    assert texts(page, "details")[-1:] == ["The two sides have no slot in common 1 46~GONE"]


@pytest.mark.usefixtures("version")
def test_versions_can_be_chosen_and_links_keep_the_choice(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    greedy.store(db, session, number=2)
    db.commit()

    newest, first = page_of(client, session), page_of(client, session, "?version=1")

    assert '<option value="2" selected>' in newest
    assert '<option value="1" selected>' in first
    assert 'href="?view=slots&amp;version=1"' in first


def test_page_offers_the_files_to_check_it_by(
    client: TestClient, db: Session, session: ConferenceSession, version: TimetableVersion
) -> None:
    assert 'id="files"' not in page_of(client, session)  # Made by no run, so nothing says what was asked for.
    version.run_id = factories.a_run(db, session, status=RunStatus.SUCCEEDED).id
    db.commit()

    page = page_of(client, session, "?lang=en")

    assert texts(page, "#files") == ["Check this timetable yourself"]
    assert f'href="/api/v1/runs/{version.run_id}/instance"' in page
    assert f'href="/api/v1/timetables/{version.id}/file"' in page


def test_session_without_a_timetable_says_so(client: TestClient, session: ConferenceSession) -> None:
    page = page_of(client, session)

    assert texts(page, "h2") == ["Chưa có lịch"]


@pytest.mark.parametrize(
    ("values", "notice"),
    [
        (
            {"status": RunStatus.QUEUED},
            [
                "A new timetable has been asked for",
                "It waits for its turn. What is shown below is not its result yet.",
                "Look again",
            ],
        ),
        (
            {"status": RunStatus.RUNNING, "progress": PROGRESS},
            [
                "A new timetable is being made",
                "Working on: Waits between two meetings. 4 of at most 10 seconds.",
                f"Must-meets that could not be placed: 0 {DASH} Proven best",
                "Look again",
            ],
        ),
        (
            {"status": RunStatus.FAILED, "error": "The solver was stopped."},
            ["The last attempt at a timetable failed", "The solver was stopped.", UNCHANGED],
        ),
        ({"status": RunStatus.CANCELLED}, ["The last attempt at a timetable was cancelled", UNCHANGED]),
        ({"status": RunStatus.SUCCEEDED}, None),
    ],
)
def test_latest_run_is_told_unless_it_succeeded(
    client: TestClient, db: Session, session: ConferenceSession, values: dict[str, object], notice: list[str] | None
) -> None:
    factories.a_run(db, session, queued_at=datetime.now(UTC), **values)

    page = page_of(client, session, "?lang=en")

    assert texts(page, ".notice") == ([" ".join(notice)] if notice else [])


def test_failed_run_says_why_in_the_language_of_the_page(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    run = factories.a_run(db, session, status=RunStatus.RUNNING)
    run_queue.fail(db, factories.hold_of(run), run_failures.of_process(1, "MemoryError"))
    db.commit()

    (notice,) = texts(page_of(client, session), ".notice")

    assert "Việc xếp lịch cần nhiều bộ nhớ hơn mức máy chủ này cho phép." in notice
    assert notice.endswith("Thông báo của hệ thống: MemoryError")


def test_infeasible_version_shows_what_contradicts(
    client: TestClient, db: Session, session: ConferenceSession, version: TimetableVersion
) -> None:
    version.conflict = [{"rule": "pins", "subjects": ["46~EMB-FR"]}, {"rule": "party-teams", "subjects": ["46"]}]
    db.commit()

    page = page_of(client, session, "?lang=en")

    parts = [
        "The pins contradict each other",
        "No timetable can keep all of these together; taking away one of them helps.",
        "a pinned meeting stays where it is: 46~EMB-FR",
        "a delegation holds no more meetings at once than it has teams: 46",
    ]
    assert texts(page, ".state") == [" ".join(parts)]


@pytest.mark.parametrize(
    "path", ["/sessions/{unknown}/timetable", "/sessions/42/timetable", "/nothing/here", "/enquiries?q=%00"]
)
def test_unknown_address_is_a_page_of_its_own(client: TestClient, path: str) -> None:
    response = client.get(path.format(unknown=uuid4()))

    assert response.status_code == 404
    assert texts(response.text, "h1") == ["Không tìm thấy trang"]


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("query", ["?version=7", "?version=0", "?version=x", "?party=x"])
def test_address_that_asks_for_nothing_there_is_not_found(
    client: TestClient, session: ConferenceSession, query: str
) -> None:
    assert client.get(f"/sessions/{session.id}/timetable{query}").status_code == 404


def test_failure_of_ours_is_a_page_without_its_cause(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_db: Session) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(conferences, "with_sessions", broken)

    response = client.get("/?lang=en", headers={"X-Request-ID": "of-the-proxy"})

    assert (response.status_code, texts(response.text, "h1")) == (500, ["Something went wrong on our side"])
    assert texts(response.text, "code") == ["of-the-proxy"]
    assert "secret" not in response.text


def test_failure_in_the_api_stays_a_problem_document(client: TestClient) -> None:
    response = client.get("/api/v1/nothing")

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_language_of_the_address_is_remembered(client: TestClient) -> None:
    first = client.get("/?lang=en")
    then = client.get("/")

    assert [texts(page.text, "h1") for page in (first, then)] == [["Conferences"], ["Conferences"]]
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "set-cookie" not in then.headers


def test_names_are_escaped(client: TestClient, db: Session) -> None:
    session = factories.a_session(db, name_vi="<script>alert(1)</script>")

    assert "<script>alert" not in page_of(client, session)


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(app: FastAPI, client: TestClient) -> None:
    address = app.state.assets.url("icon.svg")

    response = client.get(address)

    assert f'href="{address}"' in client.get("/").text
    assert (response.status_code, response.headers["cache-control"]) == (200, FOREVER)
    assert client.get("/static/000000000000/icon.svg").status_code == 404


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("version")
def test_page_takes_as_many_statements_whatever_its_size(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    large = scenarios.load(db, "session-2026")
    greedy.store(db, large)
    db.commit()
    db.expunge_all()

    with statements(engine) as of_small:
        page_of(client, session)
    with statements(engine) as of_large:
        page_of(client, large)

    # Parties and interpreters are read by the five hundred meetings, and the large timetable holds more than that.
    assert len(of_small) <= len(of_large) <= len(of_small) + 2
