"""How many meetings everyone can hold at the very most, whenever they are."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import or_

from app.matching.scheduling.compact import Compact


def of_parties(compact: Compact) -> list[int]:
    """The most meetings of each party: its maximum, its teams and own tables in each slot, and its rest."""
    return [_of_party(compact, party) for party in range(len(compact.teams))]


def of_tables(compact: Compact) -> int:
    """The slots of all tables together that some meeting could use."""
    used: dict[int, int] = {}
    for starts, kinds, length in zip(compact.starts, compact.kinds, compact.length, strict=True):
        for kind in kinds:
            used[kind] = used.get(kind, 0) | covered(starts, length)
    return sum(compact.capacity[kind] * (slots & compact.open[kind]).bit_count() for kind, slots in used.items())


def own_tables(compact: Compact, party: int) -> list[int] | None:
    """How many of a party's own tables are available in each slot; None if it may sit anywhere."""
    own = compact.problem.parties[party].tables
    if own is None:
        return None
    counts = [0] * compact.slots
    for place, tables in enumerate(compact.classes, compact.first_class):
        number = len(set(own).intersection(tables.ids))
        if number:
            for slot in range(compact.slots):
                counts[slot] += number * (compact.open[place] >> slot & 1)
    return counts


def fitting(compact: Compact, slots: int, length: int, rest: int | None = None) -> int:
    """How many meetings of `length` slots fit into `slots` one after another, busy for at most `rest` slots in a row.

    Longer meetings fit no better: one of twice the length takes the room of two.
    """
    if length == 1 and rest is None:
        return slots.bit_count()
    return _fitting(compact.periods, slots, length, rest)


def covered(starts: int, length: int) -> int:
    """The slots that a meeting of this length could take, if it may begin at any of `starts`."""
    slots = starts
    for shift in range(1, length):
        slots |= starts << shift
    return slots


def most_within(lengths: Iterable[int], slots: int) -> int:
    """How many meetings of these lengths fit into so many slots: the shortest first."""
    held, lengths = 0, [*lengths]
    if lengths and min(lengths) == max(lengths):
        return min(len(lengths), slots // lengths[0])
    for length in sorted(lengths):
        slots -= length
        if slots < 0:
            break
        held += 1
    return held


def _of_party(compact: Compact, party: int) -> int:
    mine = [meeting for meeting in compact.mine[party] if compact.starts[meeting]]
    maximum = compact.most[party]
    if not mine or maximum == 0:
        return 0
    lengths = [compact.length[meeting] for meeting in mine]
    starts = map(compact.starts.__getitem__, mine)
    usable = reduce(or_, starts if max(lengths) == 1 else map(covered, starts, lengths))
    teams, rest = compact.teams[party], compact.rest[party]
    slots = teams * fitting(compact, usable, 1, rest)
    own = own_tables(compact, party)
    if own is not None:
        slots = min(slots, sum(min(teams, tables) for slot, tables in enumerate(own) if usable >> slot & 1))
    most = min(most_within(lengths, slots), teams * fitting(compact, usable, min(lengths), rest))
    return most if maximum is None else min(most, maximum)


@lru_cache(maxsize=2**16)
def _fitting(periods: tuple[int, ...], slots: int, length: int, rest: int | None) -> int:
    """Few people are away at times of their own: most questions come again and again."""
    return sum(_in_a_row(run, length, run if rest is None else rest) for run in _runs(periods, slots))


def _runs(periods: tuple[int, ...], slots: int) -> Iterator[int]:
    """The numbers of slots that follow each other within a period."""
    for period in periods:
        yield from map(len, f"{slots & period:b}".replace("0", " ").split())


def _in_a_row(slots: int, length: int, rest: int) -> int:
    """How many fit into a run of slots: blocks of as many as `rest` allows, and after each block a free slot."""
    if rest >= slots:
        return slots // length
    block = rest // length
    blocks, left = divmod(slots + 1, block * length + 1)
    return blocks * block + max(0, left - 1) // length
