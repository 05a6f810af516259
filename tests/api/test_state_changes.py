"""The life of needs and offerings: each step that docs/submissions.md lists, and none that it does not."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import (
    Account,
    AnsweredRequest,
    AuditEntry,
    Conference,
    ConferenceSession,
    Delegation,
    Interest,
    InterestRevision,
    InterestState,
    Role,
    Run,
    Sector,
    Stage,
)
from app.services.state_changes import STAYS
from app.services.state_rules import STEPS
from tests import factories
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements

DOCUMENT = Path(__file__).parents[2] / "docs" / "submissions.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (delegation|organisers) \| (may|must) \|$", re.MULTILINE)
BOTH = pytest.mark.parametrize("noun", ["need", "offering"])
MAKE: dict[str, Any] = {"need": factories.a_need, "offering": factories.an_offering}
SECRET = "Tài liệu mật về cảng"  # noqa: S105 -- what should not be here, no password


@cache
def documented() -> dict[str, tuple[tuple[str, ...], str, str]]:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {target: (tuple(re.findall(r"`(\w+)`", sources)), by, comment) for target, sources, by, comment in rows}


def changes(noun: str, interest: Interest) -> str:
    return f"{API}/{noun}s/{interest.id}/state-changes"


def test_steps_are_those_of_the_document() -> None:
    told = {
        str(target): (tuple(map(str, step.sources)), "organisers" if step.by_organisers else "delegation")
        for target, step in STEPS.items()
    }

    assert told == {target: (sources, by) for target, (sources, by, _) in documented().items()}
    assert {t for t, (_, _, comment) in documented().items() if comment == "must"} == {
        str(target) for target, step in STEPS.items() if step.takes_a_comment
    }


@pytest.mark.parametrize("source", InterestState)
@pytest.mark.parametrize("target", STEPS)
def test_step_leads_only_from_where_the_document_says(
    db: Session, client: TestClient, delegation: Delegation, source: InterestState, target: InterestState
) -> None:
    need = factories.a_need(db, delegation, state=source, is_disclosed=True)

    response = client.post(changes("need", need), json={"state": target, "comment": "Đề nghị xem lại"})

    sources, _, _ = documented()[target]
    if source in sources:
        assert (response.status_code, response.json()["state"]) == (201, target)
    else:
        assert_problem(response, 409, "wrong-state")
    db.refresh(need)
    assert need.state == (target if source in sources else source)


@pytest.mark.parametrize("target", STEPS)
@pytest.mark.parametrize(
    ("role", "inside"), [(Role.HEAD, True), (Role.MEMBER, True), (Role.EDITOR, False), (Role.DESK, False)]
)
def test_step_is_for_whom_the_document_says(
    db: Session, people: People, delegation: Delegation, *, target: InterestState, role: Role, inside: bool
) -> None:
    conference = db.get_one(Conference, delegation.conference_id)
    need = factories.a_need(db, delegation, state=STEPS[target].sources[0], is_disclosed=True)
    client = people.of(conference, role, delegation if inside else None)

    response = client.post(changes("need", need), json={"state": target, "comment": "Đề nghị xem lại"})

    _, by, _ = documented()[target]
    allowed = role is Role.EDITOR or (inside and by == "delegation")
    assert response.status_code == (201 if allowed else 403)
    if allowed:
        on_behalf = role is Role.EDITOR and by == "delegation"
        assert response.json()["on_behalf"] is on_behalf
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "need.changed")).one()
        assert entry.on_behalf_of_id == (delegation.id if on_behalf else None)


@BOTH
def test_change_is_stored_and_listed(
    db: Session, head: TestClient, editor: TestClient, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.DRAFT)

    submitted = head.post(changes(noun, interest), json={"state": "submitted"})
    returned = editor.post(changes(noun, interest), json={"state": "returned", "comment": "Thiếu diện tích"})

    one, two = submitted.json(), returned.json()
    assert (submitted.status_code, returned.status_code) == (201, 201)
    assert one == {
        "number": 1,
        "at": one["at"],
        "account": one["account"],
        "on_behalf": False,
        "previous": "draft",
        "state": "submitted",
        "comment": None,
    }
    assert (two["number"], two["previous"], two["comment"]) == (2, "submitted", "Thiếu diện tích")
    for client in (head, editor):
        assert client.get(changes(noun, interest)).json() == page(two, one)
    seen = head.get(f"{API}/{noun}s/{interest.id}")
    assert (seen.json()["state"], seen.headers["ETag"]) == ("returned", returned.headers["ETag"])


@BOTH
@pytest.mark.parametrize("state", ["returned", "refused"])
def test_step_that_takes_a_comment_is_refused_without(
    db: Session, editor: TestClient, delegation: Delegation, noun: str, state: str
) -> None:
    interest = MAKE[noun](db, delegation)

    response = editor.post(changes(noun, interest), json={"state": state})

    detail = "Say why: the delegation is told."
    place = {"pointer": "/comment", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_nobody_makes_it_a_draft_again(db: Session, editor: TestClient, delegation: Delegation) -> None:
    response = editor.post(changes("need", factories.a_need(db, delegation)), json={"state": "draft"})

    expected = "'submitted', 'withdrawn', 'validated', 'returned' or 'refused'"
    assert_invalid(response, ("/state", f"Input should be {expected}"))


def test_nobody_decides_on_what_has_changed_meanwhile(
    db: Session, head: TestClient, editor: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation)
    read = editor.get(f"{API}/needs/{need.id}").headers["ETag"]
    for state in ("withdrawn", "submitted"):
        head.post(changes("need", need), json={"state": state})

    response = editor.post(changes("need", need), json={"state": "validated"}, headers={"If-Match": read})

    assert (response.status_code, response.json()["type"]) == (412, "/problems/precondition-failed")


@BOTH
def test_what_was_submitted_stays_as_it_is(db: Session, head: TestClient, delegation: Delegation, noun: str) -> None:
    interest = MAKE[noun](db, delegation)
    address = f"{API}/{noun}s/{interest.id}"

    edited, deleted = head.put(address, json={"code": "N1", "title_vi": "Khác"}), head.delete(address)

    assert_problem(edited, 409, "wrong-state", STAYS.format(state="submitted"))
    assert_problem(deleted, 409, "wrong-state", STAYS.format(state="submitted"))


@BOTH
def test_what_was_ever_submitted_is_not_deleted(
    db: Session, head: TestClient, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.RETURNED)

    response = head.delete(f"{API}/{noun}s/{interest.id}")

    assert_problem(response, 409, "wrong-state", "It has been submitted; it can be withdrawn, but not deleted.")


@pytest.mark.parametrize(("state", "status"), [("draft", 409), ("returned", 201), ("withdrawn", 409)])
def test_only_what_was_returned_is_submitted_while_organisers_review(
    db: Session, head: TestClient, conference: Conference, delegation: Delegation, *, state: str, status: int
) -> None:
    need = factories.a_need(db, delegation, state=InterestState(state))
    conference.stage = Stage.REVIEWING
    db.commit()

    response = head.post(changes("need", need), json={"state": "submitted"})

    assert (response.status_code, response.json().get("type")) == (
        status,
        None if status == 201 else "/problems/wrong-stage",
    )


def test_refused_is_taken_away_for_good(
    db: Session, head: TestClient, editor: TestClient, session: ConferenceSession, delegation: Delegation
) -> None:
    db.add(Sector(code="SEC", name_vi="", name_en=""))
    db.commit()
    body = {"code": SECRET, "title_vi": SECRET, "text_en": SECRET, "note": SECRET, "sector_codes": ["SEC"]}
    own = f"{API}/delegations/{delegation.id}/needs"
    need = head.post(own, json=body, headers={"Idempotency-Key": "mine"}).json()
    one = f"{API}/needs/{need['id']}"
    head.post(f"{one}/state-changes", json={"state": "submitted"})
    editor.post(f"{one}/state-changes", json={"state": "returned", "comment": f"Sao lại có “{SECRET}”?"})
    head.put(one, json=body | {"title_en": SECRET})

    run, elsewhere = (
        factories.a_run(db, each, scores={"01~EMB-KR": SECRET}) for each in (session, factories.a_session(db))
    )

    response = editor.post(f"{one}/state-changes", json={"state": "refused", "comment": "Không phù hợp"})

    assert response.status_code == 201
    left = [
        client.get(f"{one}{part}").text for client in (head, editor) for part in ("", "/revisions", "/state-changes")
    ]
    assert [text for text in left if SECRET in text or "SEC" in text] == []
    assert SECRET not in head.get(f"{API}/conferences/{delegation.conference_id}/audit-entries").text
    db.expire_all()
    rows = [row for kind in (Interest, InterestRevision, AuditEntry) for row in db.scalars(select(kind))]
    assert [row for row in rows if SECRET in str(vars(row))] == []
    kept = {row.id: row.scores for row in db.scalars(select(Run))}
    assert kept == {run.id: None, elsewhere.id: {"01~EMB-KR": SECRET}}
    assert [answered.answer for answered in db.scalars(select(AnsweredRequest))] == [None]
    assert head.post(own, json=body, headers={"Idempotency-Key": "mine"}).status_code == 422
    assert [head.get(one).json()[name] for name in ("state", "code")] == ["refused", f"X-{need['id'][:8]}"]
    assert [row["comment"] for row in head.get(f"{one}/state-changes").json()["items"]] == ["Không phù hợp", None, None]
    assert [row["content"] for row in head.get(f"{one}/revisions").json()["items"]] == [None, None]


def test_list_of_changes_takes_as_many_statements_for_three_as_for_one(
    db: Session, engine: Engine, client: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT, is_disclosed=True)
    client.post(changes("need", need), json={"state": "submitted"})
    with counted_statements(engine) as for_one:
        client.get(changes("need", need))
    for state in ("withdrawn", "submitted"):
        client.post(changes("need", need), json={"state": state})
    with counted_statements(engine) as for_three:
        assert client.get(changes("need", need)).json()["total"] == 3

    assert len(for_three) == len(for_one)


@BOTH
@pytest.mark.parametrize("part", ["state-changes", "revisions"])
def test_unknown_has_no_history(client: TestClient, noun: str, part: str) -> None:
    assert_problem(client.get(f"{API}/{noun}s/{NOBODY}/{part}"), 404, "not-found", f"No such {noun}.")


@BOTH
def test_an_offering_is_no_need(db: Session, client: TestClient, delegation: Delegation, noun: str) -> None:
    other = "offering" if noun == "need" else "need"
    interest = MAKE[other](db, delegation)

    for part in ("", "/state-changes", "/revisions"):
        assert_problem(client.get(f"{API}/{noun}s/{interest.id}{part}"), 404, "not-found", f"No such {noun}.")


def test_who_changed_it_is_forgotten_with_the_account(
    db: Session, head: TestClient, client: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    change = head.post(changes("need", need), json={"state": "submitted"}).json()
    db.delete(db.get_one(Account, UUID(change["account"]["id"])))
    db.commit()

    (left,) = client.get(changes("need", need)).json()["items"]

    assert left == change | {"account": None}
    assert datetime.fromisoformat(left["at"]) <= datetime.now(UTC)
