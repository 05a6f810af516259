"""Coming into a group at the same moment, on a database that really commits."""

from functools import partial
from types import NoneType
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import ContradictsDoNotMeet, ContradictsGroup, GroupFull, Invalid, PreconditionFailed
from app.models import ConferenceSession, GroupMember, MeetingGroup, MemberState, Wish, WishKind
from app.services import group_members, groups, wishes
from app.services.planning import problem_of
from tests.at_once import all_at_once
from tests.factories import ADMINISTRATOR, a_delegation, a_group, a_session

AT_ONCE, ROOM = 6, 3


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def agree(factory: SessionFactory, member_id: UUID) -> object:
    with unit_of_work(factory, write=True) as db:
        return group_members.answer(db, ADMINISTRATOR, member_id, agrees=True, also_alone=False)


def planned(factory: SessionFactory, session: ConferenceSession) -> list[tuple[str, int]]:
    """The meetings of the session's instance, with how many parties."""
    with factory() as db:
        return [(meeting.id, len(meeting.parties)) for meeting in problem_of(db, session).meetings]


def test_no_more_come_into_a_group_than_it_takes(factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db)
        invited = [a_delegation(db, session, f"EMB-{number}") for number in range(AT_ONCE)]
        group = a_group(db, session, invited=invited, max_size=ROOM)

    ends = all_at_once(*(partial(agree, factory, member.id) for member in group.members))

    with factory() as db:
        agreed = select(func.count()).where(GroupMember.state == MemberState.AGREED)
        assert db.scalars(agreed).one() == ROOM
    assert (ends.count(GroupMember), ends.count(GroupFull)) == (ROOM, AT_ONCE - ROOM)


def test_two_who_agree_at_once_both_come(factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db)
        one, other, third = (a_delegation(db, session, code) for code in ("01", "46", "EMB-KR"))
        group = a_group(db, session, one, invited=[other, third], code="water")
    asked = [member.id for member in group.members if member.delegation_id != one.id]

    ends = all_at_once(*(partial(agree, factory, member_id) for member_id in asked))

    assert ends == [GroupMember, GroupMember]
    assert planned(factory, session) == [("water", 3)]


@pytest.mark.parametrize("way", ["declines", "is taken out"])
def test_group_that_one_leaves_while_the_last_one_agrees_is_not_held(factory: SessionFactory, way: str) -> None:
    with factory() as db:
        session = a_session(db)
        one, other, third = (a_delegation(db, session, code) for code in ("01", "46", "EMB-KR"))
        group = a_group(db, session, one, other, invited=[third])
    members = {member.delegation_id: member.id for member in group.members}

    def leave() -> object:
        with unit_of_work(factory, write=True) as db:
            if way == "declines":
                return group_members.answer(db, ADMINISTRATOR, members[other.id], agrees=False, also_alone=False)
            group_members.delete(db, ADMINISTRATOR, members[other.id], accept_impact=False)
        return None

    agreeing, leaving = all_at_once(partial(agree, factory, members[third.id]), leave)

    if leaving is PreconditionFailed:
        # Whoever takes a delegation out has seen who agrees, and looks again where somebody has answered meanwhile.
        leaving = type(leave())
    assert (agreeing, leaving) == (GroupMember, GroupMember if way == "declines" else NoneType)
    assert planned(factory, session) == []


def test_group_is_not_bounded_below_those_who_agree_at_once(factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db)
        *present, last = (a_delegation(db, session, f"EMB-{number}") for number in range(ROOM + 1))
        group = a_group(db, session, *present, invited=[last])
    (asked,) = (member.id for member in group.members if member.delegation_id == last.id)

    def bound() -> object:
        values = {"theme": "Nước sạch", "min_size": 3, "max_size": ROOM}
        with unit_of_work(factory, write=True) as db:
            return groups.update(db, ADMINISTRATOR, group.id, values=values)

    agreeing, bounding = all_at_once(partial(agree, factory, asked), bound)

    # Whoever had seen the group before the answer is told to look again.
    assert (agreeing, bounding) in {
        (GroupMember, Invalid),
        (GroupMember, PreconditionFailed),
        (GroupFull, MeetingGroup),
    }


def test_of_coming_and_not_wanting_to_meet_at_once_one_wins(factory: SessionFactory) -> None:
    with factory() as db:
        session: ConferenceSession = a_session(db)
        one, other, third = (a_delegation(db, session, code) for code in ("01", "46", "EMB-KR"))
        group = a_group(db, session, one, other, invited=[third])
    (asked,) = (member for member in group.members if member.delegation_id == third.id)

    def refuse() -> object:
        values = {"delegation_id": third.id, "target_id": one.id, "kind": WishKind.DO_NOT_MEET, "rank": None}
        with unit_of_work(factory, write=True) as db:
            return wishes.create(db, ADMINISTRATOR, session.id, values=values)

    ends = all_at_once(partial(agree, factory, asked.id), refuse)

    assert ends in ([GroupMember, ContradictsGroup], [ContradictsDoNotMeet, Wish])
