"""How well a timetable serves: wishes met, must-meets met, and who has most and fewest meetings."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.web.views.sheet import Party, Sheet

Pair = frozenset[UUID]
TOP = 3


@dataclass(frozen=True, slots=True)
class Wished:
    """A ranked wish: `rank` 1 comes first."""

    by: UUID
    whom: UUID
    rank: int

    @property
    def pair(self) -> Pair:
        return frozenset((self.by, self.whom))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class SideFigures:
    """One side: how many first, second, third … wishes are met, and who holds fewest and most meetings."""

    side: str
    by_rank: tuple[tuple[int, Share], ...]
    fewest: int
    fewest_parties: tuple[Party, ...]
    most: int
    most_parties: tuple[Party, ...]

    def within(self, rank: int) -> Share:
        """The wishes up to `rank` together."""
        shares = [share for each, share in self.by_rank if each <= rank]
        return Share(sum(share.part for share in shares), sum(share.whole for share in shares))


@dataclass(frozen=True, slots=True)
class Figures:
    held: int
    wanted: int
    must_meets: Share
    sides: tuple[SideFigures, ...]


def figures(sheet: Sheet, wishes: Sequence[Wished], must_meets: Collection[Pair], *, unplaced: int) -> Figures:
    """The figures of a timetable; the hosting side comes first."""
    held = {pair for encounter in sheet.encounters for pair in _pairs(encounter.parties)}
    return Figures(
        held=len(sheet.encounters),
        wanted=len(sheet.encounters) + unplaced,
        must_meets=Share(sum(pair in held for pair in must_meets), len(must_meets)),
        sides=tuple(_side(sheet, side, wishes, held) for side in sheet.sides),
    )


def _pairs(parties: Sequence[Party]) -> list[Pair]:
    return [frozenset((a.id, b.id)) for i, a in enumerate(parties) for b in parties[:i]]


def _side(sheet: Sheet, side: str, wishes: Sequence[Wished], held: Collection[Pair]) -> SideFigures:
    parties = sheet.of_side(side)
    counts = Counter({party.id: 0 for party in parties})
    counts.update(party.id for encounter in sheet.encounters for party in encounter.parties if party.side == side)
    fewest, most = min(counts.values()), max(counts.values())
    return SideFigures(
        side=side,
        by_rank=_by_rank([wish for wish in wishes if wish.by in counts], held),
        fewest=fewest,
        fewest_parties=tuple(party for party in parties if counts[party.id] == fewest),
        most=most,
        most_parties=tuple(party for party in parties if counts[party.id] == most),
    )


def _by_rank(wishes: Sequence[Wished], held: Collection[Pair]) -> tuple[tuple[int, Share], ...]:
    whole = Counter(wish.rank for wish in wishes)
    part = Counter(wish.rank for wish in wishes if wish.pair in held)
    return tuple((rank, Share(part[rank], whole[rank])) for rank in sorted(whole))
