"""The `audit-entries` resource: what was done at a conference."""

from uuid import UUID

from app.api.deps import Paging, ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.audit_entries import AuditEntryRead
from app.api.schemas.fields import PageRead
from app.errors import NotFound
from app.models import AuditEntry
from app.services import audit_entries
from app.services.lookup import Page

router = Router(tags=["People"])


@router.get(
    "/conferences/{conference_id}/audit-entries",
    response_model=PageRead[AuditEntryRead],
    responses=problems(NotFound),
)
def list_audit_entries(conference_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[AuditEntry]:
    """The latest first, for organisers; nothing can be changed here."""
    return audit_entries.page(db, actor, conference_id, limit=window.limit, cursor=window.cursor)
