"""Timetable versions: reading them, and how well they serve."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation, TimetableVersion, Wish
from app.queries import delegations, must_meets, timetables, wishes
from app.services import lookup, sessions
from app.services.lookup import Page

TOP = 3

Pair = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class SideSummary:
    """How well one side is served: its wishes of the first and of the top three ranks, fewest and most meetings."""

    side: str
    first_wishes: Share
    top_wishes: Share
    fewest: int
    least_served: tuple[Delegation, ...]
    most: int
    most_served: tuple[Delegation, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a timetable by which organisers judge it, sides in the order of their names."""

    held: int
    wanted: int
    must_meets: Share
    sides: tuple[SideSummary, ...]


def page(db: Session, session_id: UUID, *, limit: int, offset: int) -> Page[TimetableVersion]:
    session = sessions.get(db, session_id)
    return lookup.page(db, timetables.of_session(session.id), limit=limit, offset=offset)


def get(db: Session, timetable_id: UUID) -> TimetableVersion:
    """The version with all it places, and where and for whom."""
    return lookup.one(db, timetables.by_id(timetable_id), "timetable")


def summary(db: Session, timetable_id: UUID) -> Summary:
    """The figures of a version, against the wishes and must-meets as they are now."""
    version = get(db, timetable_id)
    session = lookup.one(db, timetables.session_of(version.id), "session")
    meetings = [[party.delegation_id for party in placement.parties] for placement in version.placements]
    held = {frozenset((a, b)) for parties in meetings for a in parties for b in parties if a != b}
    insisted = [frozenset((row.a_id, row.b_id)) for row in db.scalars(must_meets.of_session(session.id))]
    present = db.scalars(delegations.of_conference(session.conference_id)).all()
    ranked = db.scalars(wishes.ranked(session.id, up_to=TOP)).all()
    counts = Counter(delegation_id for parties in meetings for delegation_id in parties)
    return Summary(
        held=len(meetings),
        wanted=len(meetings) + len(version.unplaced),
        must_meets=Share(sum(pair in held for pair in insisted), len(insisted)),
        sides=tuple(
            _side([row for row in present if row.side == side], counts, ranked, held)
            for side in sorted({row.side for row in present})
        ),
    )


def _side(
    members: Sequence[Delegation], counts: Counter[UUID], ranked: Sequence[Wish], held: Collection[Pair]
) -> SideSummary:
    own = {member.id for member in members}
    theirs = [wish for wish in ranked if wish.delegation_id in own]
    fewest, most = min(counts[member] for member in own), max(counts[member] for member in own)
    return SideSummary(
        side=members[0].side,
        first_wishes=_met([wish for wish in theirs if wish.rank == 1], held),
        top_wishes=_met(theirs, held),
        fewest=fewest,
        least_served=tuple(member for member in members if counts[member.id] == fewest),
        most=most,
        most_served=tuple(member for member in members if counts[member.id] == most),
    )


def _met(ranked: Sequence[Wish], held: Collection[Pair]) -> Share:
    return Share(sum(frozenset((wish.delegation_id, wish.target_id)) in held for wish in ranked), len(ranked))
