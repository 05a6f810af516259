"""What is shown of a row is what is open, and nothing that merely was not thought of."""

from sqlalchemy.orm import Session

from app.models import ConferenceSession
from app.services import delegates, documents
from tests.factories import ADMINISTRATOR, a_delegate, a_delegation, a_document, a_need


def test_of_a_delegate_and_a_document_nothing_is_read_that_is_not_open(db: Session, session: ConferenceSession) -> None:
    delegation = a_delegation(db, session)
    delegate = a_delegate(db, delegation, name="An", email="an@example.vn", note="Ăn chay")
    document = a_document(db, a_need(db, delegation), name="letter.pdf")

    person = delegates.get(db, ADMINISTRATOR, delegate.id)
    file = documents.get(db, ADMINISTRATOR, document.id)

    assert (person.name, person.private.email, file.name, file.account) == ("An", "an@example.vn", "letter.pdf", None)
    closed = ("email", "note", "teams", "created_at", "row", "account_id", "delegation", "interest")
    assert [(hasattr(person, name), hasattr(file, name)) for name in closed] == [(False, False)] * len(closed)
