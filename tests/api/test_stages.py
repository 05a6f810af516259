"""The life of a conference: its stages, its deadlines, and what each of them lets people do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, Conference, ConferenceSession, Need, Role, RunStatus, Stage, TimetableStatus
from app.services.stage_rules import FOR_DELEGATIONS, FOR_ORGANISERS, STEPS, Activity
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import People
from tests.api.world import World
from tests.factories import a_conference, a_delegation, a_group, a_run, a_session, a_version, added

DOCUMENT = (Path(__file__).parents[2] / "docs" / "conference-life.md").read_text(encoding="utf-8")
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
NEED: dict[str, Any] = {"code": "N1", "title_vi": "Xuất khẩu gạo thơm"}


def url(conference: Conference, noun: str = "stage-changes") -> str:
    return f"{API}/conferences/{conference.id}/{noun}"


def deadlines(**given: str | None) -> dict[str, str | None]:
    return dict.fromkeys(("submissions_close_at", "requests_close_at", "objections_close_at")) | given


def at_stage(db: Session, conference: Conference, stage: Stage, **values: Any) -> Conference:
    conference.stage = stage
    for name, value in values.items():
        setattr(conference, name, value)
    return added(db, conference)


def cells(first: str) -> list[list[str]]:
    """The rows of the document's table whose heading begins so, without backticks."""
    lines = DOCUMENT[DOCUMENT.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_document_says_what_may_be_done_in_each_stage() -> None:
    def told(*, allowed: bool) -> str:
        return "yes" if allowed else "no"

    of_delegations = [activity for activity in Activity if activity is not Activity.ORGANISE]
    assert cells("stage") == [
        [
            stage,
            *(told(allowed=stage in FOR_DELEGATIONS[a]) for a in of_delegations),
            told(allowed=stage in FOR_ORGANISERS),
        ]
        for stage in Stage
    ]
    assert [row[0] for row in cells("activity")] == list(Activity)


def test_document_says_every_step() -> None:
    assert [row[:4] for row in cells("from")] == [
        [source, target, step.by, "must" if step.back else "may"] for (source, target), step in STEPS.items()
    ]


def test_conference_goes_from_stage_to_stage(client: TestClient, db: Session, conference: Conference) -> None:
    at_stage(db, conference, Stage.DRAFT)

    body = client.post(url(conference), json={"stage": "collecting"}).json()

    assert (body["stage"], body["stage_reason"]) == ("collecting", None)
    assert NOW <= datetime.fromisoformat(body["stage_changed_at"]) <= datetime.now(UTC)
    assert body["stage_changed_at"].endswith("+07:00")
    assert client.get(f"{API}/conferences/{conference.id}").json() == body


def test_going_back_is_recorded_with_the_reason_that_all_can_read(
    client: TestClient, people: People, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    before = str(at_stage(db, conference, Stage.FINAL).stage_changed_at)
    head = people.of(conference, Role.HEAD, a_delegation(db, session))

    client.post(url(conference), json={"stage": "preliminary", "reason": "Hai đoàn xin lùi giờ"})

    assert head.get(f"{API}/conferences/{conference.id}").json()["stage_reason"] == "Hai đoàn xin lùi giờ"
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "conference.changed")).one()
    assert (entry.subject_id, entry.before, entry.after) == (
        conference.id,
        {"stage": "final", "stage_reason": None, "stage_changed_at": before},
        {
            "stage": "preliminary",
            "stage_reason": "Hai đoàn xin lùi giờ",
            "stage_changed_at": str(db.get_one(Conference, conference.id, populate_existing=True).stage_changed_at),
        },
    )


@pytest.mark.parametrize(("source", "target"), [(a, b) for a, b in STEPS if STEPS[a, b].back])
def test_going_back_takes_a_reason(
    client: TestClient, db: Session, conference: Conference, source: Stage, target: Stage
) -> None:
    at_stage(db, conference, source)

    response = client.post(url(conference), json={"stage": target})

    assert_invalid(response, ("/reason", "Going back takes a reason, which all at the conference can read."))
    assert client.get(f"{API}/conferences/{conference.id}").json()["stage"] == source


