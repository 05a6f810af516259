"""How much can be held when: for parties, tables, resources and interpreters, limits on the meetings within a window.

Meetings that all need a place of the same few, and can only be held within some slots, are no more than fit there. That
is Hall's condition for the windows that the meetings themselves suggest: the slots that each of them could take, the
periods, and the whole programme. Long meetings are counted as multiples of each length that occurs: there are as many
of `length` or more as fit of just that length, those of twice the length counted twice.

Source: Hall, On representatives of subsets, 1935; the rounding is that of Chvátal, Edmonds polytopes, 1973.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.compact import Compact

# What would take more entries than this for each meeting is left out: windows are many where they matter little.
MOST_ENTRIES = 8
MOST_WINDOWS = 256
MOST_KINDS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Meetings each of which needs one of `places`, parties, table classes, interpreters or a resource.

    `seats` says how many it can be in each slot, where the places alone don't tell.
    """

    places: tuple[int, ...]
    meetings: Sequence[int]
    seats: Sequence[int] | None = None

    def room(self, compact: Compact, slots: int, length: int) -> int:
        """How many meetings of `length` these slots can take."""
        most = sum(
            compact.capacity[p] * capacity.fitting(compact, compact.open[p] & slots, length, compact.rest[p])
            for p in self.places
        )
        if self.seats is None or length > 1:
            return most
        return min(most, sum(seats for slot, seats in enumerate(self.seats) if slots >> slot & 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`factors` times `meetings` are at most `most`."""

    meetings: Sequence[int]
    factors: Sequence[int]
    most: int


def open_starts(compact: Compact) -> list[int]:
    """The starts that `Compact` and the meeting's speakers leave to it; 0 if it can't be held."""
    starts = list(compact.starts)
    served: dict[tuple[tuple[int, ...] | None, int], int] = {}
    for meeting, need in enumerate(zip(compact.speakers, compact.length, strict=True)):
        if need not in served:
            served[need] = _served(compact, *need)
        starts[meeting] &= served[need]
    return starts


def scopes(compact: Compact, starts: Sequence[int]) -> Iterator[Scope]:
    """All places that the meetings with any `starts` share."""
    held = [meeting for meeting, slots in enumerate(starts) if slots]
    yield from _parties_and_resources(compact, held)
    kinds = {compact.kinds[meeting] for meeting in held}
    everywhere = tuple(sorted({place for places in kinds for place in places}))
    yield from _nested(held, compact.kinds, everywhere)
    yield from _nested([meeting for meeting in held if compact.speakers[meeting]], compact.speakers)


def limits(compact: Compact, reach: Sequence[int], scope: Scope) -> Iterator[Limit]:
    """What the windows of a scope limit, where its meetings could take more than there is; the widest first.

    `reach` has the slots that each meeting could take.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for meeting in scope.meetings:
        groups[reach[meeting]].append(meeting)
    demand = {slots: sum(compact.length[m] for m in meetings) for slots, meetings in groups.items()}
    longest = max((compact.length[meeting] for meeting in scope.meetings), default=1)
    left = MOST_ENTRIES * len(scope.meetings)
    for window in _windows(compact, groups):
        inside = [slots for slots in groups if not slots & ~window]
        # One more look is worth its time only where meetings are long: they may not fit though their slots do.
        if longest > 1 or sum(demand[slots] for slots in inside) > scope.room(compact, window, 1):
            for limit in _of_window(compact, scope, window, [m for slots in inside for m in groups[slots]]):
                if left >= len(limit.meetings):
                    left -= len(limit.meetings)
                    yield limit


def _of_window(compact: Compact, scope: Scope, window: int, inside: Sequence[int]) -> Iterator[Limit]:
    for length in sorted({1, *(compact.length[meeting] for meeting in inside)}):
        meetings = [meeting for meeting in inside if compact.length[meeting] >= length]
        factors = [compact.length[meeting] // length for meeting in meetings]
        most = scope.room(compact, window, length)
        if sum(factors) > most:
            yield Limit(meetings=meetings, factors=factors, most=most)


def _windows(compact: Compact, masks: Iterable[int]) -> list[int]:
    """Unions of `masks`, each once: of all, of those in a period, and, unless they are many, of those within one."""
    masks = list(masks)
    unions = []
    for frame in [compact.everything, *compact.periods, *(masks if len(masks) <= MOST_WINDOWS else [])]:
        union = 0
        for slots in masks:
            if not slots & ~frame:
                union |= slots
        unions.append(union)
    return [union for union in dict.fromkeys(unions) if union]


def _parties_and_resources(compact: Compact, held: Sequence[int]) -> Iterator[Scope]:
    users: defaultdict[int, list[int]] = defaultdict(list)
    for meeting in held:
        for place in compact.fixed[meeting]:
            users[place].append(meeting)
    for place, meetings in users.items():
        own = capacity.own_tables(compact, place) if place < compact.first_class else None
        seats = None if own is None else [min(compact.teams[place], tables) for tables in own]
        yield Scope(places=(place,), meetings=meetings, seats=seats)


def _nested(
    held: Sequence[int], needs: Sequence[tuple[int, ...] | None], everywhere: tuple[int, ...] = ()
) -> Iterator[Scope]:
    """For each set of places that is needed, and for `everywhere`, the meetings that need one of these and no other."""
    groups: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for meeting in held:
        groups[needs[meeting] or ()].append(meeting)
    for places in dict.fromkeys([everywhere, *(groups if len(groups) <= MOST_KINDS else ())]):
        suitable = set(places)
        meetings = [meeting for other, them in groups.items() if suitable.issuperset(other) for meeting in them]
        yield Scope(places=places, meetings=meetings)


def _served(compact: Compact, speakers: tuple[int, ...] | None, length: int) -> int:
    """The starts at which one of the speakers could serve a meeting of this length; all where none is needed."""
    if speakers is None:
        return compact.everything
    served = 0
    for who in speakers:
        served |= compact.runs(compact.open[who], length) if _able(compact, who, length) else 0
    return served


def _able(compact: Compact, place: int, length: int) -> bool:
    """Whether somebody can take part in a meeting of this length at all."""
    rest = compact.rest[place]
    return compact.most[place] != 0 and (rest is None or rest >= length)
