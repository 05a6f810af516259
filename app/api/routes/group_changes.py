"""Groups that are proposed, and put together anew by organisers."""

from uuid import UUID

from fastapi import status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.groups import (
    GroupMemberRead,
    GroupMerger,
    GroupMove,
    GroupProposalsRead,
    GroupRead,
    GroupSplit,
)
from app.api.schemas.impacts import Accepting
from app.errors import (
    ContradictsDoNotMeet,
    Duplicate,
    Invalid,
    MayNotAsk,
    NotFound,
    QuotaUsed,
    RequestDeclined,
    WouldInvalidate,
    WrongStage,
)
from app.models import GroupMember, MeetingGroup
from app.services import group_changes, group_proposals
from app.services.group_proposals import Proposals

router = Router(tags=["Groups"])


@router.get("/sessions/{session_id}/group-proposals", response_model=GroupProposalsRead, responses=problems(NotFound))
def get_group_proposals(session_id: UUID, actor: ReadActor, db: ReadSession) -> Proposals:
    """Who could meet together, by wishes, needs and offerings, for organisers. Nothing is kept of it."""
    return group_proposals.proposals(db, actor, session_id)


@router.post(
    "/group-members/{member_id}/moves",
    status_code=status.HTTP_201_CREATED,
    response_model=GroupMemberRead,
    responses=problems(
        NotFound,
        Duplicate,
        ContradictsDoNotMeet,
        Invalid,
        RequestDeclined,
        MayNotAsk,
        QuotaUsed,
        WouldInvalidate,
        WrongStage,
    ),
)
def move_group_member(
    *, member_id: UUID, body: GroupMove, accepting: Accepting, actor: WriteActor, db: WriteSession
) -> GroupMember:
    """Into another group, which it is asked anew to join, for editors."""
    return group_changes.move(db, actor, member_id, group_id=body.group_id, accept_impact=accepting.accept_impact)


@router.post(
    "/groups/{group_id}/mergers",
    response_model=GroupRead,
    responses=problems(
        NotFound,
        ContradictsDoNotMeet,
        Invalid,
        RequestDeclined,
        MayNotAsk,
        QuotaUsed,
        WouldInvalidate,
        WrongStage,
    ),
)
def merge_group(
    *, group_id: UUID, body: GroupMerger, accepting: Accepting, actor: WriteActor, db: WriteSession, tag: Tag
) -> MeetingGroup:
    """Ask all who have not declined into another group, and take this one away, for editors; answers the other."""
    merged = group_changes.merge(db, actor, group_id, into_id=body.into_id, accept_impact=accepting.accept_impact)
    return tag.of(merged)


@router.post(
    "/groups/{group_id}/splits",
    status_code=status.HTTP_201_CREATED,
    response_model=GroupRead,
    responses=problems(NotFound, ContradictsDoNotMeet, Invalid, WouldInvalidate, WrongStage),
)
def split_group(
    *, group_id: UUID, body: GroupSplit, accepting: Accepting, actor: WriteActor, db: WriteSession, tag: Tag
) -> MeetingGroup:
    """A second group, of members who go there or are in both, for editors; answers the second."""
    accepted = accepting.accept_impact
    return tag.of(group_changes.split(db, actor, group_id, accept_impact=accepted, **body.model_dump()))
