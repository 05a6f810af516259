"""The tables of a session: adding several alike, and taking one away."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator, Field
from sqlalchemy.orm import Session

from app.access.fields import Feature, Line
from app.models import ConferenceSession, MeetingTable, Role
from app.services import delegations, rooms
from app.services.permissions import Actor, is_editor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, between_commas, filled, show
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/tables"


def _several(typed: Any) -> tuple[str, ...]:
    """What stands between commas, each once."""
    return tuple(dict.fromkeys(between_commas(typed)))


Features = Annotated[tuple[Feature, ...], BeforeValidator(_several)]


class TablesForm(Form):
    template: ClassVar[str] = "organise/tables.html"
    seizes_focus: ClassVar[bool] = False

    number: int = Field(ge=1, le=200)
    zone: Line | None = None
    features: Features = Field((), max_length=20)


class RemovalForm(Form):
    template: ClassVar[str] = "organise/table_removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int
    accept: bool = False


@router.get(OF_SESSION)
def tables(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(TablesForm, **_about(session_id, actor, db, pages)))


@router.post(OF_SESSION)
def add_tables(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, TablesForm, typed, **_about(session_id, actor, db, pages, Role.EDITOR))
    rooms.extend(db, actor, session_id, number=form.number, zone=form.zone, features=form.features)
    return see_other(f"/sessions/{session_id}/tables", "tables-added")


@router.post("/tables/{table_id}/removal")
def remove_table(table_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What that would invalidate is told first."""
    table = rooms.table(db, actor, table_id)
    session = enter_room(pages, db, actor, table.session_id, Role.EDITOR)
    about = {"path": f"/sessions/{session.id}/tables", "table_id": table_id, "code": table.code}
    _remove(db, actor, session, table, filled(pages.request, RemovalForm, typed, **about))
    return see_other(f"/sessions/{session.id}/tables", "removed")


def _remove(db: Session, actor: Actor, session: ConferenceSession, table: MeetingTable, form: RemovalForm) -> None:
    check(session, form.revision)
    rooms.delete(db, actor, table.id, accept_impact=form.accept)


def _about(session_id: UUID, actor: Actor, db: Session, pages: Renderer, least: Role = Role.VIEWER) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    session = enter_room(pages, db, actor, session_id, least)
    named = delegations.named(db, actor, session.conference_id)
    owners: dict[UUID | None, str] = {each.id: pages.language.name(each.organisation) for each in named}
    halls: dict[str | None, list[tuple[Any, ...]]] = {}
    for each in session.tables:
        row = (each.id, each.code, each.features, owners.get(each.delegation_id), len(each.unavailabilities))
        halls.setdefault(each.zone, []).append(row)
    return {
        "path": f"/sessions/{session.id}",
        "name": pages.language.name(session),
        "may_edit": is_editor(actor, session.conference_id),
        "number": len(session.tables),
        "halls": list(halls.items()),
    }
