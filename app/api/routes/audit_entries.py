"""The `audit-entries` resource: what was done, at a conference or outside of any."""

from typing import Annotated, Any
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

CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
Wanted = Annotated[AuditEntryFilter, Query()]


@router.get("/audit-entries", response_model=PageRead[AuditEntryRead])
def list_audit_entries_of_no_conference(wanted: Wanted, actor: ReadActor, db: ReadSession) -> Page[AuditEntry]:
    """Of accounts, organisations, tokens and enquiries, the latest first; for administrators."""
    return audit_entries.page(db, actor, None, **wanted.model_dump())


@router.get("/audit-entries/file", response_class=Response, responses=CSV)
def get_audit_file_of_no_conference(actor: ReadActor, db: ReadSession) -> Response:
    """The same as CSV, the whole of it."""
    return _file(audit_entries.file(db, actor, None), file_names.of_no_conference("audit"))


@router.get(
    "/conferences/{conference_id}/audit-entries",
    response_model=PageRead[AuditEntryRead],
    responses=problems(NotFound),
)
def list_audit_entries(conference_id: UUID, wanted: Wanted, actor: ReadActor, db: ReadSession) -> Page[AuditEntry]:
    """The latest first, for organisers; nothing can be changed here."""
    return audit_entries.page(db, actor, conference_id, **wanted.model_dump())


@router.get(
    "/conferences/{conference_id}/audit-entries/file",
    response_class=Response,
    responses=problems(NotFound) | CSV,
)
def get_audit_file(conference_id: UUID, actor: ReadActor, db: ReadSession) -> Response:
    """The whole record as CSV, for organisers."""
    content = audit_entries.file(db, actor, conference_id)
    return _file(content, file_names.of_conference(db, actor, conference_id, "audit"))


def _file(content: str, name: str) -> Response:
    return Response(content, media_type="text/csv; charset=utf-8", headers=attachment(f"{name}.csv"))
