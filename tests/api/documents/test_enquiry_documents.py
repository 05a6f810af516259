"""Documents of enquiries: of those who ask, and of the mission that answers; nobody else knows of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.adapters.document_files import Folder
from app.models import (
    AuditEntry,
    Conference,
    ConferenceSession,
    Delegation,
    Enquiry,
    EnquiryDocument,
    EnquiryStatus,
    Role,
)
from app.services import documents
from tests import factories, files
from tests.api.answers import API, NOBODY, assert_problem, page
from tests.api.documents.desk import MOST, kept
from tests.api.people import People
from tests.databases import counted_statements


@dataclass(frozen=True)
class Scene:
    """A province that asks, the mission that answers, and somebody of another mission."""

    db: Session
    province: Delegation
    mission: Delegation
    asker: TestClient
    answerer: TestClient
    other_mission: Delegation
    other: TestClient
    administrator: TestClient

    def enquiry(self, status: EnquiryStatus = EnquiryStatus.SENT) -> Enquiry:
        mission_id = None if status is EnquiryStatus.SENT else self.mission.organisation_id
        whose = {"organisation_id": self.province.organisation_id, "mission_id": mission_id}
        return factories.an_enquiry(self.db, status=status, **whose)


@pytest.fixture
def scene(db: Session, own: People, conference: Conference, session: ConferenceSession) -> Scene:
    province, mission, other = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR", "EMB-JP"))
    asker, answerer, else_ = (own.of(conference, Role.MEMBER, each) for each in (province, mission, other))
    return Scene(db, province, mission, asker, answerer, other, else_, own.administrator())


def of(enquiry: Enquiry) -> str:
    return f"{API}/enquiries/{enquiry.id}/documents"


def send(client: TestClient, enquiry: Enquiry, data: bytes = files.PDF, name: str = "Hợp đồng.pdf") -> Response:
    return client.post(of(enquiry), files={"file": (name, data)})


def one(document: dict[str, Any], part: str = "") -> str:
    return f"{API}/enquiry-documents/{document['id']}{part}"


def test_document_goes_with_the_question_to_the_mission(scene: Scene, folder: Path) -> None:
    enquiry = scene.enquiry()

    response = send(scene.asker, enquiry)

    made = response.json()
    assert (response.status_code, made) == (
        201,
        {
            "id": made["id"],
            "enquiry_id": str(enquiry.id),
            "by_mission": False,
            "name": "Hợp đồng.pdf",
            "kind": "pdf",
            "size": len(files.PDF),
            "sha256": made["sha256"],
            "at": made["at"],
            "account": made["account"],
        },
    )
    assert kept(folder) == {made["id"].replace("-", "")}
    before = scene.answerer.get(of(enquiry)).status_code
    assign(scene, enquiry)
    for client in (scene.asker, scene.answerer, scene.administrator):
        assert (client.get(of(enquiry)).json(), client.get(one(made)).json()) == (page(made), made)
        file = client.get(one(made, "/file"))
        assert (file.content, file.headers["content-type"]) == (files.PDF, "application/pdf")
        assert file.headers["content-security-policy"].startswith("sandbox")
    assert before == 404
    for address in (of(enquiry), one(made), one(made, "/file")):
        assert_problem(scene.other.get(address), 404, "not-found")


def assign(scene: Scene, enquiry: Enquiry, to: Delegation | None = None) -> None:
    body = {"status": "assigned", "mission_id": str((to or scene.mission).organisation_id)}
    address = f"{API}/enquiries/{enquiry.id}/status-changes"
    assert scene.administrator.post(address, json=body).status_code == 201


def test_each_side_sends_in_its_turn_and_takes_back_its_own(scene: Scene, folder: Path) -> None:
    enquiry = scene.enquiry()
    question = send(scene.asker, enquiry).json()
    assign(scene, enquiry)

    answer = send(scene.answerer, enquiry).json()
    late = send(scene.asker, enquiry)
    taken = scene.asker.delete(one(answer)), scene.answerer.delete(one(question))
    back = scene.answerer.delete(one(answer))

    assert answer["by_mission"] is True
    assert_problem(late, 409, "wrong-state", "It is assigned now.")
    assert_problem(taken[0], 409, "wrong-state", "It is assigned now.")
    assert_problem(taken[1], 409, "wrong-state", "It is assigned now.")
    assert back.status_code == 204
    assert kept(folder) == {question["id"].replace("-", "")}


def test_mission_neither_takes_back_nor_counts_what_the_former_one_sent(scene: Scene, folder: Path) -> None:
    enquiry = scene.enquiry()
    assign(scene, enquiry)
    former = [send(scene.answerer, enquiry).json() for _ in range(MOST)]
    assign(scene, enquiry, scene.other_mission)

    refused = scene.other.delete(one(former[0]))
    own = [send(scene.other, enquiry).json() for _ in range(MOST)]
    too_many = send(scene.other, enquiry)
    back = scene.other.delete(one(own[0]))
    assign(scene, enquiry)
    once_more = scene.answerer.delete(one(former[0]))

    assert_problem(refused, 409, "wrong-state", "It is assigned now.")
    assert_problem(too_many, 409, "too-many-documents")
    assert (back.status_code, once_more.status_code) == (204, 204)
    assert kept(folder) == {each["id"].replace("-", "") for each in [*former[1:], *own[1:]]}


def test_nobody_takes_a_step_with_a_document_unseen(scene: Scene, folder: Path) -> None:  # noqa: ARG001 -- for the files
    enquiry = scene.enquiry()
    address = f"{API}/enquiries/{enquiry.id}"
    body = {"status": "assigned", "mission_id": str(scene.mission.organisation_id)}

    def assigned_as(tag: str) -> int:
        headers = {"If-Match": tag}
        return scene.administrator.post(f"{address}/status-changes", json=body, headers=headers).status_code

    at_first = scene.administrator.get(address).headers["ETag"]
    document = send(scene.asker, enquiry).json()
    with_one = scene.administrator.get(address).headers["ETag"]
    scene.asker.delete(one(document))
    without = scene.administrator.get(address).headers["ETag"]

    assert [assigned_as(tag) for tag in (at_first, with_one, without)] == [412, 412, 201]


def test_what_administrators_add_for_one_side_is_on_its_behalf(scene: Scene, folder: Path) -> None:  # noqa: ARG001 -- for the files
    for status in (EnquiryStatus.SENT, EnquiryStatus.ASSIGNED):
        enquiry = scene.enquiry(status)
        own = scene.asker if status is EnquiryStatus.SENT else scene.answerer
        for client in (scene.administrator, own):
            assert client.delete(one(send(client, enquiry).json())).status_code == 204

    told = scene.db.scalars(select(AuditEntry)).all()
    assert {(entry.action, entry.on_behalf_of_id) for entry in told} == {
        (f"enquiry-document.{verb}", whose)
        for verb in ("created", "deleted")
        for whose in (scene.province.organisation_id, scene.mission.organisation_id, None)
    }


@pytest.mark.parametrize("status", [EnquiryStatus.CLOSED, EnquiryStatus.DECLINED, EnquiryStatus.WITHDRAWN])
def test_what_is_over_takes_no_documents(scene: Scene, folder: Path, status: EnquiryStatus) -> None:
    enquiry = scene.enquiry(status)
    document = {"id": factories.an_enquiry_document(scene.db, enquiry).id}

    for response in (send(scene.administrator, enquiry), scene.administrator.delete(one(document))):
        assert_problem(response, 409, "wrong-state", f"It is {status.value} now.")
    assert kept(folder) == set()


def test_only_so_many_go_with_each_side(scene: Scene, folder: Path) -> None:
    enquiry = scene.enquiry()
    for _ in range(MOST):
        assert send(scene.asker, enquiry).status_code == 201

    assert_problem(send(scene.asker, enquiry), 409, "too-many-documents", "At most 3 documents go with it.")
    assign(scene, enquiry)
    assert send(scene.answerer, enquiry).status_code == 201
    assert len(kept(folder)) == MOST + 1


def test_refused_takes_its_documents_away(scene: Scene, folder: Path) -> None:
    enquiry, other = scene.enquiry(), scene.enquiry()
    for each in (enquiry, other):
        send(scene.asker, each, name="Tối mật.pdf")
    body = {"status": "refused", "text": "Không phù hợp"}

    scene.administrator.post(f"{API}/enquiries/{enquiry.id}/status-changes", json=body)

    left = scene.db.scalars(select(EnquiryDocument)).all()
    assert [each.enquiry_id for each in left] == [other.id]
    assert kept(folder) == {left[0].id.hex}


def test_sweep_leaves_documents_of_enquiries(scene: Scene, folder: Path) -> None:
    document, store = send(scene.asker, scene.enquiry()).json(), Folder(folder)
    store.write(uuid4(), files.PDF)

    swept = documents.sweep(scene.db, store, before=datetime.now(UTC) + timedelta(hours=1))

    assert (swept, kept(folder)) == (1, {document["id"].replace("-", "")})


def test_other_kinds_are_refused(scene: Scene, folder: Path) -> None:
    response = send(scene.asker, scene.enquiry(), b"<html>")

    assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid")
    assert kept(folder) == set()


def test_list_takes_as_many_statements_for_three_as_for_one(scene: Scene, engine: Engine) -> None:
    enquiry = scene.enquiry()
    first = send(scene.asker, enquiry).json()
    with counted_statements(engine) as for_one:
        assert scene.asker.get(of(enquiry)).json() == page(first)
    second, third = (send(scene.asker, enquiry).json() for _ in range(2))
    with counted_statements(engine) as for_three:
        assert scene.asker.get(of(enquiry)).json() == page(first, second, third)

    assert len(for_three) == len(for_one)


def test_unknown_is_not_found(scene: Scene) -> None:
    address = f"{API}/enquiries/{NOBODY}/documents"
    unknown = {"id": NOBODY}

    for response in (
        scene.administrator.get(address),
        scene.administrator.post(address, files={"file": ("a.pdf", files.PDF)}),
    ):
        assert_problem(response, 404, "not-found", "No such enquiry.")
    for response in (
        scene.administrator.get(one(unknown)),
        scene.administrator.get(one(unknown, "/file")),
        scene.administrator.delete(one(unknown)),
    ):
        assert_problem(response, 404, "not-found", "No such document.")
