"""Timetable versions: reading them, and how well they serve."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Delegation, DelegationPair, Role, TimetableVersion, Wish
from app.queries import delegations, timetables, wishes
from app.services import lookup, must_meets, planning, sessions
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser

TOP = 3

Pair = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class SideSummary:
    """How well one side is served: its wishes met by their rank, and who holds fewest and most meetings.

    `counts` are the numbers of meetings that its delegations hold, ascending.
    """

    side: str
    by_rank: tuple[tuple[int, Share], ...]
    counts: tuple[int, ...]
    least_served: tuple[Delegation, ...]
    most_served: tuple[Delegation, ...]

    @property
    def fewest(self) -> int:
        return self.counts[0]

    @property
    def most(self) -> int:
        return self.counts[-1]

    @property
    def first_wishes(self) -> Share:
        return self.within(1)

    @property
    def top_wishes(self) -> Share:
        return self.within(TOP)

    def within(self, rank: int) -> Share:
        """The wishes up to `rank` together."""
        shares = [share for each, share in self.by_rank if each <= rank]
        return Share(sum(share.part for share in shares), sum(share.whole for share in shares))


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a timetable by which organisers judge it, sides in the order of their names."""

    held: int
    wanted: int
    must_meets: Share
    sides: tuple[SideSummary, ...]


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[TimetableVersion]:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, timetables.of_session(session.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, timetable_id: UUID) -> TimetableVersion:
    """The version with all it places, and where and for whom."""
    return lookup.one(db, timetables.by_id(timetable_id, actor.sight), NotFound("No such timetable."))


def file(db: Session, actor: Actor, timetable_id: UUID) -> dict[str, Any]:
    """The version as a timetable file."""
    version = lookup.one(db, timetables.with_spots(timetable_id, actor.sight), NotFound("No such timetable."))
    return planning.export_timetable(version)


def instance(db: Session, actor: Actor, timetable_id: UUID) -> dict[str, Any]:
    """What the version is a timetable of: its run's instance, or its own. Raises `NotFound` where nobody kept it."""
    query = timetables.with_instance(timetable_id, actor.sight)
    version = lookup.one(db, query, NotFound("No such timetable."))
    kept = version.instance if version.run is None else version.run.instance
    if kept is None:
        raise NotFound("Nobody has kept the instance of this timetable.")
    return kept


def summary(db: Session, actor: Actor, timetable_id: UUID) -> Summary:
    """The figures of a version, against the wishes and must-meets as they are now."""
    version = lookup.one(db, timetables.with_placements(timetable_id, actor.sight), NotFound("No such timetable."))
    session = sessions.get(db, actor, version.session_id)
    return summarised(
        version,
        present=db.scalars(delegations.of_conference(session.conference_id)).all(),
        wished=db.scalars(wishes.ranked(session.id)).all(),
        insisted=must_meets.insisted(db, session),
    )


def summarised(
    version: TimetableVersion,
    *,
    present: Sequence[Delegation],
    wished: Sequence[Wish],
    insisted: Sequence[DelegationPair],
) -> Summary:
    """The figures of a version that is loaded with its placements, against rows that are loaded already."""
    meetings = [[party.delegation_id for party in placement.parties] for placement in version.placements]
    held = {frozenset(pair) for parties in meetings for pair in combinations(parties, 2)}
    counts = Counter(delegation_id for parties in meetings for delegation_id in parties)
    sides = sorted({row.side for row in present})
    return Summary(
        held=len(meetings),
        wanted=len(meetings) + len(version.unplaced),
        must_meets=Share(sum(frozenset((row.a_id, row.b_id)) in held for row in insisted), len(insisted)),
        sides=tuple(_side([row for row in present if row.side == side], counts, wished, held) for side in sides),
    )


def _side(
    members: Sequence[Delegation], counts: Counter[UUID], wished: Sequence[Wish], held: Collection[Pair]
) -> SideSummary:
    own = {member.id for member in members}
    ordered = tuple(sorted(counts[member.id] for member in members))
    return SideSummary(
        side=members[0].side,
        by_rank=_by_rank([wish for wish in wished if wish.delegation_id in own], held),
        counts=ordered,
        least_served=tuple(member for member in members if counts[member.id] == ordered[0]),
        most_served=tuple(member for member in members if counts[member.id] == ordered[-1]),
    )


def _by_rank(wished: Sequence[Wish], held: Collection[Pair]) -> tuple[tuple[int, Share], ...]:
    """Ranks in order; who shall not meet has none."""
    ranked = [(wish.rank, frozenset((wish.delegation_id, wish.target_id))) for wish in wished if wish.rank is not None]
    whole = Counter(rank for rank, _ in ranked)
    part = Counter(rank for rank, pair in ranked if pair in held)
    return tuple((rank, Share(part[rank], whole[rank])) for rank in sorted(whole))
