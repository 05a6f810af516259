"""Putting groups together anew, by organisers: members go from one to another, two become one, one becomes two.

Whoever comes into another group is asked anew, for it agreed to others.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import GroupMember, MeetingGroup, MemberState
from app.queries import groups as queries
from app.services import group_members, groups, lookup, sessions, stages
from app.services.permissions import Actor


class Sizes(NamedTuple):
    """From how many on the meeting is planned, and how many can agree at most; null is no limit."""

    least: int = 3
    most: int | None = None


USUAL = Sizes()


def form(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    theme: str,
    member_ids: Sequence[UUID],
    sizes: Sizes = USUAL,
    convener_id: UUID | None = None,
    are_agreed: bool = False,
) -> MeetingGroup:
    """A group into which these are asked: by the organisers, or by a host.

    Raises `Forbidden` but to editors, and as `groups.create`.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    values = {"code": _free_code(db, session.id), "theme": theme, "min_size": sizes.least, "max_size": sizes.most}
    asked: dict[str, Any] = {"convener_id": convener_id, "member_ids": member_ids, "are_agreed": are_agreed}
    return groups.create(db, actor, session.id, values=values, **asked)


def move(db: Session, actor: Actor, member_id: UUID, *, group_id: UUID, accept_impact: bool) -> GroupMember:
    """To another group of the session.

    Raises `Forbidden` but to editors, `Invalid` for a group of elsewhere, and as taking out and asking in.
    """
    source = _for_editor(db, actor, group_members.group_of(db, actor, member_id).id)
    target = _beside(db, actor, source, group_id, "/group_id")
    member = next((each for each in source.members if each.id == member_id), None)
    if member is None:
        raise NotFound("No such member of a group.")
    delegation_id = member.delegation_id
    group_members.delete(db, actor, member_id, accept_impact=accept_impact)
    return group_members.create(db, actor, target.id, delegation_id=delegation_id)


def merge(db: Session, actor: Actor, group_id: UUID, *, into_id: UUID, accept_impact: bool) -> MeetingGroup:
    """Ask all who have not declined into the other group, and take this one away. Raises as `move`."""
    source = _for_editor(db, actor, group_id)
    target = _beside(db, actor, source, into_id, "/into_id")
    there = {each.delegation_id for each in target.members}
    coming = [each.delegation_id for each in source.members if each.state is not MemberState.DECLINED]
    groups.delete(db, actor, source.id, accept_impact=accept_impact)
    for delegation_id in coming:
        if delegation_id not in there:
            group_members.create(db, actor, target.id, delegation_id=delegation_id)
    return _fresh(db, actor, target.id)


def split(
    db: Session,
    actor: Actor,
    group_id: UUID,
    *,
    theme: str,
    going: Collection[UUID],
    in_both: Collection[UUID],
    accept_impact: bool,
) -> MeetingGroup:
    """A second group, of the members who are `going` and those who are `in_both`; its meeting is not the first one's.

    Raises `Forbidden` but to editors, `Invalid` for whoever is no member, and as taking out.
    """
    source = _for_editor(db, actor, group_id)
    members = {each.id: each for each in source.members}
    for pointer, named in (("/going", going), ("/in_both", in_both)):
        if not set(named) <= members.keys():
            raise lookup.invalid(pointer, "No such member of this group.")
    ids = [each.delegation_id for each in source.members if each.id in {*going, *in_both}]
    for member_id in set(going) - set(in_both):
        group_members.delete(db, actor, member_id, accept_impact=accept_impact)
    return form(db, actor, source.session_id, theme=theme, member_ids=ids)


def _for_editor(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    """Also of a group that a delegation has convened, whose people may do less."""
    group = groups.get(db, actor, group_id)
    stages.require_editor(db, actor, sessions.plain(db, actor, group.session_id).conference_id)
    return groups.held(db, actor, group_id)


def _beside(db: Session, actor: Actor, source: MeetingGroup, group_id: UUID, pointer: str) -> MeetingGroup:
    target = db.scalars(queries.by_id(group_id, actor.sight)).one_or_none()
    if target is None or target.session_id != source.session_id or target.id == source.id:
        raise lookup.invalid(pointer, "No such other group of this session.")
    return target


def _fresh(db: Session, actor: Actor, group_id: UUID) -> MeetingGroup:
    return lookup.reloaded(db, queries.by_id(group_id, actor.sight))


def _free_code(db: Session, session_id: UUID) -> str:
    """The first that no group and no meeting of the session has."""
    taken = {group.code.casefold() for group in db.scalars(queries.of_session(session_id))}
    number = len(taken) + 1
    while (code := f"group-{number}") in taken or db.scalars(queries.given_values(session_id, code)).first():
        number += 1
    return code
