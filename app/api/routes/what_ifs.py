"""The `what-if-runs` resource: ask what the timetable would be if something were otherwise, then compare."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response, status

from app.api.deps import Limits, Paging, ReadActor, Reader, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routes.runs import answered
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.runs import RunRead, in_language
from app.api.schemas.what_ifs import ComparisonRead, WhatIfCreate
from app.errors import Invalid, NotFound, NothingToCompare, NothingToSolve, OwnTablesClash, WrongStage
from app.services import what_if_results, what_ifs
from app.services.lookup import Page

router = Router(tags=["What-if runs"])

OF_SESSION = "/sessions/{session_id}/what-if-runs"


@router.get(OF_SESSION, response_model=PageRead[RunRead], responses=problems(NotFound))
def list_what_if_runs(
    session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession, reader: Reader
) -> Page[RunRead]:
    """The latest first."""
    page = what_ifs.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)
    return page.with_each(partial(in_language, language=reader))


@router.post(
    OF_SESSION,
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(NotFound, NothingToSolve, OwnTablesClash, Invalid, WrongStage)
    | {status.HTTP_200_OK: {"description": "The same was asked for before.", "model": RunRead}},
)
def create_what_if_run(
    *,
    session_id: UUID,
    body: WhatIfCreate,
    actor: WriteActor,
    db: WriteSession,
    limits: Limits,
    reader: Reader,
    request: Request,
    response: Response,
) -> RunRead:
    """Ask what the timetable of the session would be. It is a run like any other, at the address in `Location`.

    Nothing is changed by it, and no timetable is stored. Where the same was asked for before, with the same settings,
    and nothing has changed, the answer is 200 with that run, unless it was stopped or a new one is wanted `again`.
    """
    asked, wanted = body.amended(), body.wanted()
    run, is_new = what_ifs.create(db, actor, session_id, asked, wanted, limits=limits, again=body.again)
    return answered(run, reader, request, response, is_new=is_new)


@router.get(
    "/what-if-runs/{what_if_id}/comparison",
    response_model=ComparisonRead,
    responses=problems(NotFound, NothingToCompare),
)
def compare_what_if_run(what_if_id: UUID, actor: ReadActor, db: ReadSession) -> ComparisonRead:
    """What came of a what-if run, beside the newest timetable of its session that can be held."""
    return ComparisonRead.of(what_if_results.comparison(db, actor, what_if_id))
