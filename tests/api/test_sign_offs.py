"""A delegation approves what it submits, where its conference asks for that: docs/submissions.md says how."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Interest, InterestState, Role, SignOff, Stage
from tests import factories
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements

BOTH = pytest.mark.parametrize("noun", ["need", "offering"])
MAKE: dict[str, Any] = {"need": factories.a_need, "offering": factories.an_offering}
LETTER = {"number": "1234/UBND-NV", "on": "2024-11-04"}
BY_LETTER = {"state": "approved", "letter": LETTER}


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    db.get_one(Conference, session.conference_id).requires_sign_off = True
    db.commit()
    return factories.a_delegation(db, session, "01")


@pytest.fixture
def member(people: People, conference: Conference, delegation: Delegation) -> TestClient:
    return people.of(conference, Role.MEMBER, delegation)


def address(noun: str, interest: Interest, part: str = "sign-offs") -> str:
    return f"{API}/{noun}s/{interest.id}/{part}"


def submit(client: TestClient, noun: str, interest: Interest) -> int:
    return client.post(address(noun, interest, "state-changes"), json={"state": "submitted"}).status_code


@BOTH
def test_officer_asks_and_head_approves(
    db: Session, head: TestClient, member: TestClient, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.DRAFT)

    asked = member.post(address(noun, interest), json={"state": "asked", "comment": "Trình đồng chí"})
    waiting = head.get(f"{API}/conferences/{delegation.conference_id}/{noun}s", params={"sign_off": "asked"}).json()
    refused = submit(member, noun, interest)
    approved = head.post(address(noun, interest), json={"state": "approved"})

    one, two = asked.json(), approved.json()
    assert (asked.status_code, refused, approved.status_code) == (201, 409, 201)
    assert [each["id"] for each in waiting["items"]] == [str(interest.id)]
    nothing = dict.fromkeys(("approved_by", "letter_number", "letter_on", "letter_document_id"))
    assert one == nothing | {
        "number": 1,
        "revision_number": 1,
        "at": one["at"],
        "account": one["account"],
        "on_behalf": False,
        "state": "asked",
        "comment": "Trình đồng chí",
    }
    assert (two["number"], two["state"], two["approved_by"], two["comment"]) == (2, "approved", "head", None)
    assert member.get(address(noun, interest)).json() == page(two, one)
    assert head.get(f"{API}/{noun}s/{interest.id}").headers["ETag"] == approved.headers["ETag"]
    assert submit(member, noun, interest) == 201


@BOTH
def test_officer_records_the_letter_that_approves(
    db: Session, member: TestClient, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.DRAFT)

    approved = member.post(address(noun, interest), json=BY_LETTER).json()

    told = {name: approved[name] for name in ("state", "approved_by", "letter_number", "letter_on")}
    assert told == {
        "state": "approved",
        "approved_by": "letter",
        "letter_number": "1234/UBND-NV",
        "letter_on": "2024-11-04",
    }
    assert submit(member, noun, interest) == 201


def test_head_sends_back_with_a_comment(
    db: Session, head: TestClient, member: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    member.post(address("need", need), json={"state": "asked"})

    silent = head.post(address("need", need), json={"state": "sent_back"})
    sent_back = head.post(address("need", need), json={"state": "sent_back", "comment": "Bổ sung diện tích"})

    detail = "Say what is to be changed."
    place = {"pointer": "/comment", "detail": detail, "in": "body"}
    assert_problem(silent, 422, "invalid", detail, errors=[place])
    assert (sent_back.status_code, sent_back.json()["comment"]) == (201, "Bổ sung diện tích")
    assert member.get(f"{API}/needs/{need.id}").json()["sign_off"] == "sent_back"
    refusal = member.post(address("need", need, "state-changes"), json={"state": "submitted"})
    detail = "The head of the delegation, or an official letter, has to approve this version first."
    assert_problem(refusal, 409, "sign-off-needed", detail)


@pytest.mark.parametrize("state", ["approved", "sent_back"])
def test_only_the_head_has_the_heads_word(
    db: Session, member: TestClient, editor: TestClient, delegation: Delegation, state: str
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.RETURNED)

    for client in (member, editor):
        response = client.post(address("need", need), json={"state": state, "comment": "Đồng ý"})
        detail = "This is for the head of the delegation; others name the official letter that approves."
        assert_problem(response, 403, "forbidden", detail)
    assert db.scalars(select(SignOff)).all() == []


def test_editor_records_a_letter_for_the_delegation(db: Session, editor: TestClient, delegation: Delegation) -> None:
    hidden, shown = (
        factories.a_need(db, delegation, state=InterestState.DRAFT, is_disclosed=disclosed)
        for disclosed in (False, True)
    )

    refused = editor.post(address("need", hidden), json=BY_LETTER)
    made = editor.post(address("need", shown), json=BY_LETTER)

    detail = "The delegation has not submitted this; until then it is for the delegation alone."
    assert_problem(refused, 403, "forbidden", detail)
    assert (made.status_code, made.json()["on_behalf"]) == (201, True)
    assert editor.get(address("need", shown)).json() == page(made.json())


def test_approval_is_gone_with_the_next_version(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    body = {"code": "N1", "title_vi": "Gạo"}
    head.put(f"{API}/needs/{need.id}", json=body)
    head.post(address("need", need), json={"state": "approved"})
    same = head.put(f"{API}/needs/{need.id}", json=body).json()["sign_off"]
    other = head.put(f"{API}/needs/{need.id}", json=body | {"title_vi": "Gạo thơm"}).json()["sign_off"]

    assert (same, other, submit(head, "need", need)) == ("approved", None, 409)
    assert [each["revision_number"] for each in head.get(address("need", need)).json()["items"]] == [2]


def test_withdrawn_is_submitted_again_with_the_approval_that_it_has(
    db: Session, head: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.post(address("need", need), json={"state": "approved"})

    assert submit(head, "need", need) == 201
    assert head.post(address("need", need, "state-changes"), json={"state": "withdrawn"}).status_code == 201
    assert submit(head, "need", need) == 201


def test_nobody_approves_what_has_changed_meanwhile(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    read = head.get(f"{API}/needs/{need.id}").headers["ETag"]
    head.put(f"{API}/needs/{need.id}", json={"code": "N1", "title_vi": "Khác"})

    response = head.post(address("need", need), json={"state": "approved"}, headers={"If-Match": read})

    assert (response.status_code, response.json()["type"]) == (412, "/problems/precondition-failed")


def test_sign_off_is_for_what_is_not_submitted_yet(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation)

    assert_problem(head.post(address("need", need), json={"state": "approved"}), 409, "wrong-state")


def test_nobody_asks_for_what_is_approved(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.post(address("need", need), json={"state": "approved"})

    response = head.post(address("need", need), json={"state": "asked"})

    assert_problem(response, 409, "wrong-state", "This version is approved already.")


def test_sign_off_ends_with_submissions(
    db: Session, head: TestClient, conference: Conference, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    conference.stage = Stage.SCHEDULING
    db.commit()

    assert_problem(head.post(address("need", need), json={"state": "approved"}), 409, "wrong-stage")


def test_organisers_see_the_sign_offs_of_what_was_submitted(
    db: Session, head: TestClient, editor: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.put(f"{API}/needs/{need.id}", json={"code": "N1", "title_vi": "Gạo"})
    head.post(address("need", need), json={"state": "sent_back", "comment": "Chỉ trong đoàn"})
    before = editor.get(address("need", need)).json()
    head.put(f"{API}/needs/{need.id}", json={"code": "N1", "title_vi": "Gạo thơm"})
    approved = head.post(address("need", need), json={"state": "approved"}).json()
    submit(head, "need", need)

    assert (before, editor.get(address("need", need)).json()) == (page(), page(approved))


def test_refused_takes_away_what_was_said_and_by_which_letter(
    db: Session, head: TestClient, editor: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.post(address("need", need), json=BY_LETTER | {"comment": "Mật"})
    submit(head, "need", need)

    editor.post(address("need", need, "state-changes"), json={"state": "refused", "comment": "Không phù hợp"})

    (left,) = head.get(address("need", need)).json()["items"]
    assert (left["approved_by"], left["letter_number"], left["letter_on"], left["comment"]) == ("letter", *[None] * 3)


def test_letter_goes_with_an_approval(db: Session, member: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    response = member.post(address("need", need), json={"state": "asked", "letter": LETTER})

    assert_invalid(response, ("/letter", "A letter goes with an approval"))


def test_letter_is_not_of_the_future(db: Session, member: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    response = member.post(address("need", need), json=BY_LETTER | {"letter": LETTER | {"on": "2099-01-01"}})

    assert_invalid(response, ("/letter/on", "A letter is not dated in the future."))


def test_without_being_asked_nobody_needs_an_approval(
    db: Session, member: TestClient, conference: Conference, delegation: Delegation
) -> None:
    conference.requires_sign_off = False
    db.commit()

    assert submit(member, "need", factories.a_need(db, delegation, state=InterestState.DRAFT)) == 201


def test_list_takes_as_many_statements_for_three_as_for_one(
    db: Session, engine: Engine, head: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.post(address("need", need), json={"state": "asked"})
    with counted_statements(engine) as for_one:
        head.get(address("need", need))
    for state in ("approved", "approved"):
        head.post(address("need", need), json={"state": state})
    with counted_statements(engine) as for_three:
        assert head.get(address("need", need)).json()["total"] == 3

    assert len(for_three) == len(for_one)


def test_letter_comes_with_its_scan_where_the_conference_asks_for_it(
    db: Session, head: TestClient, member: TestClient, conference: Conference, delegation: Delegation
) -> None:
    conference.requires_letter_scan = True
    db.commit()
    one, other = (factories.a_need(db, delegation, state=InterestState.DRAFT) for _ in range(2))
    scan = factories.a_document(db, one, purpose="letter")

    bare = member.post(address("need", one), json=BY_LETTER)
    whole = member.post(address("need", one), json=BY_LETTER | {"letter": LETTER | {"document_id": str(scan.id)}})

    assert_invalid(bare, ("/letter/document_id", "The conference asks for the scan of the letter."))
    assert (whole.status_code, whole.json()["letter_document_id"]) == (201, str(scan.id))
    assert head.post(address("need", other), json={"state": "approved"}).status_code == 201


@BOTH
def test_unknown_has_no_sign_offs(client: TestClient, noun: str) -> None:
    assert_problem(client.get(f"{API}/{noun}s/{NOBODY}/sign-offs"), 404, "not-found", f"No such {noun}.")
    response = client.post(f"{API}/{noun}s/{NOBODY}/sign-offs", json={"state": "asked"})
    assert_problem(response, 404, "not-found", f"No such {noun}.")
