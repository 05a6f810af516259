"""Timetable versions, their summary, and sessions as instance files."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.matching.scheduling import checker, io, reasons
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable
from app.models import Conference, ConferenceSession, Run, TimetableVersion
from app.services import planning
from tests.api.answers import API, NOBODY, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_conference, a_delegation, a_must_meet, a_run, a_session, a_wish, as_file


def a_version(db: Session, session: ConferenceSession, *meetings: str) -> TimetableVersion:
    """Holds these meetings one after the other at the first table, and claims nothing about better ones."""
    run: Run = a_run(db, session)
    problem: Problem = io.read_instance(as_file(run.instance))
    placements = tuple(
        Placement(meeting=meeting, slot=slot.id, table=problem.tables[0].id)
        for meeting, slot in zip(meetings, problem.slots, strict=False)
    )
    values = checker.goal_values(problem, placements)
    timetable = Timetable(
        instance=io.digest(problem),
        status=Status.FEASIBLE,
        placements=placements,
        goals=tuple(GoalValue(goal=goal, value=values[goal], bound=None) for goal in problem.policy.goals),
        unplaced=reasons.unplaced(problem, placements),
        run={"version": "0", "seed": 0, "workers": 1, "seconds": 0.1},
    )
    version = planning.store(db, run, timetable)
    db.commit()
    return version


def named(db: Session, session: ConferenceSession, of_codes: str, at: datetime) -> str:
    """What a file of the session is called that is from then."""
    conference = db.get_one(Conference, session.conference_id)
    codes = of_codes.format(f"{conference.code}-{session.code}")
    name = f"{codes}-{conference.by_its_clock(at).date()}.json"
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Two provinces and a mission: 01 and EMB-KR have each other first, 02 wishes and must meet EMB-KR."""
    session = a_session(db, slots=2, tables=1)
    hanoi, hagiang = a_delegation(db, session, "01"), a_delegation(db, session, "02")
    korea = a_delegation(db, session, "EMB-KR")
    a_wish(db, session, hanoi, korea)
    a_wish(db, session, korea, hanoi)
    a_wish(db, session, hagiang, korea, rank=2)
    a_must_meet(db, session, hagiang, korea)
    return session


def people(client: TestClient, session: ConferenceSession) -> dict[str, dict[str, Any]]:
    """The delegations by the code of their organisations, as timetables name them."""
    items = client.get(f"{API}/conferences/{session.conference_id}/delegations").json()["items"]
    return {
        each["organisation"]["code"]: {name: each[name] for name in ("id", "side", "organisation")} for each in items
    }


def test_get_timetable(client: TestClient, db: Session, session: ConferenceSession) -> None:
    version = a_version(db, session, "01~EMB-KR")
    delegations = people(client, session)
    room = client.get(f"{API}/sessions/{session.id}").json()

    body = client.get(f"{API}/timetables/{version.id}").json()

    slot, table = room["slots"][0], room["tables"][0]
    assert body == {
        "id": str(version.id),
        "session_id": str(session.id),
        "number": 1,
        "run_id": str(version.run_id),
        "status": "feasible",
        "instance_digest": version.instance_digest,
        "goals": version.goals,
        "created_at": body["created_at"],
        "placements": [
            {
                "meeting": "01~EMB-KR",
                "slot": {name: slot[name] for name in ("id", "code", "starts_at", "ends_at")},
                "table": {"id": table["id"], "code": "T01"},
                "interpreters": [],
                "delegations": [delegations["EMB-KR"], delegations["01"]],
            }
        ],
        "unplaced": version.unplaced,
        "conflict": [],
        "conflict_minimal": True,
        "run_data": {"version": "0", "seed": 0, "workers": 1, "seconds": 0.1},
    }
    assert [each["meeting"] for each in body["unplaced"]] == ["02~EMB-KR"]
    assert client.get(f"{API}/runs/{version.run_id}").json()["timetable_id"] == str(version.id)


