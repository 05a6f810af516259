"""Groups as they would meet: who comes, and which single meetings that makes needless."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from app.models import MeetingGroup, MemberState
from app.services.planning.values import Pair

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A group with those who come, in the order of the delegations, and the pairs of them that need not meet alone."""

    group: MeetingGroup
    members: tuple[UUID, ...]
    covered: frozenset[Pair]


def gatherings(
    groups: Iterable[MeetingGroup], refusals: Collection[Pair], order: Mapping[UUID, int]
) -> list[Gathering]:
    """Those of the groups in which enough come: whoever agreed, unless it does not want to meet another who did.

    That one is left out, not the other, which shall not learn of it. `refusals` are by who refuses and whom.
    """
    found = (_gathering(group, refusals, order) for group in groups)
    return [gathering for gathering in found if len(gathering.members) >= gathering.group.min_size]


def _gathering(group: MeetingGroup, refusals: Collection[Pair], order: Mapping[UUID, int]) -> Gathering:
    agreed = {member.delegation_id: member for member in group.members if member.state is MemberState.AGREED}
    unwilling = {one for one in agreed for other in agreed if (one, other) in refusals}
    if unwilling:
        _log.warning("%s: %d left out, who do not want to meet another member", group.code, len(unwilling))
    members = sorted(agreed.keys() - unwilling, key=order.__getitem__)
    alone = {delegation_id for delegation_id in members if agreed[delegation_id].also_alone}
    covered = (pair for pair in combinations(members, 2) if alone.isdisjoint(pair))
    return Gathering(group, tuple(members), frozenset(covered))
