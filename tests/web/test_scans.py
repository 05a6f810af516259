"""Scans of letters are asked for only where they could be sent."""

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference
from tests.web.markup import texts
from tests.web.test_settings import about, settings

TOLD = "This server takes no documents, so no scan could be added. Whoever runs it can set a folder for them."


def test_scans_are_not_asked_for_where_no_documents_are_taken(editor: TestClient, conference: Conference) -> None:
    refused = editor.post(settings(conference), data=about(conference, requires_letter_scan="true"))

    assert (refused.status_code, texts(refused.text, ".fault")) == (422, [TOLD])
    assert 'name="requires_letter_scan" value="true" checked' in refused.text


def test_what_was_asked_for_while_documents_were_taken_stays(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    conference.requires_letter_scan = True
    db.commit()

    kept = editor.post(settings(conference), data=about(conference, requires_letter_scan="true", name_en="Other"))

    assert texts(kept.text, ".good") == ["Your changes have been saved."]
