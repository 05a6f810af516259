"""The `side-rules` of a session."""

from uuid import UUID

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.side_rules import SideRulesInput, SideRulesRead
from app.errors import Invalid, NotFound, WrongStage
from app.models import ConferenceSession
from app.services import side_rules

router = Router(tags=["Sessions"])

OF_SESSION = "/sessions/{session_id}/side-rules"


@router.get(OF_SESSION, response_model=SideRulesRead, responses=problems(NotFound))
def get_side_rules(session_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> ConferenceSession:
    return tag.of(side_rules.get(db, actor, session_id))


@router.put(OF_SESSION, response_model=SideRulesRead, responses=problems(NotFound, WrongStage, Invalid))
def replace_side_rules(
    session_id: UUID, body: SideRulesInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> ConferenceSession:
    """All rules at once; with a revision of the session that they belong to."""
    edit.check(side_rules.get(db, actor, session_id), SideRulesRead)
    return edit.of(side_rules.put(db, actor, session_id, body.model_dump()["side_rules"]))
