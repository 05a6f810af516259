"""How many meetings everyone can hold at the very most, whenever they are."""

from collections.abc import Iterable

from app.matching.scheduling.compact import Compact


def of_parties(compact: Compact) -> list[int]:
    """The most meetings of each party: its maximum, its teams and own tables in each slot, and its rest."""
    return [_of_party(compact, party) for party in range(len(compact.teams))]


def of_tables(compact: Compact) -> int:
    """The slots of all tables together that some meeting could use."""
    used: dict[int, int] = {}
    for starts, kinds, length in zip(compact.starts, compact.kinds, compact.length, strict=True):
        for kind in kinds:
            used[kind] = used.get(kind, 0) | _covered(starts, length)
    return sum(compact.capacity[kind] * (slots & compact.open[kind]).bit_count() for kind, slots in used.items())


def most_within(lengths: Iterable[int], slots: int) -> int:
    """How many meetings of these lengths fit into so many slots: the shortest first."""
    held = 0
    for length in sorted(lengths):
        slots -= length
        if slots < 0:
            break
        held += 1
    return held


def _of_party(compact: Compact, party: int) -> int:
    mine = [meeting for meeting in compact.mine[party] if compact.starts[meeting]]
    usable = 0
    for meeting in mine:
        usable |= _covered(compact.starts[meeting], compact.length[meeting])
    slots = compact.teams[party] * compact.most_busy(usable, compact.rest[party])
    own = compact.problem.parties[party].tables
    if own is not None:
        slots = min(slots, _own_table_slots(compact, party, usable))
    most = most_within((compact.length[meeting] for meeting in mine), slots)
    maximum = compact.most[party]
    return most if maximum is None else min(most, maximum)


def _own_table_slots(compact: Compact, party: int, usable: int) -> int:
    """In each slot no more meetings than teams, nor than own tables that are available."""
    own = set(compact.problem.parties[party].tables or ())
    counts = [0] * compact.slots
    for tables, free in zip(
        compact.classes, compact.open[compact.first_class : compact.first_interpreter], strict=True
    ):
        number = len(own.intersection(tables.ids))
        if number:
            for slot in range(compact.slots):
                counts[slot] += number * (free >> slot & 1)
    return sum(min(compact.teams[party], counts[slot]) for slot in range(compact.slots) if usable >> slot & 1)


def _covered(starts: int, length: int) -> int:
    """The slots that meetings of this length could take."""
    slots = 0
    for shift in range(length):
        slots |= starts << shift
    return slots
