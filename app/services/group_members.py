"""Members of groups: asking another delegation in, answering, leaving."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, GroupFull, NotFound, RequestDeclined
from app.models import GroupMember, MeetingGroup, MemberState
from app.queries import delegations as delegation_queries
from app.queries import groups as queries
from app.services import contradictions, delegations, groups, lookup, sessions, stages
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity


def create(db: Session, actor: Actor, group_id: UUID, *, delegation_id: UUID) -> GroupMember:
    """Ask one more delegation in.

    Raises `Forbidden` but to the convener's people and editors, `Invalid` for one that is elsewhere, `Duplicate`,
    `RequestDeclined` for one that stays out, and as `groups.check_asking`.
    """
    group = groups.locked(db, actor, group_id)
    session = sessions.plain(db, actor, group.session_id)
    if not db.scalars(delegation_queries.among(session.conference_id, [delegation_id])).all():
        raise lookup.invalid("/delegation_id", "No such delegation at this conference.")
    if group.convener_id is not None:
        groups.check_asking(db, group.session_id, group.convener_id, [delegation_id])
    member = GroupMember(group_id=group.id, delegation_id=delegation_id)
    if any(each.delegation_id == delegation_id and each.state is MemberState.DECLINED for each in group.members):
        raise _declined()
    with lookup.refused_as(db, Duplicate("This delegation has been asked into the group already.")):
        db.add(member)
    groups.touch(group)
    return member


def answer(db: Session, actor: Actor, member_id: UUID, *, agrees: bool, also_alone: bool) -> GroupMember:
    """Come in, stay out, or change one's mind.

    Raises `Forbidden` but to the delegation that was asked, `GroupFull`, `QuotaUsed` if it stayed out before and the
    convener has asked others instead, and `ContradictsDoNotMeet` if it does not want to meet somebody there. Whether
    somebody there does not want to meet it is not told: that one will be left out.
    """
    group = group_of(db, actor, member_id)
    delegation = delegations.alone(db, actor, _among(group, member_id).delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.ANSWER)
    sessions.locked(db, actor, group.session_id)
    group = group_of(db, actor, member_id)
    member = _among(group, member_id)
    if agrees:
        _check_welcome(db, member, group)
    member.state = MemberState.AGREED if agrees else MemberState.DECLINED
    member.also_alone, member.answered_at = also_alone, datetime.now(UTC)
    groups.touch(group)
    db.flush()
    return member


def delete(db: Session, actor: Actor, member_id: UUID, *, accept_impact: bool) -> None:
    """Take a delegation out.

    Raises `Forbidden` but to the convener's people and editors; `RequestDeclined` to the convener, who could ask it
    again if it had not stayed out; and as `groups.check_unplanned` if it comes.
    """
    group = groups.held(db, actor, group_of(db, actor, member_id).id)
    member = _among(group, member_id)
    is_organised = actor.organises(sessions.plain(db, actor, group.session_id).conference_id) is not None
    if member.state is MemberState.DECLINED and not is_organised:
        raise _declined()
    if member.state is MemberState.AGREED:
        groups.check_unplanned(db, actor, group, accept_impact=accept_impact)
    db.delete(member)
    groups.touch(group)


def group_of(db: Session, actor: Actor, member_id: UUID) -> MeetingGroup:
    """As it is now, with all its members."""
    query = queries.of_member(member_id, actor.sight).execution_options(populate_existing=True)
    return lookup.one(db, query, NotFound("No such member of a group."))


def group_for_convener(db: Session, actor: Actor, member_id: UUID) -> MeetingGroup:
    """The same to be changed. Raises `Forbidden` as `groups.for_convener`."""
    return groups.for_convener(db, actor, group_of(db, actor, member_id).id)


def _among(group: MeetingGroup, member_id: UUID) -> GroupMember:
    return next(member for member in group.members if member.id == member_id)


def _declined() -> RequestDeclined:
    return RequestDeclined("This delegation stays out; it can come in of itself.")


def _check_welcome(db: Session, member: GroupMember, group: MeetingGroup) -> None:
    if member.state is MemberState.DECLINED and group.convener_id is not None:
        # Its place in the convener's quota was given back.
        groups.check_quota(db, group.session_id, group.convener_id, [member.delegation_id])
    others = [other for other in group.members if other.id != member.id]
    for other in others:
        if other.state is not MemberState.DECLINED:
            contradictions.check_own_mind(db, group.session_id, member.delegation_id, other.delegation_id)
    if group.max_size is not None and sum(other.state is MemberState.AGREED for other in others) >= group.max_size:
        raise GroupFull("As many have agreed as the group can take.")
