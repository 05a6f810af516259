"""Groups: joining several delegations in one meeting, by organisers or by the parties themselves."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import ConferenceSession, GroupMember, MeetingGroup, MemberState, Role
from app.queries import delegations as delegation_queries
from app.queries import groups
from app.services import (
    contradictions,
    delegations,
    group_impacts,
    impact_checks,
    likeness,
    lookup,
    quotas,
    sessions,
    side_rules,
    stages,
)
from app.services.folding import ids_with
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser, require_submitter
from app.services.stage_rules import Activity

GONE = NotFound("No such group.")


def page(
    db: Session, actor: Actor, session_id: UUID, *, text: str | None = None, limit: int, cursor: str | None
) -> Page[MeetingGroup]:
    """By code; code and theme have each word of `text`."""
    session = sessions.plain(db, actor, session_id)
    query = groups.visible(session.id, actor.sight)
    if text is not None:
        query = query.where(MeetingGroup.id.in_(ids_with(db.execute(groups.names(session.id)), text)))
    return lookup.page(db, query, limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    """With its members."""
    return lookup.one(db, groups.by_id(group_id, actor.sight), GONE)


def for_convener(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    """The same to be changed. Raises `Forbidden` but to its convener's people and editors."""
    group = get(db, actor, group_id)
    require_convener(db, actor, sessions.plain(db, actor, group.session_id), group.convener_id)
    return group


def get_plan(db: Session, actor: Actor, group_id: UUID, *, least: Role = Role.VIEWER) -> MeetingGroup:
    """The group, with what organisers decide of it. Raises `Forbidden` to delegations, and to one of a lesser role."""
    group = get(db, actor, group_id)
    session = sessions.plain(db, actor, group.session_id)
    require_organiser(actor, session.conference_id, least)
    return group


def create(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    convener_id: UUID | None,
    member_ids: Sequence[UUID],
    are_agreed: bool,
    values: dict[str, Any],
) -> MeetingGroup:
    """Ask delegations into a group. Its convener is in by that; so are the others if organisers say so (`are_agreed`).

    Raises `Forbidden` but to the convener's people and editors, `Invalid` for one that is elsewhere, `Duplicate` for
    its code, `ContradictsDoNotMeet`, and as `check_asking`.
    """
    session = sessions.plain(db, actor, session_id)
    ids = list(dict.fromkeys([convener_id, *member_ids] if convener_id else member_ids))
    _check_present(db, session, convener_id, member_ids)
    require_convener(db, actor, session, convener_id)
    stages.require(db, actor, session.conference_id, _activity(convener_id))
    if are_agreed:
        require_organiser(actor, session.conference_id, Role.EDITOR)
    sessions.locked(db, actor, session_id)
    if are_agreed:
        for one, other in combinations(ids, 2):
            contradictions.check_willing(db, session.id, one, other)
        _check_room(len(ids), values["max_size"])
    if convener_id is not None:
        check_asking(db, session.id, convener_id, [each for each in ids if each != convener_id])
    group = MeetingGroup(session_id=session.id, convener_id=convener_id, features=[], **values)
    group.members = [_member(each, agreed=are_agreed or each == convener_id) for each in ids]
    _check_code(db, group)
    with lookup.refused_as(db, _code_taken(group.code)):
        db.add(group)
    return lookup.reloaded(db, groups.by_id(group.id, actor.sight))


def update(db: Session, actor: Actor, group_id: UUID, *, values: dict[str, Any]) -> MeetingGroup:
    """Change theme and sizes. Raises `Forbidden` as `create`, `Invalid` if more have agreed already."""
    group = held(db, actor, group_id)
    _check_room(sum(member.state is MemberState.AGREED for member in group.members), values["max_size"])
    lookup.change(group, values)
    return lookup.reloaded(db, groups.by_id(group.id, actor.sight))


def update_plan(db: Session, actor: Actor, group_id: UUID, *, values: dict[str, Any]) -> MeetingGroup:
    """Decide what the meeting is worth, needs, and where it is. Raises `Forbidden` but to editors, and `Invalid`."""
    group = get(db, actor, group_id)
    sessions.locked_for_editor(db, actor, group.session_id)
    sessions.check_spot(db, actor, group.session_id, slot_id=values["slot_id"], table_id=values["table_id"])
    lookup.change(group, values)
    return lookup.reloaded(db, groups.by_id(group.id, actor.sight))


def delete(db: Session, actor: Actor, group_id: UUID, *, accept_impact: bool) -> None:
    """Raises `Forbidden` as `create`, and as `check_unplanned`."""
    group = held(db, actor, group_id)
    check_unplanned(db, actor, group, accept_impact=accept_impact)
    db.delete(group)