@pytest.mark.parametrize("source", Stage)
def test_no_other_step_leads_anywhere(client: TestClient, db: Session, conference: Conference, source: Stage) -> None:
    at_stage(db, conference, source)

    for target in Stage:
        if (source, target) not in STEPS:
            assert_problem(client.post(url(conference), json={"stage": target, "reason": "?"}), 409, "step-blocked")


def test_only_owners_take_a_conference_out_of_the_archive(people: People, db: Session, conference: Conference) -> None:
    at_stage(db, conference, Stage.ARCHIVED)
    body = {"stage": "held", "reason": "Báo cáo còn thiếu"}

    refused = people.of(conference, Role.EDITOR).post(url(conference), json=body)
    taken = people.of(conference, Role.OWNER).post(url(conference), json=body)

    assert_problem(refused, 403, "forbidden")
    assert (taken.status_code, taken.json()["stage"]) == (200, "held")


def test_unknown_conference_has_no_stage(client: TestClient) -> None:
    for method, noun, body in (("POST", "stage-changes", {"stage": "held"}), ("PUT", "deadlines", deadlines())):
        response = client.request(method, f"{API}/conferences/{NOBODY}/{noun}", json=body)
        assert_problem(response, 404, "not-found", "No such conference.")


@pytest.mark.parametrize(
    ("step", "name", "what"),
    [
        ((Stage.COLLECTING, Stage.REVIEWING), "submissions_close_at", "submissions"),
        ((Stage.REVIEWING, Stage.SCHEDULING), "requests_close_at", "wishes and requests"),
        ((Stage.PRELIMINARY, Stage.FINAL), "objections_close_at", "objections"),
    ],
)
def test_nobody_loses_time_that_was_promised(
    client: TestClient, db: Session, step: tuple[Stage, Stage], name: str, what: str
) -> None:
    conference = at_stage(db, a_conference(db), step[0], **{name: datetime(2999, 1, 1, 10, tzinfo=UTC)})
    a_version(db, a_session(db, conference))

    refused = client.post(url(conference), json={"stage": step[1]})
    client.put(url(conference, "deadlines"), json=deadlines())

    assert_problem(
        refused,
        409,
        "step-blocked",
        f"Delegations were told that {what} are open until 1 January 2999, 17:00 (GMT+07:00); "
        "change that deadline first.",
    )
    assert client.post(url(conference), json={"stage": step[1]}).json()["stage"] == step[1]


