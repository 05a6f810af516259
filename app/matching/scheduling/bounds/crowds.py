"""Who can be busy at the same time: parties no two of which meet are never more than the meetings then in progress."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.matching.scheduling.compact import Compact

MOST_SETS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Parties that meet each other, directly or through others, and nobody else.

    Each set of `apart` has parties no two of which meet. A meeting has `smallest` to `largest` parties.
    """

    parties: Sequence[int]
    apart: Sequence[Sequence[int]]
    smallest: int
    largest: int


def crowds(compact: Compact, starts: Sequence[int]) -> Iterator[Crowd]:
    """The connected parts of the graph of parties and of meetings with any `starts`."""
    neighbours: list[set[int]] = [set() for _ in compact.teams]
    sizes: list[set[int]] = [set() for _ in compact.teams]
    for slots, members in zip(starts, compact.parties, strict=True):
        for party in members if slots else ():
            neighbours[party].update(members)
            sizes[party].add(len(members))
    for party, others in enumerate(neighbours):
        others.discard(party)
    seen: set[int] = set()
    for first, others in enumerate(neighbours):
        if others and first not in seen:
            parties = _connected(first, neighbours)
            seen.update(parties)
            found = {size for party in parties for size in sizes[party]}
            apart = _apart(parties, neighbours)
            yield Crowd(parties=sorted(parties), apart=apart, smallest=min(found), largest=max(found))


def _connected(first: int, neighbours: Sequence[AbstractSet[int]]) -> list[int]:
    """Those connected with the first, in order of distance."""
    reached, seen = [first], {first}
    for party in reached:
        fresh = sorted(neighbours[party] - seen)
        seen.update(fresh)
        reached.extend(fresh)
    return reached


def _apart(parties: Sequence[int], neighbours: Sequence[AbstractSet[int]]) -> list[list[int]]:
    """Sets of parties that don't meet, each as large as can be; every party is in one, unless they become too many.

    In order of distance the even come together before the odd: where there are two sides, these are the sets.
    """
    left = list(parties)
    sets: list[list[int]] = []
    while left and len(sets) < MOST_SETS:
        chosen: set[int] = set()
        for party in [*left, *parties]:
            if party not in chosen and not neighbours[party] & chosen:
                chosen.add(party)
        sets.append(sorted(chosen))
        left = [party for party in left if party not in chosen]
    return sets