def held(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    """The group as it was seen, and nobody else changes it any more, for its convener's people or editors.

    Raises `PreconditionFailed` if somebody has changed it at the same moment.
    """
    group = _in_turn(db, actor, group_id)
    return lookup.held(db, groups.by_id(group_id, actor.sight), group, GONE)


def locked(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    """The same for what asks for no revision: the group as it is now."""
    _in_turn(db, actor, group_id)
    return lookup.one(db, groups.by_id(group_id, actor.sight).execution_options(populate_existing=True), GONE)


def _in_turn(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    group = for_convener(db, actor, group_id)
    session = sessions.plain(db, actor, group.session_id)
    stages.require(db, actor, session.conference_id, _activity(group.convener_id))
    sessions.locked(db, actor, session.id)
    return group


def require_convener(db: Session, actor: Actor, session: ConferenceSession, convener_id: UUID | None) -> None:
    """Raises `Forbidden` but to the convener's people and editors; without a convener it is for editors alone."""
    if convener_id is None:
        require_organiser(actor, session.conference_id, Role.EDITOR)
    else:
        require_submitter(actor, delegations.alone(db, actor, convener_id))


def check_asking(db: Session, session_id: UUID, convener_id: UUID, asked: Sequence[UUID]) -> None:
    """Whether a delegation may ask these into a group of its own: those of its own side, and whom it may ask anyway.

    To ask one of another side is a request of its quota. Raises `ContradictsDoNotMeet` if the convener does not want to
    meet one of them, `MayNotAsk`, and `QuotaUsed`.
    """
    for each in asked:
        contradictions.check_own_mind(db, session_id, convener_id, each)
    for each in _of_other_sides(db, convener_id, asked):
        side_rules.check_may_ask(db, session_id, convener_id, each)
    check_quota(db, session_id, convener_id, asked)


def check_quota(db: Session, session_id: UUID, convener_id: UUID, asked: Sequence[UUID]) -> None:
    """Whether the convener has as many requests left as these would cost it. Raises `QuotaUsed`."""
    # Those of the own side cost nothing, even where a quota that was lowered is overdrawn.
    if others := _of_other_sides(db, convener_id, asked):
        quotas.check_request(db, session_id, convener_id, more=len(others))


def check_unplanned(db: Session, actor: Actor, group: MeetingGroup, *, accept_impact: bool) -> None:
    """Whether the group may lose its meeting, or who comes to it.

    Raises `InUse` to its convener if organisers plan with it, and to them `WouldInvalidate`. The convener is not told
    how: trial timetables are none of its business.
    """
    impact = group_impacts.of_groups(db, group)
    conference_id = sessions.plain(db, actor, group.session_id).conference_id
    if actor.organises(conference_id) is None and not impact.is_nothing:
        raise InUse("The organisers plan with this group; ask them to change it.")
    impact_checks.check(db, impact, accepted=accept_impact)


def touch(group: MeetingGroup) -> None:
    """What its members say is a revision of the group, which shows them."""
    group.updated_at = datetime.now(UTC)


def _activity(convener_id: UUID | None) -> Activity:
    """To what stage and deadline apply."""
    return Activity.ORGANISE if convener_id is None else Activity.REQUEST


def _check_room(agreed: int, most: int | None) -> None:
    if most is not None and agreed > most:
        raise lookup.invalid("/max_size", "More have agreed already.")


def _of_other_sides(db: Session, convener_id: UUID, asked: Sequence[UUID]) -> list[UUID]:
    sides = {row.id: row.side for row in db.scalars(delegation_queries.all_named([convener_id, *asked]))}
    return [each for each in asked if sides[each] != sides[convener_id]]


def _check_present(
    db: Session, session: ConferenceSession, convener_id: UUID | None, member_ids: Sequence[UUID]
) -> None:
    wanted = [convener_id, *member_ids] if convener_id else member_ids
    present = {row.id for row in db.scalars(delegation_queries.among(session.conference_id, wanted))}
    named = {f"/member_ids/{i}": each for i, each in enumerate(member_ids)}
    if convener_id is not None:
        named["/convener_id"] = convener_id
    for pointer, each in named.items():
        if each not in present:
            raise lookup.invalid(pointer, "No such delegation at this conference.")


def _check_code(db: Session, group: MeetingGroup) -> None:
    if db.scalars(groups.given_values(group.session_id, group.code)).first() is not None:
        raise _code_taken(group.code)
    likeness.check_free(db, MeetingGroup, group.session_id, group.code, _code_taken)


def _code_taken(code: str) -> Duplicate:
    return Duplicate("This session has a group or a meeting with the code {code} already.", code=code)


def _member(delegation_id: UUID, *, agreed: bool) -> GroupMember:
    return GroupMember(
        delegation_id=delegation_id,
        state=MemberState.AGREED if agreed else MemberState.INVITED,
        answered_at=datetime.now(UTC) if agreed else None,
    )
