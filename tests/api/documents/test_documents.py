"""Documents: who sees them, and that nothing is left of what is gone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Document,
    InterestRevision,
    InterestState,
    Offering,
    Role,
    Stage,
    Visibility,
)
from app.queries import documents as queries
from app.services import documents, shelves
from app.services.showing import Seen
from app.services.state_changes import STAYS
from tests import factories, files
from tests.api.answers import API, NOBODY, assert_problem, page
from tests.api.documents.desk import BOTH, MAKE, kept, of, send
from tests.api.people import People
from tests.api.workbook_desk import carried, exported
from tests.api.workbook_desk import rehearsed as rehearse_workbook
from tests.databases import counted_statements
from tests.workbooks import Draft

ACCEPTED = {"accept_impact": True}


@BOTH
def test_document_is_kept_and_handed_out(
    db: Session, head: TestClient, folder: Path, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.DRAFT)

    response = send(head, interest)

    made = response.json()
    assert (response.status_code, made) == (
        201,
        {
            "id": made["id"],
            "interest_id": str(interest.id),
            "purpose": "attachment",
            "name": "Bản đồ.pdf",
            "kind": "pdf",
            "size": len(files.PDF),
            "sha256": made["sha256"],
            "at": made["at"],
            "account": made["account"],
        },
    )
    assert (head.get(of(interest)).json(), head.get(f"{API}/documents/{made['id']}").json()) == (page(made), made)
    assert kept(folder) == {made["id"].replace("-", "")}
    file = head.get(f"{API}/documents/{made['id']}/file")
    assert (file.status_code, file.content) == (200, files.PDF)
    assert {name: file.headers[name] for name in SAFE} == SAFE


SAFE = {
    "content-type": "application/pdf",
    "content-disposition": "attachment; filename=\"document.pdf\"; filename*=UTF-8''B%E1%BA%A3n%20%C4%91%E1%BB%93.pdf",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
}


@BOTH
def test_what_was_submitted_keeps_its_documents(
    db: Session, head: TestClient, folder: Path, delegation: Delegation, noun: str
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.DRAFT)
    document = send(head, interest).json()
    head.post(f"{API}/{noun}s/{interest.id}/state-changes", json={"state": "submitted"})

    for response in (send(head, interest), head.delete(f"{API}/documents/{document['id']}")):
        assert_problem(response, 409, "wrong-state", STAYS.format(state="submitted"))
    assert (head.get(of(interest)).json(), len(kept(folder))) == (page(document), 1)


def test_documents_end_with_submissions(
    db: Session, head: TestClient, folder: Path, conference: Conference, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    document = send(head, need).json()
    conference.stage = Stage.SCHEDULING
    db.commit()

    for response in (send(head, need), head.delete(f"{API}/documents/{document['id']}")):
        assert_problem(response, 409, "wrong-stage")
    assert len(kept(folder)) == 1


def test_document_is_part_of_the_version(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    head.put(f"{API}/needs/{need.id}", json={"code": "N1", "title_vi": "Gạo"})
    head.post(f"{API}/needs/{need.id}/sign-offs", json={"state": "approved"})

    document = send(head, need).json()

    versions = head.get(f"{API}/needs/{need.id}/revisions").json()["items"]
    assert versions[0]["changed"] == ["documents"]
    assert versions[0]["content"]["documents"] == [{name: document[name] for name in ("id", "name", "sha256")}]
    assert head.get(f"{API}/needs/{need.id}").json()["sign_off"] is None
    head.delete(f"{API}/documents/{document['id']}")
    latest = head.get(f"{API}/needs/{need.id}/revisions").json()["items"][0]
    assert (latest["number"], latest["changed"], "documents" in latest["content"]) == (4, ["documents"], False)


def test_head_approves_no_attachment_unseen(db: Session, head: TestClient, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    address = f"{API}/needs/{need.id}"

    def approved_as_seen_before(change: Callable[[], Any]) -> int:
        read = head.get(address).headers["ETag"]
        change()
        return head.post(f"{address}/sign-offs", json={"state": "approved"}, headers={"If-Match": read}).status_code

    with_a_letter = approved_as_seen_before(lambda: send(head, need, purpose="letter"))
    with_one_more = approved_as_seen_before(lambda: send(head, need))
    attachment = head.get(of(need)).json()["items"][1]["id"]
    with_one_less = approved_as_seen_before(lambda: head.delete(f"{API}/documents/{attachment}"))

    assert (with_a_letter, with_one_more, with_one_less) == (201, 412, 412)


def test_letter_goes_with_the_sign_off_and_changes_no_version(
    db: Session, head: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    letter, other = send(head, need, purpose="letter").json(), send(head, need).json()
    address = f"{API}/needs/{need.id}/sign-offs"
    number = {"number": "12/UBND", "on": "2024-11-04"}

    unknown, made = (
        head.post(address, json={"state": "approved", "letter": number | {"document_id": each["id"]}})
        for each in (other, letter)
    )

    place = {"pointer": "/letter/document_id", "detail": "No such letter.", "in": "body"}
    assert_problem(unknown, 422, "invalid", "No such letter.", errors=[place])
    assert (made.status_code, made.json()["letter_document_id"]) == (201, letter["id"])
    refused = head.delete(f"{API}/documents/{letter['id']}")
    assert_problem(refused, 409, "in-use", "This letter is the one of a sign-off.")
    assert head.get(f"{API}/needs/{need.id}").json()["sign_off"] == "approved"


@pytest.mark.parametrize("state", ["draft", "returned", "submitted"])
def test_document_is_seen_as_what_it_goes_with(
    db: Session, own: People, session: ConferenceSession, delegation: Delegation, state: str
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    head, editor = own.of(conference, Role.HEAD, delegation), own.of(conference, Role.EDITOR)
    offering = factories.an_offering(db, delegation, visibility=Visibility.ALL, state=InterestState.DRAFT)
    document, letter = (send(head, offering, purpose=purpose).json() for purpose in ("attachment", "letter"))
    _put_to(db, offering, state)
    other = own.of(conference, Role.HEAD, factories.a_delegation(db, session, "01"))
    elsewhere = own.of(factories.a_conference(db), Role.OWNER)

    def seen(client: TestClient) -> list[str]:
        found: list[dict[str, Any]] = []
        knows = client in (head, editor)
        for each in (document, letter):
            alone, file = (client.get(f"{API}/documents/{each['id']}{part}") for part in ("", "/file"))
            assert alone.status_code == file.status_code
            assert alone.status_code in {200, 404}
            if alone.status_code == 200:
                found.append(each if knows else each | {"account": None})
                assert alone.json() == found[-1]
        listed = client.get(of(offering))
        assert listed.json().get("items", []) == found
        return [each["purpose"] for each in found]

    both = ["attachment", "letter"]
    inside = both if state != "draft" else []
    outside = ["attachment"] if state == "submitted" else []
    assert [seen(client) for client in (head, editor, other, elsewhere)] == [both, inside, outside, []]
    assert other.delete(f"{API}/documents/{document['id']}").status_code == (403 if outside else 404)


def _put_to(db: Session, offering: Offering, state: str) -> None:
    db.refresh(offering)
    offering.state, offering.is_disclosed = InterestState(state), state != "draft"
    db.commit()


def test_deleted_document_leaves_nothing(db: Session, head: TestClient, folder: Path, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    one, other = send(head, need).json(), send(head, need).json()

    assert head.delete(f"{API}/documents/{one['id']}").status_code == 204

    assert head.get(of(need)).json() == page(other)
    assert kept(folder) == {other["id"].replace("-", "")}
    for part in ("", "/file"):
        assert_problem(head.get(f"{API}/documents/{one['id']}{part}"), 404, "not-found", "No such document.")


def test_documents_go_with_what_is_deleted(
    db: Session, head: TestClient, own: People, folder: Path, delegation: Delegation
) -> None:
    conference = db.get_one(Conference, delegation.conference_id)
    need, other = (factories.a_need(db, delegation, state=InterestState.DRAFT) for _ in range(2))
    for interest in (need, other):
        send(head, interest)
        letter = {"number": "1", "on": "2024-11-04", "document_id": send(head, interest, purpose="letter").json()["id"]}
        approval = {"state": "approved", "letter": letter}
        assert head.post(f"{API}/needs/{interest.id}/sign-offs", json=approval).status_code == 201

    head.delete(f"{API}/needs/{need.id}")
    left = len(kept(folder))
    gone = own.of(conference, Role.OWNER).delete(f"{API}/delegations/{delegation.id}", params=ACCEPTED)

    assert (left, gone.status_code, kept(folder), db.scalars(select(Document)).all()) == (2, 204, set(), [])


def test_documents_stay_in_a_dry_run_that_would_delete_what_they_go_with(
    db: Session, head: TestClient, folder: Path, delegation: Delegation
) -> None:
    conference = db.get_one(Conference, delegation.conference_id)
    send(head, factories.a_need(db, delegation, state=InterestState.DRAFT))
    draft = Draft.of(exported(head, conference)).set("Needs", 2, Delete="x")

    rehearsed = rehearse_workbook(head, conference, draft.saved())
    left = len(kept(folder))
    carried(head, conference, draft.saved())

    assert (rehearsed["problems"], left, kept(folder)) == ([], 1, set())


def test_documents_go_with_a_conference(
    db: Session, head: TestClient, own: People, folder: Path, delegation: Delegation
) -> None:
    conference = db.get_one(Conference, delegation.conference_id)
    send(head, factories.a_need(db, delegation, state=InterestState.DRAFT))

    response = own.of(conference, Role.OWNER).delete(f"{API}/conferences/{conference.id}", params=ACCEPTED)

    assert (response.status_code, kept(folder)) == (204, set())


def test_refused_takes_its_documents_away(
    db: Session, head: TestClient, editor: TestClient, folder: Path, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    send(head, need, name="Tối mật.pdf")
    letter = send(head, need, purpose="letter").json()
    approval = {"state": "approved", "letter": {"number": "1", "on": "2024-11-04", "document_id": letter["id"]}}
    head.post(f"{API}/needs/{need.id}/sign-offs", json=approval)
    head.post(f"{API}/needs/{need.id}/state-changes", json={"state": "submitted"})

    response = editor.post(
        f"{API}/needs/{need.id}/state-changes", json={"state": "refused", "comment": "Không phù hợp"}
    )

    assert (response.status_code, kept(folder), head.get(of(need)).json()) == (201, set(), page())
    assert [row for row in db.scalars(select(InterestRevision)) if "mật" in str(row.content)] == []


def _then_broken(let_go: Callable[..., None], *args: Any) -> None:
    let_go(*args)
    raise RuntimeError


def test_file_of_a_request_that_fails_is_not_kept(
    db: Session, head: TestClient, folder: Path, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    document = send(head, need).json()

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(queries, "by_id", broken)
        created = send(head, need)
    monkeypatch.setattr(shelves, "let_go", partial(_then_broken, shelves.let_go))
    deleted = head.delete(f"{API}/documents/{document['id']}")

    assert (created.status_code, deleted.status_code) == (500, 500)
    assert kept(folder) == {document["id"].replace("-", "")}


def test_file_is_written_before_anybody_would_have_to_wait_for_it(
    db: Session, head: TestClient, delegation: Delegation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    seen = []
    create = documents.create

    def looking(*args: Any, **values: Any) -> Seen[Document]:
        seen.append(kept(folder))
        return create(*args, **values)

    monkeypatch.setattr(documents, "create", looking)
    made = send(head, need).json()

    assert seen == [{made["id"].replace("-", "")}]


def test_folder_that_has_gone_is_told_to_come_back_later(
    db: Session, head: TestClient, delegation: Delegation, folder: Path
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    document = send(head, need).json()
    file = folder / document["id"].replace("-", "")
    file.unlink()
    file.mkdir()

    read = head.get(f"{API}/documents/{document['id']}/file")
    file.rmdir()
    folder.rmdir()
    sent = send(head, need)

    assert_problem(read, 503, "documents-away", "The file can't be read now. Try again later.")
    assert_problem(sent, 503, "documents-away", "The file was not kept. Try again later.")
    assert head.get(of(need)).json() == page(document)


def test_file_that_is_not_there_is_not_found(
    db: Session, head: TestClient, folder: Path, delegation: Delegation
) -> None:
    document = send(head, factories.a_need(db, delegation, state=InterestState.DRAFT)).json()
    (folder / document["id"].replace("-", "")).unlink()

    assert_problem(head.get(f"{API}/documents/{document['id']}/file"), 404, "not-found", "No such document.")


def test_list_takes_as_many_statements_for_three_as_for_one(
    db: Session, engine: Engine, head: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    first = send(head, need).json()
    with counted_statements(engine) as for_one:
        assert head.get(of(need)).json() == page(first)
    second, third = send(head, need).json(), send(head, need).json()
    with counted_statements(engine) as for_three:
        assert head.get(of(need)).json() == page(first, second, third)

    assert len(for_three) == len(for_one)


@BOTH
def test_unknown_has_no_documents(own: People, noun: str) -> None:
    client = own.administrator()
    address = f"{API}/{noun}s/{NOBODY}/documents"

    for response in (client.get(address), client.post(address, files={"file": ("a.pdf", files.PDF)})):
        assert_problem(response, 404, "not-found", f"No such {noun}.")


def test_unknown_document_is_not_found(own: People) -> None:
    client, address = own.administrator(), f"{API}/documents/{NOBODY}"

    for response in (client.get(address), client.get(f"{address}/file"), client.delete(address)):
        assert_problem(response, 404, "not-found", "No such document.")