def test_a_conference_with_a_group_is_no_draft_any_more(
    client: TestClient, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    a_group(db, session, invited=[a_delegation(db, session)])

    response = client.post(url(conference), json={"stage": "draft", "reason": "Chưa đủ thông tin"})

    assert_problem(response, 409, "step-blocked", "Delegations have submitted or asked for something already.")


def test_a_conference_with_submissions_is_no_draft_any_more(
    client: TestClient, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    body = {"stage": "draft", "reason": "Chưa đủ thông tin"}
    added(db, Need(delegation_id=a_delegation(db, session).id, **NEED))
    elsewhere = a_conference(db)

    assert_problem(
        client.post(url(conference), json=body),
        409,
        "step-blocked",
        "Delegations have submitted or asked for something already.",
    )
    assert client.post(url(elsewhere), json=body).json()["stage"] == "draft"


def test_preliminary_takes_a_timetable_of_each_session(client: TestClient, db: Session) -> None:
    conference = at_stage(db, a_conference(db), Stage.SCHEDULING)
    body, blocked = {"stage": "preliminary"}, partial(assert_problem, status=409, code="step-blocked")
    blocked(client.post(url(conference), json=body), detail="The conference has no session.")
    first, second = a_session(db, conference, code="a"), a_session(db, conference, code="b", name_en="Investors")
    a_version(db, first)
    a_version(db, second, status=TimetableStatus.INFEASIBLE)

    blocked(client.post(url(conference), json=body), detail="These sessions have no timetable yet: Investors.")
    a_version(db, second, number=2)
    assert client.post(url(conference), json=body).json()["stage"] == "preliminary"


def test_final_takes_a_timetable_of_a_session_that_was_added_since(client: TestClient, db: Session) -> None:
    conference = at_stage(db, a_conference(db), Stage.PRELIMINARY)
    first, second = a_session(db, conference, code="a"), a_session(db, conference, code="b", name_en="Investors")
    a_version(db, first)
    body, refused = {"stage": "final"}, "These sessions have no timetable yet: Investors."

    assert_problem(client.post(url(conference), json=body), 409, "step-blocked", refused)
    a_version(db, second)
    assert client.post(url(conference), json=body).json()["stage"] == "final"


def test_conference_is_not_held_before_it_begins(client: TestClient, db: Session, conference: Conference) -> None:
    at_stage(db, conference, Stage.FINAL, starts_on=date(2999, 1, 1), ends_on=date(2999, 1, 1))

    assert_problem(
        client.post(url(conference), json={"stage": "held"}), 409, "step-blocked", "The conference has not begun yet."
    )
    at_stage(db, conference, Stage.FINAL, starts_on=date(2026, 1, 1))
    assert client.post(url(conference), json={"stage": "held"}).json()["stage"] == "held"


def test_archive_waits_for_runs(
    client: TestClient, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    at_stage(db, conference, Stage.HELD)
    run = a_run(db, session)

    assert_problem(
        client.post(url(conference), json={"stage": "archived"}),
        409,
        "step-blocked",
        "A timetable is still being made; wait for its run, or cancel it.",
    )
    run.status = RunStatus.CANCELLED
    added(db, run)
    assert client.post(url(conference), json={"stage": "archived"}).json()["stage"] == "archived"


def test_deadlines_are_entered_and_shown_by_the_clock_of_the_conference(
    client: TestClient, db: Session, conference: Conference
) -> None:
    response = client.put(
        url(conference, "deadlines"),
        json=deadlines(submissions_close_at="2026-11-20T17:00", requests_close_at="2026-11-20T17:00:00Z"),
    )

    assert (response.status_code, response.json()) == (
        200,
        {
            "submissions_close_at": "2026-11-20T17:00:00+07:00",
            "requests_close_at": "2026-11-21T00:00:00+07:00",
            "objections_close_at": None,
            "timezone": "Asia/Ho_Chi_Minh",
        },
    )
    assert client.get(url(conference, "deadlines")).json() == response.json()
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "conference.changed")).one()
    assert entry.before == {"submissions_close_at": None, "requests_close_at": None}
    assert entry.after == {
        "submissions_close_at": "2026-11-20 10:00:00+00:00",
        "requests_close_at": "2026-11-20 17:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("time", "detail"),
    [
        ("2026-03-29T02:30", "The clock of the conference skips this time; clocks are changed on that day."),
        ("2026-10-25T02:30", "The clock of the conference shows this time twice; say which, by an offset."),
    ],
)
def test_deadline_that_the_clock_does_not_show_once_is_refused(
    client: TestClient, db: Session, conference: Conference, time: str, detail: str
) -> None:
    at_stage(db, conference, Stage.COLLECTING, timezone="Europe/Paris")

    response = client.put(url(conference, "deadlines"), json=deadlines(objections_close_at=time))

    assert_invalid(response, ("/objections_close_at", detail))
    assert client.get(url(conference, "deadlines")).json() == deadlines() | {"timezone": "Europe/Paris"}


def test_deadlines_are_given_all_at_once(client: TestClient, conference: Conference) -> None:
    response = client.put(url(conference, "deadlines"), json={"submissions_close_at": None, "requests_close_at": 5})

    assert_invalid(
        response,
        ("/requests_close_at", "A time is a text like 2026-12-08T13:30:00+07:00"),
        ("/objections_close_at", "Field required"),
    )


def test_clone_is_a_draft_with_later_deadlines(client: TestClient, db: Session, conference: Conference) -> None:
    at_stage(db, conference, Stage.HELD, submissions_close_at=datetime(2026, 11, 20, 10, tzinfo=UTC))

    body = client.post(url(conference, "clones"), json={"code": "next", "starts_on": "2027-12-08"}).json()

    assert (body["stage"], body["submissions_close_at"]) == ("draft", "2027-11-20T17:00:00+07:00")
    assert body["requests_close_at"] is None


Act = Callable[[World, TestClient], Any]


def submit(world: World, client: TestClient) -> Any:
    return client.post(f"{API}/delegations/{world.own.id}/offerings", json=NEED | {"code": "N7"})


def request(world: World, client: TestClient) -> Any:
    body = {"delegation_id": str(world.own.id), "target_id": str(world.other.id), "rank": 7}
    return client.post(f"{API}/sessions/{world.ids['session_id']}/wishes", json=body)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("activity", "act"), [(Activity.SUBMIT, submit), (Activity.REQUEST, request)])
