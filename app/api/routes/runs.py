"""The `runs` resource: ask for a timetable, then poll."""

import hashlib
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request, Response, status
from sqlalchemy.orm import Session

from app.access.attachments import attachment
from app.api.deps import Limits, Paging, ReadActor, Reader, ReadSession, Revisiting, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.run_events import EVENT, EventStream, Told, answer
from app.api.schemas.fields import PageRead
from app.api.schemas.runs import CoursePointRead, RunCreate, RunFilter, RunRead, in_language
from app.errors import (
    Invalid,
    NotFound,
    NothingFoundYet,
    NothingToSolve,
    OwnTablesClash,
    RunFinished,
    RunNotFailed,
    TooManyViewers,
    WrongStage,
)
from app.i18n.languages import Language
from app.models import Run
from app.services import file_names, runs
from app.services.lookup import Page
from app.services.permissions import Actor

router = Router(tags=["Runs"])

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    status.HTTP_304_NOT_MODIFIED: {"description": "It is as the answer with that `ETag` said."}
}
Known = Annotated[str | None, Header(max_length=200, description="The `ETag` of what is known already.")]
LastEvent = Annotated[str | None, Header(max_length=64, description="The `id` of the last event that was seen.")]


OF_CONFERENCE = "/conferences/{conference_id}/runs"
OF_SESSION = "/sessions/{session_id}/runs"
ONE = "/runs/{run_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[RunRead], responses=problems(NotFound))
def list_runs_of_conference(
    conference_id: UUID, wanted: Annotated[RunFilter, Query()], actor: ReadActor, db: ReadSession, reader: Reader
) -> Page[RunRead]:
    """Of all its sessions, the latest first."""
    page = runs.of_conference(db, actor, conference_id, **wanted.model_dump())
    return page.with_each(partial(in_language, language=reader))


@router.get(OF_SESSION, response_model=PageRead[RunRead], responses=problems(NotFound))
def list_runs(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession, reader: Reader) -> Page[RunRead]:
    """The latest first."""
    page = runs.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)
    return page.with_each(partial(in_language, language=reader))


@router.post(
    OF_SESSION,
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, NothingToSolve, OwnTablesClash, Invalid, WrongStage)
    | {status.HTTP_200_OK: {"description": "The same was asked for before.", "model": RunRead}},
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
    """Ask for a timetable of the session as it is now. Poll the address in `Location` until the run has ended.

    Where the same was asked for before, with the same settings, and nothing has changed, the answer is 200 with that
    run, unless one is wanted `again`.
    """
    run, is_new = runs.create(db, actor, session_id, body.wanted(), limits=limits, again=body.again)
    return answered(run, reader, request, response, is_new=is_new)


def answered(run: Run, reader: Language, request: Request, response: Response, *, is_new: bool) -> RunRead:
    """Whoever asked for a run is told where it is."""
    response.status_code = status.HTTP_202_ACCEPTED if is_new else status.HTTP_200_OK
    response.headers["Location"] = str(request.url_for("get_run", run_id=run.id).path)
    return in_language(run, reader)


@router.get(ONE, response_model=RunRead, responses=problems(NotFound) | NOT_MODIFIED)
def get_run(
    *, run_id: UUID, actor: ReadActor, db: ReadSession, reader: Reader, response: Response, if_none_match: Known = None
) -> RunRead | Response:
    """Status, progress while it is running, and the timetable or the error at its end.

    Whoever polls sends the `ETag` of the last answer as `If-None-Match`, and is told 304 as long as that holds.
    """
    told = in_language(runs.get(db, actor, run_id), reader)
    response.headers["ETag"] = tag = f'"{hashlib.sha256(told.model_dump_json().encode()).hexdigest()[:16]}"'
    if if_none_match is None or tag not in {each.strip() for each in if_none_match.split(",")}:
        return told
    return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=dict(response.headers))


EVENTS = {"responses": {"200": {"content": {EventStream.media_type: {"schema": EVENT}}}}}


@router.get(
    ONE + "/events",
    response_class=EventStream,
    openapi_extra=EVENTS,
    responses=problems(NotFound, TooManyViewers) | {status.HTTP_204_NO_CONTENT: {"description": "Its end is known."}},
)
def watch_run(
    *,
    run_id: UUID,
    actor: ReadActor,
    db: ReadSession,
    reader: Reader,
    request: Request,
    revisit: Revisiting,
    last_event_id: LastEvent = None,
) -> Response:
    """The run and each change of it as server-sent events `run`, until `end`."""
    first, admit = Told(runs.get(db, actor, run_id)), partial(revisit, partial(_see, run_id))
    return answer(request.app.state, first, reader, viewer=actor.account.id, known=last_event_id, admit=admit)


def _see(run_id: UUID, db: Session, actor: Actor) -> Run:
    return runs.get(db, actor, run_id)


@router.get(ONE + "/instance", responses=problems(NotFound))
def get_run_instance(run_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The instance file that the run solves, for whoever wants to check its timetable."""
    instance = runs.with_instance(db, actor, run_id).instance_file
    response.headers.update(attachment(f"{file_names.of_run(db, actor, run_id, 'instance')}.json"))
    return instance


@router.get(ONE + "/best", responses=problems(NotFound, NothingFoundYet))
def get_run_best(run_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The best timetable so far as a file (`ketnoi.timetable/1`), while the run goes on.

    It can be checked with the instance of the run like any other, and is what `stop` would keep now.
    """
    file = runs.best(db, actor, run_id)
    response.headers.update(attachment(f"{file_names.of_run(db, actor, run_id, 'best')}.json"))
    return file


@router.post(
    ONE + "/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, RunFinished, WrongStage),
)
def cancel_run(run_id: UUID, actor: WriteActor, db: WriteSession, reader: Reader) -> RunRead:
    """End the run; it leaves no timetable. Poll it until it says `cancelled`. Asking again changes nothing."""
    return in_language(runs.cancel(db, actor, run_id), reader)


@router.post(
    ONE + "/stop",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, RunFinished, NothingFoundYet, WrongStage),
)
def stop_run(run_id: UUID, actor: WriteActor, db: WriteSession, reader: Reader) -> RunRead:
    """End the search and keep its best timetable so far. Poll it until it says `succeeded`. Again changes nothing."""
    return in_language(runs.stop(db, actor, run_id), reader)


@router.post(
    ONE + "/retries",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, RunNotFailed, WrongStage),
)
def retry_run(run_id: UUID, actor: WriteActor, db: WriteSession, reader: Reader) -> RunRead:
    """Put a failed run into the queue again; it goes on from the best timetable so far, if there is one."""
    return in_language(runs.retry(db, actor, run_id), reader)


@router.get(ONE + "/course", response_model=list[CoursePointRead], responses=problems(NotFound))
def get_run_course(run_id: UUID, actor: ReadActor, db: ReadSession) -> list[dict[str, Any]]:
    """How the values and bounds of the goals went, in some hundred points at most, for a curve."""
    return runs.course(db, actor, run_id)