def test_get_timetable_takes_as_many_statements_for_two_meetings_as_for_one(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    one, two = a_version(db, session, "01~EMB-KR"), a_version(db, session, "01~EMB-KR", "02~EMB-KR")
    with counted_statements(engine) as for_one:
        client.get(f"{API}/timetables/{one.id}")
    with counted_statements(engine) as for_two:
        client.get(f"{API}/timetables/{two.id}")

    assert len(for_two) == len(for_one)


def test_list_timetables_has_the_newest_first(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    address = f"{API}/sessions/{session.id}/timetables"
    a_version(db, session)
    with counted_statements(engine) as for_one:
        assert [each["number"] for each in client.get(address).json()["items"]] == [1]
    a_version(db, session)
    newest = a_version(db, session)
    with counted_statements(engine) as for_three:
        body = client.get(address).json()

    whole = client.get(f"{API}/timetables/{newest.id}").json()
    left_out = {"placements", "unplaced", "conflict", "conflict_minimal", "run_data"}
    assert [each["number"] for each in body["items"]] == [3, 2, 1]
    assert body["items"][0] == {key: value for key, value in whole.items() if key not in left_out}
    assert len(for_three) == len(for_one)


def test_summary(client: TestClient, db: Session, session: ConferenceSession) -> None:
    version = a_version(db, session, "01~EMB-KR")
    delegations = people(client, session)

    response = client.get(f"{API}/timetables/{version.id}/summary")

    assert response.json() == {
        "held": 1,
        "wanted": 2,
        "must_meets": {"part": 0, "whole": 1},
        "sides": [
            {
                "side": "mission",
                "first_wishes": {"part": 1, "whole": 1},
                "top_wishes": {"part": 1, "whole": 1},
                "fewest": 1,
                "least_served": [delegations["EMB-KR"]],
                "most": 1,
                "most_served": [delegations["EMB-KR"]],
            },
            {
                "side": "province",
                "first_wishes": {"part": 1, "whole": 1},
                "top_wishes": {"part": 1, "whole": 2},
                "fewest": 0,
                "least_served": [delegations["02"]],
                "most": 1,
                "most_served": [delegations["01"]],
            },
        ],
    }


def test_file_of_a_timetable_passes_the_check_with_the_instance_of_its_run(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    version = a_version(db, session, "01~EMB-KR")
    run = db.get_one(Run, version.run_id)

    instance = client.get(f"{API}/runs/{run.id}/instance")
    timetable = client.get(f"{API}/timetables/{version.id}/file")

    report = checker.check(io.read_instance(instance.content), io.read_timetable(timetable.content))
    assert (report.violations, report.claims) == ((), ())
    assert [
        (placement["meeting"], placement["slot"], placement["table"]) for placement in timetable.json()["placements"]
    ] == [("01~EMB-KR", "s01", "T01")]
    its_instance = client.get(f"{API}/timetables/{version.id}/instance")
    assert [response.headers["content-disposition"] for response in (instance, timetable, its_instance)] == [
        named(db, session, "instance-{}", run.queued_at),
        named(db, session, "timetable-{}-1", version.created_at),
        named(db, session, "instance-{}-1", version.created_at),
    ]


def test_file_takes_as_many_statements_for_two_meetings_as_for_one(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    one, two = a_version(db, session, "01~EMB-KR"), a_version(db, session, "01~EMB-KR", "02~EMB-KR")
    with counted_statements(engine) as for_one:
        client.get(f"{API}/timetables/{one.id}/file")
    with counted_statements(engine) as for_two:
        client.get(f"{API}/timetables/{two.id}/file")

    assert len(for_two) == len(for_one)


@pytest.mark.parametrize("path", ["", "/file", "/summary"])
def test_unknown_timetable_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"{API}/timetables/{NOBODY}{path}")

    assert_problem(response, 404, "not-found", "No such timetable.")


def test_timetables_of_an_unknown_session(client: TestClient) -> None:
    assert_problem(client.get(f"{API}/sessions/{NOBODY}/timetables"), 404, "not-found", "No such session.")


@pytest.mark.parametrize("thing", ["slots", "tables"])
def test_delete_slot_or_table_of_a_timetable_is_refused(
    client: TestClient, db: Session, session: ConferenceSession, thing: str
) -> None:
    version = a_version(db, session, "01~EMB-KR")
    before = client.get(f"{API}/timetables/{version.id}").json()
    used = before["placements"][0][thing.removesuffix("s")]["id"]

    response = client.delete(f"{API}/{thing}/{used}", params={"accept_impact": True})

    assert (response.status_code, response.json()["type"]) == (409, "/problems/in-use")
    assert client.get(f"{API}/timetables/{version.id}").json() == before


def test_delete_delegation_of_a_timetable_is_refused(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    a_version(db, session, "01~EMB-KR")
    busy = people(client, session)["01"]["id"]

    response = client.delete(f"{API}/delegations/{busy}")

    assert_problem(response, 409, "in-use", "This delegation has meetings in a timetable.")


def test_file_is_named_by_codes_of_any_letters(client: TestClient, db: Session) -> None:
    conference = a_conference(db, code="HN Đà Nẵng 26/ử")
    session = a_session(db, conference, code='Phiên "1"')

    named = client.get(f"{API}/sessions/{session.id}/instance").headers["content-disposition"]

    day = conference.by_its_clock(datetime.now(UTC)).date()
    assert named == (
        f"attachment; filename=\"instance-HN-Da-Nang-26-u-Phien-1-{day}.json\"; filename*=UTF-8''"
        f"instance-HN%20%C4%90%C3%A0%20N%E1%BA%B5ng%2026-%E1%BB%AD-Phi%C3%AAn-1-{day}.json"
    )


def test_export_and_import_give_the_same_instance(client: TestClient, db: Session, session: ConferenceSession) -> None:
    exported = client.get(f"{API}/sessions/{session.id}/instance")

    imported = client.post(f"{API}/conferences/import", params={"code": "copy"}, content=exported.content)

    assert imported.status_code == 201
    again = client.get(f"{API}/sessions/{imported.json()['id']}/instance")
    assert again.json()["meetings"] == exported.json()["meetings"]
    assert again.json()["slots"] == exported.json()["slots"]
    assert exported.headers["content-disposition"] == named(db, session, "instance-{}", datetime.now(UTC))
    assert UUID(imported.json()["conference_id"]) != session.conference_id


def test_import_names_every_error_of_the_file(client: TestClient) -> None:
    file = {"format": "ketnoi.instance/1", "name": 7, "slots": [], "tables": [{}], "parties": [], "meetings": []}

    response = client.post(f"{API}/conferences/import", params={"code": "copy"}, json=file)

    assert_problem(response, 422, "invalid", errors=response.json()["errors"])
    assert [error["pointer"] for error in response.json()["errors"]] == ["", "/name", "/slots", "/tables/0"]
    assert client.get(f"{API}/conferences").json() == page()


def test_import_under_a_taken_code_is_a_duplicate(client: TestClient, session: ConferenceSession) -> None:
    file = client.get(f"{API}/sessions/{session.id}/instance").content
    client.post(f"{API}/conferences/import", params={"code": "copy"}, content=file)

    response = client.post(f"{API}/conferences/import", params={"code": "copy"}, content=file)

    assert_problem(response, 409, "duplicate", "There is a conference with the code copy already.")


def test_export_of_an_unknown_session(client: TestClient) -> None:
    assert_problem(client.get(f"{API}/sessions/{NOBODY}/instance"), 404, "not-found", "No such session.")