def test_each_stage_takes_what_it_says(app: FastAPI, db: Session, stage: Stage, activity: Activity, act: Act) -> None:
    world = World(app, db)
    at_stage(db, world.conference, stage)

    by_head, by_editor = act(world, world.client("head")), act(world, world.client("editor"))

    if stage in FOR_DELEGATIONS[activity]:
        assert by_head.status_code == 201
    else:
        assert_problem(by_head, 409, "wrong-stage")
        assert by_editor.status_code == (201 if stage in FOR_ORGANISERS else 409)


@pytest.mark.parametrize(
    ("name", "act", "refusal"),
    [
        ("submissions_close_at", submit, ("submissions-closed", "Submissions")),
        ("requests_close_at", request, ("requests-closed", "Wishes and requests")),
    ],
)
def test_after_the_deadline_only_organisers_go_on_and_on_record(
    app: FastAPI, db: Session, name: str, act: Act, refusal: tuple[str, str]
) -> None:
    (code, what), world = refusal, World(app, db)
    setattr(world.conference, name, datetime(2026, 1, 20, 10, tzinfo=UTC))
    added(db, world.conference)

    member, before = world.client("member"), db.scalars(select(AuditEntry)).all()

    by_member = act(world, member)
    assert db.scalars(select(AuditEntry)).all() == before
    by_editor = act(world, world.client("editor"))

    assert_problem(by_member, 409, code, f"{what} have been closed since 20 January 2026, 17:00 (GMT+07:00).")
    assert by_editor.status_code == 201
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "deadline.overruled")).one()
    assert (entry.conference_id, entry.after) == (
        world.conference.id,
        {"activity": "submit" if act is submit else "request", "stage": "collecting", "refused_to_others": code},
    )


def test_before_the_deadline_nothing_is_special(app: FastAPI, db: Session) -> None:
    world = World(app, db)
    world.conference.submissions_close_at = NOW + HOUR
    added(db, world.conference)

    assert submit(world, world.client("editor")).status_code == 201
    assert db.scalars(select(AuditEntry).where(AuditEntry.action == "deadline.overruled")).all() == []


def test_wrong_stage_is_told_in_the_language_of_the_reader(app: FastAPI, db: Session) -> None:
    world = World(app, db)
    at_stage(db, world.conference, Stage.SCHEDULING, stage_changed_at=datetime(2026, 1, 20, 10, tzinfo=UTC))
    client = world.client("head")
    client.headers["Accept-Language"] = "vi"

    assert_problem(
        submit(world, client),
        409,
        "wrong-stage",
        "Hội nghị đang ở giai đoạn “xếp lịch” từ 17:00 ngày 20 tháng 1 năm 2026 (GMT+07:00), "
        "nên hiện không thực hiện được việc này.",
    )
