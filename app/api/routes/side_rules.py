"""The `side-rules` of a session."""

from uuid import UUID

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.impacts import Accepting
from app.api.schemas.side_rules import SideRulesInput, SideRulesRead
from app.errors import Invalid, NotFound, WouldInvalidate, WrongStage
from app.models import ConferenceSession
from app.services import side_rule_changes, side_rules

router = Router(tags=["Sessions"])

OF_SESSION = "/sessions/{session_id}/side-rules"


@router.get(OF_SESSION, response_model=SideRulesRead, responses=problems(NotFound))
def get_side_rules(session_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> ConferenceSession:
    return tag.of(side_rules.get(db, actor, session_id))


@router.put(
    OF_SESSION, response_model=SideRulesRead, responses=problems(NotFound, WouldInvalidate, WrongStage, Invalid)
)
def replace_side_rules(
    *, session_id: UUID, body: SideRulesInput, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> ConferenceSession:
    """All rules at once; with a revision of the session that they belong to.

    What timetables, requests and used quotas would no longer go with is to be accepted.
    """
    edit.check(side_rules.for_editor(db, actor, session_id), SideRulesRead)
    rules, accepted = body.model_dump()["side_rules"], accepting.accept_impact
    return edit.of(side_rule_changes.put(db, actor, session_id, rules, accept_impact=accepted))
