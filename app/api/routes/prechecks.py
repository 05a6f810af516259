"""Pre-checks of a session: what would go wrong in any timetable."""

from uuid import UUID

from app.api.deps import ReadActor, Reader, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.prechecks import PrechecksRead, in_language
from app.errors import NotFound, OwnTablesClash
from app.services import prechecks

router = Router(tags=["Runs"])


@router.get("/sessions/{session_id}/pre-checks", responses=problems(NotFound, OwnTablesClash))
def get_prechecks(session_id: UUID, actor: ReadActor, db: ReadSession, reader: Reader) -> PrechecksRead:
    """What is wrong with the session as it is now, and what would mend it, before anybody starts a run."""
    return in_language(prechecks.get(db, actor, session_id), reader)
