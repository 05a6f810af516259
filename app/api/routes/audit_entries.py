"""The `audit-entries` resource: what was done at a conference."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.access.attachments import attachment
from app.api.deps import ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.audit_entries import AuditEntryFilter, AuditEntryRead
from app.api.schemas.fields import PageRead
from app.errors import NotFound
from app.models import AuditEntry
from app.services import audit_entries, file_names
from app.services.lookup import Page

router = Router(tags=["People"])


@router.get(
    "/conferences/{conference_id}/audit-entries",
    response_model=PageRead[AuditEntryRead],
    responses=problems(NotFound),
)
def list_audit_entries(
    conference_id: UUID, wanted: Annotated[AuditEntryFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[AuditEntry]:
    """The latest first, for organisers; nothing can be changed here."""
    return audit_entries.page(db, actor, conference_id, **wanted.model_dump())


@router.get(
    "/conferences/{conference_id}/audit-entries/file",
    response_class=Response,
    responses=problems(NotFound) | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_audit_file(conference_id: UUID, actor: ReadActor, db: ReadSession) -> Response:
    """The whole record as CSV, for organisers."""
    content = audit_entries.file(db, actor, conference_id)
    headers = attachment(f"{file_names.of_conference(db, actor, conference_id, 'audit')}.csv")
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
