"""Asking and answering at the same moment, on a database that really commits: its locks and constraints decide."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine, select

from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import ContradictsMeetingRequest, Duplicate, QuotaUsed, RequestSettled
from app.models import ConferenceSession, Delegation, MeetingRequest, RequestStatus, SideRule, Wish, WishKind
from app.services import meeting_requests, wishes
from tests.at_once import all_at_once
from tests.factories import ADMINISTRATOR, a_delegation, a_request, a_session, added

AT_ONCE = 6


class Pair:
    """Two delegations of a session on a database of their own."""

    def __init__(self, factory: SessionFactory) -> None:
        self.factory = factory
        with factory() as db:
            self.session: ConferenceSession = a_session(db)
            self.one: Delegation = a_delegation(db, self.session, "01")
            self.other: Delegation = a_delegation(db, self.session, "EMB-KR")

    def asked(self) -> MeetingRequest:
        with self.factory() as db:
            return a_request(db, self.session, self.one, self.other)

    def ask(self, by: Delegation, whom: Delegation) -> object:
        with unit_of_work(self.factory, write=True) as db:
            return meeting_requests.create(
                db, ADMINISTRATOR, self.session.id, requester_id=by.id, addressee_id=whom.id, message="Xin gặp"
            )

    def act(self, act: Callable[..., object], request: MeetingRequest, **said: str | None) -> object:
        with unit_of_work(self.factory, write=True) as db:
            return act(db, ADMINISTRATOR, request.id, **said)

    def refuse(self, by: Delegation, whom: Delegation) -> object:
        return self.wish(by, whom, WishKind.DO_NOT_MEET, None)

    def wish(self, by: Delegation, whom: Delegation, kind: WishKind, rank: int | None) -> object:
        values = {"delegation_id": by.id, "target_id": whom.id, "kind": kind, "rank": rank}
        with unit_of_work(self.factory, write=True) as db:
            return wishes.create(db, ADMINISTRATOR, self.session.id, values=values)

    def bound(self, **limits: int) -> None:
        with self.factory() as db:
            added(db, SideRule(session_id=self.session.id, side=self.one.side, **limits))

    def others(self, number: int) -> list[Delegation]:
        with self.factory() as db:
            return [a_delegation(db, self.session, f"EMB-{n}") for n in range(number)]

    def rows(self) -> list[tuple[RequestStatus, bool]]:
        with self.factory() as db:
            return [(row.status, row.is_mutual) for row in db.scalars(select(MeetingRequest))]


@pytest.fixture
def pair(empty_engine: Engine) -> Pair:
    upgrade(empty_engine)
    return Pair(make_session_factory(empty_engine))


def test_of_many_requests_at_once_one_is_sent(pair: Pair) -> None:
    ends = all_at_once(*[partial(pair.ask, pair.one, pair.other)] * AT_ONCE)

    assert ends.count(Duplicate) == AT_ONCE - 1
    assert pair.rows() == [(RequestStatus.SENT, False)]


def test_many_requests_at_once_do_not_exceed_the_quota(pair: Pair) -> None:
    pair.bound(max_requests=3)

    ends = all_at_once(*[partial(pair.ask, pair.one, other) for other in pair.others(10)])

    assert (ends.count(MeetingRequest), ends.count(QuotaUsed)) == (3, 7)
    assert pair.rows() == [(RequestStatus.SENT, False)] * 3


@pytest.mark.parametrize(
    ("kind", "limits"),
    [(WishKind.RANKED, {"max_wishes": 3}), (WishKind.DO_NOT_MEET, {"max_do_not_meets": 3})],
    ids=["wishes", "do-not-meets"],
)
def test_many_wishes_at_once_do_not_exceed_the_quota(pair: Pair, kind: WishKind, limits: dict[str, int]) -> None:
    pair.bound(**limits)
    ranks = range(1, 11) if kind is WishKind.RANKED else [None] * 10

    ends = all_at_once(
        *(partial(pair.wish, pair.one, other, kind, rank) for other, rank in zip(pair.others(10), ranks, strict=True))
    )

    assert (ends.count(Wish), ends.count(QuotaUsed)) == (3, 7)
    with pair.factory() as db:
        assert db.scalars(select(Wish.kind)).all() == [kind] * 3


def test_two_who_ask_each_other_at_once_have_agreed(pair: Pair) -> None:
    ends = all_at_once(partial(pair.ask, pair.one, pair.other), partial(pair.ask, pair.other, pair.one))

    assert ends == [MeetingRequest, MeetingRequest]
    assert pair.rows() == [(RequestStatus.ACCEPTED, True)]


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (partial(meeting_requests.decline, reply=None), RequestStatus.DECLINED),
        (meeting_requests.withdraw, RequestStatus.WITHDRAWN),
    ],
    ids=["decline", "withdraw"],
)
def test_accepting_does_not_undo_what_came_at_the_same_time(
    pair: Pair, act: Callable[..., object], status: RequestStatus
) -> None:
    request = pair.asked()

    accepting, other = all_at_once(
        partial(pair.act, meeting_requests.accept, request, reply=None), partial(pair.act, act, request)
    )

    # Accepted first, it can still be taken back; settled first, it cannot be accepted.
    assert accepting in {MeetingRequest, RequestSettled}
    assert (other, pair.rows()) == (MeetingRequest, [(status, False)])


def test_of_accepting_and_refusing_to_meet_at_once_one_wins(pair: Pair) -> None:
    request = pair.asked()

    ends = all_at_once(
        partial(pair.act, meeting_requests.accept, request, reply=None), partial(pair.refuse, pair.other, pair.one)
    )

    accepted = pair.rows() == [(RequestStatus.ACCEPTED, False)]
    assert ends[1] is (ContradictsMeetingRequest if accepted else Wish)
    assert accepted is (ends[0] is MeetingRequest)
