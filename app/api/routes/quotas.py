"""The `quotas` of the delegations in a session."""

from uuid import UUID

from app.api.deps import Paging, ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.quotas import QuotasRead
from app.errors import NotFound
from app.services import quotas
from app.services.lookup import Page
from app.services.quotas import Quotas

router = Router(tags=["Sessions"])


@router.get("/sessions/{session_id}/quotas", response_model=PageRead[QuotasRead], responses=problems(NotFound))
def list_quotas(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Quotas]:
    """How often one may ask and wish, and has: for the own delegation; to organisers, for all."""
    return quotas.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)
