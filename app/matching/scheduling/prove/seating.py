"""Fewest breaks by counting: parties of equal days are one number each, and a slot seats only so many of them.

Whom a party meets does not matter here, only that no two members of a *cluster* meet each other, so that each needs a
table of its own. An integer programme of a few hundred numbers, well suited to the linear relaxation.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.prove.diary import Diary


class Kind(NamedTuple):
    """What parties have in common that need not be told apart."""

    meetings: int
    breaks: int
    days: tuple[int, ...] | None
    open: int
    cluster: int


def seating(
    compact: Compact, known: Sequence[Diary], most: int | None
) -> tuple[cp_model.CpModel, cp_model.LinearExpr | int]:
    """The integer programme and what it makes small: breaks of the parties in `known`, a second one more not counted.

    Nobody has more than `most` breaks, if that is not None.
    """
    model = cp_model.CpModel()
    busy: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    fewest, more = 0, []
    for kind, number in _kinds(compact, known).items():
        fewest += kind.breaks * number
        others = _place(model, kind, number, busy)
        if kind.days is not None:
            more.append(others)
            if kind.breaks == most:
                model.add(others == 0)
    pairs = in_pairs(compact, known)
    for slot in range(compact.slots):
        _seat(compact, model, slot, busy, pairs=pairs)
    return model, fewest + cp_model.LinearExpr.sum(more) if more else fewest


def clusters(partners: Mapping[int, Collection[int]]) -> list[list[int]]:
    """Parties by greed into sets no two members of which meet each other, those with most partners first."""
    left = sorted(partners, key=lambda party: -len(partners[party]))
    found = []
    while left:
        cluster: set[int] = set()
        for party in left:
            if cluster.isdisjoint(partners[party]):
                cluster.add(party)
        found.append(sorted(cluster))
        left = [party for party in left if party not in cluster]
    return found


def hosts(compact: Compact, known: Collection[Diary]) -> list[list[int]]:
    """All meetings by greed into few sets of which no two are held at once: each of those of one known party.

    The party with most meetings left comes first: a small vertex cover. What no known party has stands alone.
    """
    parties = {diary.party for diary in known}
    left = {meeting: parties.intersection(members) for meeting, members in enumerate(compact.parties)}
    groups = []
    while any(left.values()):
        host, _ = Counter(party for members in left.values() for party in members).most_common(1)[0]
        groups.append([meeting for meeting, members in left.items() if host in members])
        left = {meeting: members for meeting, members in left.items() if host not in members}
    return [*groups, *([meeting] for meeting in left)]


def partners_of(compact: Compact, known: Collection[Diary], slot: int | None = None) -> dict[int, set[int]]:
    """Whom each of the known parties meets, in this slot if one is given; without those who then meet nobody."""
    partners: dict[int, set[int]] = {}
    for diary in known:
        for meeting, starts in zip(diary.meetings, diary.starts, strict=True):
            if slot is None or starts >> slot & 1:
                partners.setdefault(diary.party, set()).update(compact.parties[meeting])
    return {party: others - {party} for party, others in partners.items()}


def in_pairs(compact: Compact, known: Collection[Diary]) -> bool:
    """Whether everybody is known and meets in pairs, so that there are two busy parties for each meeting."""
    return {len(parties) for parties in compact.parties} == {2} and len(known) == sum(map(bool, compact.mine))


def tables_in(compact: Compact, slot: int) -> int:
    """Tables that can be used in the slot."""
    halls = range(compact.first_class, compact.first_interpreter)
    return sum(compact.capacity[hall] for hall in halls if compact.open[hall] >> slot & 1)


def _kinds(compact: Compact, known: Sequence[Diary]) -> dict[Kind, int]:
    """How many parties there are of each kind."""
    groups = enumerate(clusters(partners_of(compact, known)))
    cluster_of = {party: index for index, cluster in groups for party in cluster}
    numbers: dict[Kind, int] = defaultdict(int)
    for diary in known:
        kind = Kind(len(diary.meetings), diary.breaks, diary.days, diary.open, cluster_of[diary.party])
        numbers[kind] += 1
    return numbers


def _place(
    model: cp_model.CpModel, kind: Kind, number: int, busy: dict[tuple[int, int], list[cp_model.IntVar]]
) -> cp_model.IntVar:
    """How many of the kind have which day, the others any slots at all; returns how many these are."""
    days = [model.new_int_var(0, number, "") for _ in kind.days or ()]
    others = model.new_int_var(0, number, "")
    model.add(cp_model.LinearExpr.sum([*days, others]) == number)
    scattered = []
    for slot in Compact.positions(kind.open):
        here = model.new_int_var(0, number, "")
        model.add(here <= others)
        scattered.append(here)
        covering = [literal for literal, day in zip(days, kind.days or (), strict=True) if day >> slot & 1]
        busy[slot, kind.cluster] += [here, *covering]
    model.add(cp_model.LinearExpr.sum(scattered) == kind.meetings * others)
    return others


def _seat(
    compact: Compact,
    model: cp_model.CpModel,
    slot: int,
    busy: Mapping[tuple[int, int], list[cp_model.IntVar]],
    *,
    pairs: bool,
) -> None:
    """No more of a cluster are busy than meetings are held, no more meetings than tables."""
    meetings = model.new_int_var(0, tables_in(compact, slot), "")
    here = [people for (at, _), people in busy.items() if at == slot]
    for people in here:
        model.add(cp_model.LinearExpr.sum(people) <= meetings)
    everyone = cp_model.LinearExpr.sum([x for people in here for x in people])
    model.add(everyone == 2 * meetings if pairs else everyone <= max(map(len, compact.parties)) * meetings)
