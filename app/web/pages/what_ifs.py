"""What if something were otherwise: asking, and what was asked so far. The answer is told on the page of the run."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line, SpokenLanguage
from app.access.together import Misfit
from app.i18n.messages import mark
from app.matching.scheduling import otherwise
from app.matching.scheduling.otherwise import Amendment
from app.matching.scheduling.problem import Goal
from app.models import ConferenceSession, Role
from app.services import delegations, interpreters, timetable_sheets, what_ifs
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.planning.problem import policy_of
from app.services.runs import Wanted
from app.settings import SolverSettings
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views import choices
from app.web.views.what_if import Naming
from app.web.views.wording import Wording

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/what-ifs"
SECONDS, WORKERS, PRIORITY = 30, 2, -1
SHOWN, MOST = 20, 50


class WhatIfForm(Form):
    template: ClassVar[str] = "organise/what_ifs.html"
    seizes_focus: ClassVar[bool] = False

    more_tables: int | None = Field(None, ge=1, le=MOST)
    without_table: Code | None = None
    more_slot: Code | None = None
    closed_slots: list[Code] = Field([])
    absent: Line | None = None
    absent_slots: list[Code] = Field([])
    more_interpreters: int | None = Field(None, ge=1, le=MOST)
    tongues: list[SpokenLanguage] = Field([])
    without_interpreter: Code | None = None
    limited: Line | None = None
    most: int | None = Field(None, ge=0, le=10_000)
    teamed: Line | None = None
    teams: int | None = Field(None, ge=1, le=MOST)
    first_goal: Goal | None = None
    seconds: int = Field(ge=1)
    again: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.more_interpreters is not None and len(self.tongues) < 2:  # noqa: PLR2004 -- from one to another
            raise Misfit("tongues", mark("Please choose at least two languages."))
        if self.teamed is not None and self.teams is None:
            raise Misfit("teams", mark("Please fill this in."))
        whose = {"absent": self.absent_slots, "limited": self.most is not None, "teamed": self.teams is not None}
        for field, is_said in whose.items():
            if is_said and getattr(self, field) is None:
                raise Misfit(field, mark("Please choose a delegation"))
        if not any(True for _ in self.amendments(())):
            raise Misfit("more_tables", mark("Please say what would be otherwise."))
        return self

    def amendments(self, goals: tuple[Goal, ...]) -> Iterator[Amendment]:
        """What was asked, of a session with these goals."""
        if self.more_tables is not None:
            yield otherwise.MoreTables(number=self.more_tables)
        if self.without_table is not None:
            yield otherwise.WithoutTable(table=self.without_table)
        if self.more_slot is not None:
            yield otherwise.MoreSlot(after=self.more_slot)
        yield from (otherwise.ClosedSlot(slot=slot) for slot in self.closed_slots)
        if self.absent is not None:
            yield otherwise.Absent(party=self.absent, slots=tuple(self.absent_slots))
        if self.more_interpreters is not None:
            yield otherwise.MoreInterpreters(languages=tuple(self.tongues), number=self.more_interpreters)
        if self.without_interpreter is not None:
            yield otherwise.WithoutInterpreter(interpreter=self.without_interpreter)
        if self.limited is not None:
            yield otherwise.Maximum(party=self.limited, most=self.most)
        if self.teamed is not None and self.teams is not None:
            yield otherwise.Teams(party=self.teamed, teams=self.teams)
        if self.first_goal is not None:
            # What must be held is above all other goals, in whatever order these are.
            first = [goal for goal in (Goal.REQUIRED,) if goal in goals]
            yield otherwise.Goals(goals=(*dict.fromkeys((*first, self.first_goal, *goals)),))


@router.get(OF_SESSION)
def questions(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    context = _about(pages, db, actor, session_id)
    proposed = Typed.of({"seconds": min(SECONDS, int(_limits(pages).max_seconds))})
    return show(pages, Sheet(WhatIfForm, proposed, **context))


@router.post(OF_SESSION)
def ask(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, WhatIfForm, typed, **_about(pages, db, actor, session_id, Role.EDITOR))
    limits, asked = _limits(pages), [*form.amendments(_goals(db, actor, session_id))]
    wanted = Wanted(seconds=form.seconds, workers=min(WORKERS, limits.max_workers), seed=0, priority=PRIORITY)
    run, is_new = what_ifs.create(db, actor, session_id, asked, wanted, limits=limits, again=form.again)
    return see_other(f"/runs/{run.id}", None if is_new else "same-run")


def _limits(pages: Renderer) -> SolverSettings:
    limits: SolverSettings = pages.request.app.state.settings.solver
    return limits


def _goals(db: Session, actor: Actor, session_id: UUID) -> tuple[Goal, ...]:
    return policy_of(timetable_sheets.setting(db, actor, session_id).session).goals


def _about(pages: Renderer, db: Session, actor: Actor, session_id: UUID, least: Role = Role.VIEWER) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    about = timetable_sheets.setting(db, actor, session_id)
    session, language = about.session, pages.language
    require_organiser(actor, session.conference_id, least)
    enter(pages, db, actor, session, f"what-ifs:{session_id}")
    present = delegations.named(db, actor, session.conference_id)
    naming = Naming.of(language, about, present)
    found = what_ifs.page(db, actor, session_id, limit=SHOWN, cursor=None).items
    parties = dict(zip(naming.parties, present, strict=True))
    speaking = interpreters.page(db, actor, session_id, limit=200, cursor=None).items
    return {
        "name": language.name(session),
        "path": f"/sessions/{session_id}/what-ifs",
        "may_edit": is_editor(actor, session.conference_id),
        "limit": _limits(pages).max_seconds,
        "asked": [naming.line(each) for each in found],
        "tables": [(table.code, table.code) for table in session.tables],
        "slots": [*naming.slots.items()],
        "parts": [(code, naming.slot(code)) for code in _last_of_periods(session)],
        "sides": choices.by_side(language, parties),
        "interpreters": [(one.code, one.name or one.code) for one in speaking],
        "tongues": choices.tongues(language, also={each for one in speaking for each in one.languages}),
        "goals": [(goal.value, Wording(language).goal(goal)) for goal in Goal if goal is not Goal.REQUIRED],
    }


def _last_of_periods(session: ConferenceSession) -> list[str]:
    return [*{slot.period: slot.code for slot in session.slots}.values()]
