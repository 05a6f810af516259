"""Who is at the conference, and what they offer and need; and whom the service suggests."""

from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.services import directories, vocabulary
from app.services.permissions import Actor
from app.services.scoring import dismissals, suggestions
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, filled
from app.web.meeting_place import Here, here
from app.web.rendering import Renderer
from app.web.views.choices import sector_groups
from app.web.views.partners import told_of
from app.web.views.relations import Relation, relations

router = APIRouter()

DIRECTORY = "/delegations/{delegation_id}/directory"
PARTNERS = "/delegations/{delegation_id}/partners"
PER_PAGE, SUGGESTED = 20, 12
Search = Annotated[str, Query(max_length=300)]


class Looking:
    """What is looked for, by the address; a form that is left empty says nothing."""

    def __init__(self, q: Search = "", side: Search = "", sector: Search = "", page: int = 1) -> None:
        self.q, self.side, self.sector, self.page = q.strip(), side, sector, max(page, 1)

    @property
    def query(self) -> str:
        """The same once more, in an address."""
        said = {"q": self.q, "side": self.side, "sector": self.sector, "page": self.page if self.page > 1 else ""}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def wanted(self) -> directories.Wanted:
        return directories.Wanted(text=self.q or None, side=self.side or None, sector_code=self.sector or None)


class DismissalForm(Form):
    """By a button beside a pair: one that is refused is told on a page of its own."""

    template: ClassVar[str] = "meet/refused.html"

    need_id: UUID
    offering_id: UUID


Looked = Annotated[Looking, Depends(Looking)]


@router.get(DIRECTORY)
def directory(delegation_id: UUID, looking: Looked, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = here(pages, db, actor, delegation_id, section="directory")
    return pages.page("meet/directory.html", **_told(pages, db, actor, found, looking))


@router.get(PARTNERS)
def partners(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = here(pages, db, actor, delegation_id, section="partners")
    wanted = suggestions.Wanted(limit=SUGGESTED, min_score=1.0)
    best = suggestions.for_delegation(db, actor, delegation_id, wanted)
    told = told_of(db, pages.language, actor, found.conference.id, best.items)
    return pages.page("meet/partners.html", partners=told, why=best.why_empty, **_related(pages, db, actor, found))


@router.post(f"{PARTNERS}/dismissals")
def dismiss(delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    here(pages, db, actor, delegation_id, section="partners", to_write=True)
    form = filled(pages.request, DismissalForm, typed, back=f"/delegations/{delegation_id}/partners")
    dismissals.create(db, actor, delegation_id, **form.model_dump())
    return see_other(f"/delegations/{delegation_id}/partners", "dismissed")


def _told(pages: Renderer, db: Session, actor: Actor, found: Here, looking: Looking) -> dict[str, Any]:
    language = pages.language
    entries = [
        each
        for each in directories.get(db, actor, found.conference.id, looking.wanted)
        if each.delegation.id != found.delegation.id
    ]
    entries.sort(key=lambda each: each.delegation.side == found.delegation.side)  # First whom it can meet.
    everybody = directories.named(db, actor, found.conference.id).values()
    first = (looking.page - 1) * PER_PAGE
    return _related(pages, db, actor, found) | {
        "entries": entries[first : first + PER_PAGE],
        "total": len(entries),
        "has_more": len(entries) > first + PER_PAGE,
        "looking": looking,
        "own_side": found.delegation.side,
        "sides": sorted({each.side for each in everybody}),
        "sectors": sector_groups(language, vocabulary.sectors(db)),
    }


def _related(pages: Renderer, db: Session, actor: Actor, found: Here) -> dict[str, Any]:
    """What pages of others have in common: how they stand to the delegation."""
    known = relations(db, actor, pages.language, found)
    return found.told(pages, actor) | {"relations": known, "unrelated": Relation()}
