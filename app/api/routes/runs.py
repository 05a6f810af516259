"""The `runs` resource: ask for a timetable, then poll."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Request, Response, status

from app.api.deps import Limits, Paging, ReadActor, Reader, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.runs import RunCreate, RunRead, in_language
from app.errors import Invalid, NotFound, NothingToSolve, OwnTablesClash, RunFinished, WrongStage
from app.services import runs
from app.services.lookup import Page

router = Router(tags=["Runs"])

OF_SESSION = "/sessions/{session_id}/runs"
ONE = "/runs/{run_id}"


@router.get(OF_SESSION, response_model=PageRead[RunRead], responses=problems(NotFound))
def list_runs(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession, reader: Reader) -> Page[RunRead]:
    """The latest first."""
    page = runs.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)
    return page.with_each(partial(in_language, language=reader))


@router.post(
    OF_SESSION,
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, NothingToSolve, OwnTablesClash, Invalid, WrongStage),
)
def create_run(
    *,
    session_id: UUID,
    body: RunCreate,
    actor: WriteActor,
    db: WriteSession,
    limits: Limits,
    reader: Reader,
    request: Request,
    response: Response,
) -> RunRead:
    """Ask for a timetable of the session as it is now. Poll the address in `Location` until the run has ended."""
    run = runs.create(db, actor, session_id, **body.model_dump(), limits=limits)
    response.headers["Location"] = str(request.url_for("get_run", run_id=run.id).path)
    return in_language(run, reader)


@router.get(ONE, responses=problems(NotFound))
def get_run(run_id: UUID, actor: ReadActor, db: ReadSession, reader: Reader) -> RunRead:
    """Status, progress while it is running, and the timetable or the error at its end."""
    return in_language(runs.get(db, actor, run_id), reader)


@router.get(ONE + "/instance", responses=problems(NotFound))
def get_run_instance(run_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The instance file that the run solves, for whoever wants to check its timetable."""
    response.headers["Content-Disposition"] = f'attachment; filename="instance-{run_id}.json"'
    return runs.with_instance(db, actor, run_id).instance


@router.post(
    ONE + "/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, RunFinished, WrongStage),
)
def cancel_run(run_id: UUID, actor: WriteActor, db: WriteSession, reader: Reader) -> RunRead:
    """End the run; it leaves no timetable. Poll it until it says `cancelled`. Asking again changes nothing."""
    return in_language(runs.cancel(db, actor, run_id), reader)
