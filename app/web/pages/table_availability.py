"""In which slots tables of a session are out of use: one table, those of a hall, or all of them."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import ConferenceSession, MeetingTable, Role
from app.services import rooms
from app.services.permissions import Actor, is_editor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views.slots import days_of_session

router = APIRouter(prefix="/sessions/{session_id}/table-availability")

Hall = Annotated[str, Query(max_length=300)]


class TableAvailabilityForm(Form):
    """`shown` are the slots that the page had, `table` those for whose tables it is."""

    template: ClassVar[str] = "organise/table_availability.html"
    seizes_focus: ClassVar[bool] = False

    table: list[UUID] = Field(min_length=1, max_length=1000)
    shown: list[UUID] = Field([], max_length=500)
    available: list[UUID] = Field([], max_length=500)
    revision: int
    accept: bool = False


@router.get("")
def table_availability(
    *, session_id: UUID, table: UUID | None = None, hall: Hall = "", actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    """Of one table, else of those of a hall; of no hall are those without one."""
    session = enter_room(pages, db, actor, session_id)
    chosen = [each for each in session.tables if (each.id == table if table else (each.zone or "") == hall)]
    return show(pages, Sheet(TableAvailabilityForm, _typed(session, chosen), **_about(pages, actor, session, chosen)))


@router.post("")
def save_table_availability(
    session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """What that would invalidate is told first."""
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    chosen = [each for each in session.tables if str(each.id) in typed.all("table")]
    form = filled(pages.request, TableAvailabilityForm, typed, **_about(pages, actor, session, chosen))
    _save(db, actor, session, form)
    return see_other(f"/sessions/{session_id}/tables", "saved")


def _save(db: Session, actor: Actor, session: ConferenceSession, form: TableAvailabilityForm) -> None:
    check(session, form.revision)
    missed = [slot_id for slot_id in form.shown if slot_id not in set(form.available)]
    rooms.put_unavailable(db, actor, session.id, table_ids=form.table, slot_ids=missed, accept_impact=form.accept)


def _typed(session: ConferenceSession, tables: Sequence[MeetingTable]) -> Typed:
    """Ticked are the slots in which all of the tables are in use."""
    missed = {row.slot_id for table in tables for row in table.unavailabilities}
    free = [slot.id for slot in session.slots if slot.id not in missed]
    return Typed.of({"available": free, "revision": session.revision})


def _about(pages: Renderer, actor: Actor, session: ConferenceSession, tables: Sequence[MeetingTable]) -> dict[str, Any]:
    """Plain values, for a failure forgets rows. Raises `NotFound` where there is no such table in the session."""
    if not tables:
        raise NotFound("No such table.")
    return {
        "path": f"/sessions/{session.id}",
        "name": pages.language.name(session),
        "city": session.conference.city,
        "codes": [each.code for each in tables],
        "hall": tables[0].zone,
        "ids": [each.id for each in tables],
        "days": days_of_session(session),
        "differ": len({frozenset(row.slot_id for row in each.unavailabilities) for each in tables}) > 1,
        "may_edit": is_editor(actor, session.conference_id),
    }
