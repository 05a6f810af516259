"""The overview of a conference, and reminders to whom it lists."""

from uuid import UUID

from app.api.deps import ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.overview import OverviewRead, RemindersInput, RemindersRead
from app.errors import Invalid, NoMail, NotFound, WrongStage
from app.services import overview, reminders
from app.services.overview import Overview
from app.services.reminders import Reminded

router = Router(prefix="/conferences/{conference_id}", tags=["Conferences"])


@router.get("/overview", response_model=OverviewRead, responses=problems(NotFound))
def get_overview(conference_id: UUID, actor: ReadActor, db: ReadSession) -> Overview:
    """How far the conference has come, and whom to chase, for organisers."""
    return overview.get(db, actor, conference_id)


@router.post("/reminders", response_model=RemindersRead, responses=problems(NotFound, Invalid, NoMail, WrongStage))
def remind(
    conference_id: UUID, body: RemindersInput, actor: WriteActor, db: WriteSession, service: Service
) -> Reminded:
    """Mail what is missing to the people of these delegations; nobody is reminded twice within twelve hours."""
    return reminders.create(db, actor, service.postbox, conference_id, delegation_ids=body.delegation_ids)
