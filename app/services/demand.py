"""How many meetings a session is asked for, and how many its delegations, its slots and its tables can hold.

This counts what rows say, without scoring anything, so that it can be shown on every visit; `planning` is exact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.precheck import in_a_row
from app.models import ConferenceSession, Delegation, RequestStatus, SideRule, WishKind
from app.queries import overview as queries
from app.services.planning import staffing

Pair = frozenset[UUID]
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked of one delegation in a session: `firm` of the `wanted` meetings were agreed or must be held."""

    delegation: Delegation
    wanted: int
    firm: int
    capacity: int

    @property
    def excess(self) -> int:
        """So many of the meetings that are wanted can't be held."""
        return max(self.wanted - self.capacity, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a session is asked for. `loads` are those of all delegations, the most over-asked first."""

    session: ConferenceSession
    requests: Mapping[RequestStatus, int]
    wanted: int
    firm: int
    loads: Sequence[Load]

    @property
    def table_slots(self) -> int:
        """How many meetings its tables can take, one in each slot in which it is in use."""
        return sum(len(self.session.slots) - len(table.unavailabilities) for table in self.session.tables)

    @property
    def over_asked(self) -> list[Load]:
        return [load for load in self.loads if load.excess]


@dataclass(slots=True)
class _Asked:
    """The pairs of one session, and its groups by those who have agreed to them."""

    requests: Counter[RequestStatus] = field(default_factory=Counter)
    wanted: set[Pair] = field(default_factory=set)
    firm: set[Pair] = field(default_factory=set)
    unwanted: set[Pair] = field(default_factory=set)
    groups: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    sizes: dict[UUID, int] = field(default_factory=dict)

    def meetings(self, pairs: Iterable[Pair]) -> list[Pair]:
        """The pairs that nobody refuses, and the groups that are large enough to meet."""
        gathered = (frozenset(members) for each, members in self.groups.items() if len(members) >= self.sizes[each])
        return [*(set(pairs) - self.unwanted), *gathered]


def of_sessions(
    db: Session,
    conference_id: UUID,
    sessions: Sequence[ConferenceSession],
    present: Sequence[Delegation],
    requests: Rows,
) -> list[Demand]:
    """The demand of each session of a conference; delegations and sessions are loaded as `queries.overview` does."""
    asked: dict[UUID, _Asked] = defaultdict(_Asked)
    for session_id, one, other, status in requests:
        _take_request(asked[session_id], frozenset((one, other)), status)
    for session_id, one, other, kind in db.execute(queries.wishes(conference_id)):
        pairs = asked[session_id].wanted if kind is WishKind.RANKED else asked[session_id].unwanted
        pairs.add(frozenset((one, other)))
    for session_id, one, other, how in db.execute(queries.insisted(conference_id)):
        asked[session_id].wanted.add(frozenset((one, other)))
        if how == queries.MUST_MEET:
            asked[session_id].firm.add(frozenset((one, other)))
    for session_id, group_id, least, delegation_id in db.execute(queries.groups(conference_id)):
        asked[session_id].groups[group_id].add(delegation_id)
        asked[session_id].sizes[group_id] = least
    return [_demand(session, asked[session.id], present) for session in sessions]


def capacity(session: ConferenceSession, delegation: Delegation) -> int:
    """How many meetings the delegation can hold: in its slots with its rests, by its people, within its maximum."""
    missed = {each.slot_id for each in delegation.unavailabilities}
    rule = next((rule for rule in session.side_rules if rule.side == delegation.side), SideRule())
    rest = rule.max_consecutive if delegation.max_consecutive is None else delegation.max_consecutive
    most = rule.max_meetings if delegation.max_meetings is None else delegation.max_meetings
    runs = groupby(session.slots, key=lambda slot: (slot.period, slot.id in missed))
    busy = sum(in_a_row(len(list(slots)), rest) for (_, is_missed), slots in runs if not is_missed)
    able = busy * staffing.at_once(delegation, delegation.delegates)
    return able if most is None else min(able, most)


def _take_request(asked: _Asked, pair: Pair, status: RequestStatus) -> None:
    asked.requests[status] += 1
    if status in {RequestStatus.SENT, RequestStatus.ACCEPTED}:
        asked.wanted.add(pair)
    if status is RequestStatus.ACCEPTED:
        asked.firm.add(pair)


def _demand(session: ConferenceSession, asked: _Asked, present: Sequence[Delegation]) -> Demand:
    meetings, fixed = asked.meetings(asked.wanted), asked.meetings(asked.firm)
    wanted = Counter(each for meeting in meetings for each in meeting)
    firm = Counter(each for meeting in fixed for each in meeting)
    loads = [
        Load(delegation=each, wanted=wanted[each.id], firm=firm[each.id], capacity=capacity(session, each))
        for each in present
    ]
    return Demand(
        session=session,
        requests={status: asked.requests[status] for status in RequestStatus},
        wanted=len(meetings),
        firm=len(fixed),
        loads=sorted(loads, key=lambda load: -load.excess),
    )
