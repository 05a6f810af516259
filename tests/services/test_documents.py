"""Documents beside their rows: what is left over is found, and goes with the people of a conference."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.adapters.document_files import Folder
from app.db import make_session_factory, unit_of_work, upgrade
from app.errors import TooManyDocuments
from app.models import (
    Conference,
    Delegation,
    Document,
    DocumentPurpose,
    InterestState,
    Need,
    SignOff,
    SignOffBy,
    SignOffState,
)
from app.services import documents, retention
from app.services.incoming_files import IncomingFile
from app.services.showing import Seen
from tests import factories
from tests.at_once import all_at_once

HOUR = timedelta(hours=1)
MOST = 2


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def delegation(db: Session) -> Delegation:
    return factories.a_delegation(db, factories.a_session(db))


def a_document(db: Session, delegation: Delegation, **values: Any) -> Document:
    return factories.a_document(db, factories.a_need(db, delegation), **values)


def left(folder: Folder) -> set[UUID]:
    return folder.ids(before=datetime.now(UTC) + HOUR)


def test_sweep_takes_what_no_document_has_and_is_old(db: Session, folder: Folder, delegation: Delegation) -> None:
    kept, lost = a_document(db, delegation).id, uuid4()
    for document_id in (kept, lost):
        folder.write(document_id, b"a")

    young = documents.sweep(db, folder, before=datetime.now(UTC) - HOUR)
    old = documents.sweep(db, folder, before=datetime.now(UTC) + HOUR)

    assert (young, old, left(folder)) == (0, 1, {kept})


def test_documents_go_with_the_people_of_a_conference(db: Session, folder: Folder, delegation: Delegation) -> None:
    letter = a_document(db, delegation, purpose=DocumentPurpose.LETTER)
    other = a_document(db, factories.a_delegation(db, factories.a_session(db), "EMB-JP"))
    for document in (letter, other):
        folder.write(document.id, b"a")
    said = {"state": SignOffState.APPROVED, "approved_by": SignOffBy.LETTER, "letter_document_id": letter.id}
    whose = {"interest_id": letter.interest_id, "number": 1, "revision_number": 1, "on_behalf": False}
    factories.added(db, SignOff(at=datetime.now(UTC), **said | whose))
    conference = db.get_one(Conference, delegation.conference_id)

    retention.erase(db, conference)
    db.commit()
    documents.sweep(db, folder, before=datetime.now(UTC) + HOUR)

    db.expire_all()
    assert [document.id for document in db.scalars(select(Document))] == [other.id]
    assert left(folder) == {other.id}
    assert [sign_off.letter_document_id for sign_off in db.scalars(select(SignOff))] == [None]


def test_of_many_documents_at_once_only_so_many_are_taken(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    factory = make_session_factory(empty_engine)
    with factory() as db:
        actor = factories.an_administrator(db)
        delegation = factories.a_delegation(db, factories.a_session(db))
        need_id = factories.a_need(db, delegation, state=InterestState.RETURNED).id

    def send() -> object:
        file = IncomingFile(uuid4(), "a.pdf", "pdf", 1, "")
        with unit_of_work(factory, write=True) as db:
            return documents.create(db, actor, Need, need_id, purpose=DocumentPurpose.LETTER, file=file, most=MOST)

    ends = all_at_once(*[send] * 6)

    assert (ends.count(Seen), ends.count(TooManyDocuments)) == (MOST, 6 - MOST)
