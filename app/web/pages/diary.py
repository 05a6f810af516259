"""My day: the own meetings of a delegation, who of it sits at each, and what both sides wrote."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.adapters import calendar_files
from app.adapters.calendar_files import Entry
from app.models import Conference
from app.services import diaries, links
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.calendar_entries import brief, entries
from app.web.views.my_day import Day, day

router = APIRouter()

DIARY = "/delegations/{delegation_id}/diary"
AS_FILE = {"Content-Disposition": 'attachment; filename="ket-noi.ics"', "Cache-Control": "private, no-store"}


@router.get(DIARY)
def diary(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    diary = diaries.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, diary.delegation, "diary")
    found = day(db, actor, pages.language, conference, diary)
    return pages.page("diary.html", diary=diary, day=found, brief=brief)


@router.get(f"{DIARY}.ics")
def calendar(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """For one's own calendar: taking it in anew moves what has been moved."""
    diary = diaries.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, diary.delegation, "diary")
    found = _entries(pages, diary, conference, day(db, actor, pages.language, conference, diary))
    content = calendar_files.written(pages.language.name(conference), found)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=AS_FILE)


def _entries(pages: Renderer, diary: diaries.Diary, conference: Conference, found: Day) -> Iterator[Entry]:
    url = links.diary(pages.request.app.state.postbox.public_url, diary.delegation.id)
    return entries(pages.language, conference, diary, found, url)
