"""One table of a session, or the zone of several: what they are called, where they are and what they have."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.fields import Code, Line
from app.errors import Duplicate, NotFound
from app.models import ConferenceSession, MeetingTable, Role
from app.services import delegations, rooms, sessions
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.pages.tables import Features
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import choices

router = APIRouter()

ONE = "/tables/{table_id}"
HALL = "/sessions/{session_id}/hall"
Hall = Annotated[str, Query(max_length=300)]


class TableForm(Form):
    template: ClassVar[str] = "organise/table.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False

    code: Code
    zone: Line | None = None
    features: Features = Field((), max_length=20)
    delegation_id: UUID | None = None
    revision: int
    accept: bool = False


class HallForm(Form):
    template: ClassVar[str] = "organise/hall.html"
    seizes_focus: ClassVar[bool] = False

    zone: Line
    revision: int


@router.get(ONE)
def table(table_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found, session = _found(pages, db, actor, table_id)
    typed = {name: getattr(found, name) for name in ("code", "zone", "delegation_id")}
    typed |= {"features": ", ".join(found.features), "revision": session.revision}
    return show(pages, Sheet(TableForm, Typed.of(typed), **_about(pages, db, actor, found, session)))


@router.post(ONE)
def change_table(table_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What that would invalidate is told first."""
    found, session = _found(pages, db, actor, table_id)
    form = filled(pages.request, TableForm, typed, **_about(pages, db, actor, found, session))
    check(session, form.revision)
    _save(db, actor, found, form)
    return see_other(f"/sessions/{session.id}/tables", "saved")


@router.get(HALL)
def hall(*, session_id: UUID, hall: Hall = "", actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """No name is that of the tables without a zone."""
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    typed = Typed.of({"zone": hall, "revision": session.revision})
    return show(pages, Sheet(HallForm, typed, **_of_hall(pages, session, hall)))


@router.post(HALL)
def change_hall(
    *, session_id: UUID, hall: Hall = "", typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    form = filled(pages.request, HallForm, typed, **_of_hall(pages, session, hall))
    # When nobody else saves any more, for a zone is renamed with whatever tables are in it then.
    check(sessions.awaited_for_editor(db, actor, session_id), form.revision)
    rooms.rename_zone(db, actor, session_id, zone=hall or None, name=form.zone)
    return see_other(f"/sessions/{session_id}/tables", "saved")


def _save(db: Session, actor: Actor, found: MeetingTable, form: TableForm) -> None:
    away = [each.slot_id for each in found.unavailabilities]
    values = form.model_dump(include={"code", "zone", "delegation_id"})
    values |= {"features": list(form.features), "unavailable_slot_ids": away}
    rooms.update(db, actor, found.id, values=values, accept_impact=form.accept)


def _found(pages: Renderer, db: Session, actor: Actor, table_id: UUID) -> tuple[MeetingTable, ConferenceSession]:
    """As the session has it, with the slots in which it is out of use."""
    session = enter_room(pages, db, actor, rooms.table(db, actor, table_id).session_id, Role.EDITOR)
    return next(each for each in session.tables if each.id == table_id), session


def _about(
    pages: Renderer, db: Session, actor: Actor, found: MeetingTable, session: ConferenceSession
) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {
        "path": f"/sessions/{session.id}",
        "table_id": found.id,
        "name": pages.language.name(session),
        "known": found.code,
        "zones": sorted({each.zone for each in session.tables if each.zone}),
        "owners": choices.delegations(pages.language, delegations.named(db, actor, session.conference_id)),
    }


def _of_hall(pages: Renderer, session: ConferenceSession, hall: str) -> dict[str, Any]:
    """Plain values. Raises `NotFound` where no table is there."""
    codes = [each.code for each in session.tables if (each.zone or "") == hall]
    if not codes:
        raise NotFound("No such table.")
    return {"path": f"/sessions/{session.id}", "name": pages.language.name(session), "hall": hall, "codes": codes}
