"""The `timetables` resource: versions, as they came out of runs."""

from typing import Any
from uuid import UUID

from fastapi import Response

from app.access.attachments import attachment
from app.api.deps import Paging, ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.timetables import SummaryRead, TimetableRead, TimetableRef
from app.errors import NotFound
from app.models import TimetableVersion
from app.services import file_names, timetables
from app.services.lookup import Page
from app.services.timetables import Summary

router = Router(tags=["Timetables"])

ONE = "/timetables/{timetable_id}"


@router.get("/sessions/{session_id}/timetables", response_model=PageRead[TimetableRef], responses=problems(NotFound))
def list_timetables(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[TimetableVersion]:
    """The newest first."""
    return timetables.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)


@router.get(ONE, response_model=TimetableRead, responses=problems(NotFound))
def get_timetable(timetable_id: UUID, actor: ReadActor, db: ReadSession) -> TimetableVersion:
    """Who meets when and where, what is not held and why, and the goals with their bounds."""
    return timetables.get(db, actor, timetable_id)


@router.get(ONE + "/summary", response_model=SummaryRead, responses=problems(NotFound))
def get_summary(timetable_id: UUID, actor: ReadActor, db: ReadSession) -> Summary:
    """Wishes and must-meets met, and who has fewest and most meetings."""
    return timetables.summary(db, actor, timetable_id)


@router.get(ONE + "/file", responses=problems(NotFound))
def get_timetable_file(timetable_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The timetable file (`ketnoi.timetable/1`), to be checked by anyone with the instance of its run."""
    file = timetables.file(db, actor, timetable_id)
    response.headers.update(attachment(f"{file_names.of_timetable(db, actor, timetable_id, 'timetable')}.json"))
    return file


@router.get(ONE + "/instance", responses=problems(NotFound))
def get_timetable_instance(timetable_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The instance file that the timetable is of, for whoever wants to check it."""
    instance = timetables.instance(db, actor, timetable_id)
    response.headers.update(attachment(f"{file_names.of_timetable(db, actor, timetable_id, 'instance')}.json"))
    return instance
