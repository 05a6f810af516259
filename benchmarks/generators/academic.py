"""Events of one kind of party with the statistics of the academic ones: the families tic and forum.

The timetable is made first and the event around it: slot by slot, parties that still want meetings are paired, those
that would otherwise run out of slots first, then those that have begun, so that their breaks stay few and alike. What
is then forbidden, pinned or ordered leaves that timetable legal. In a blind event it heeds another one, at odds with
the first, so that the event may be infeasible. The variants are those of Bofill et al. (2022).
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from app.matching.scheduling import io
from benchmarks.generators.case import Case, Json
from benchmarks.generators.dzn import Event, to_dzn
from benchmarks.generators.pieces import Rng

MORNING, AFTERNOON, ANY = 1, 2, 3
VARIANTS = ("plain", "forbidden", "pinned", "ordered")
ATTEMPTS = 200
SPREAD = 2
# Pairs made in a slot, beside an even share of them all: with many more, the busiest end among themselves.
EVEN_USE = 1.1


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What an event looks like before anyone meets: `wanted` meetings of each party, the use made of tables."""

    wanted: Sequence[int]
    slots: int
    mornings: int
    usage: float
    only_morning: float = 0.0
    only_afternoon: float = 0.0
    forbidden: float = 0.0


class Encounter(NamedTuple):
    """Two parties by their positions, and the slot in which they meet."""

    one: int
    other: int
    slot: int


def tic(seed: int, *, variant: str | None = None, blind: bool = False) -> Case:
    """One session of 8 to 10 slots for 42 to 60 parties, a third to a half of whom meet in every slot."""
    return _event("tic", seed, _tic_shape, variant, blind=blind)


def forum(seed: int, *, variant: str | None = None, blind: bool = False) -> Case:
    """21 or 22 slots with a lunch for 70 to 78 parties, most of whom meet seldom and a few all day."""
    return _event("forum", seed, _forum_shape, variant, blind=blind)


def _tic_shape(rng: Rng) -> Shape:
    parties, slots = int(rng.integers(42, 61)), int(rng.integers(8, 11))
    tight = round(rng.uniform(0.30, 0.58) * parties)
    idle = int(rng.integers(0, 3))
    rest = rng.integers(1, slots, parties - tight - idle).tolist()
    return Shape(
        wanted=[slots] * tight + rest + [0] * idle,
        slots=slots,
        mornings=slots,
        usage=float(rng.choice([0.75, 0.86, 0.95, 0.98])),
        forbidden=rng.uniform(0, 0.02),
    )


def _forum_shape(rng: Rng) -> Shape:
    parties, slots = int(rng.integers(70, 79)), int(rng.integers(21, 23))
    once, idle = round(rng.uniform(0.05, 0.18) * parties), round(rng.uniform(0, 0.08) * parties)
    drawn = np.exp(rng.normal(0, 0.75, parties - once - idle))
    drawn *= (rng.uniform(4.4, 8) * parties - once) / drawn.sum()
    degrees = np.clip(np.round(drawn), 2, rng.integers(15, slots + 1)).astype(int)
    return Shape(
        wanted=[*degrees.tolist(), *[1] * once, *[0] * idle],
        slots=slots,
        mornings=int(rng.integers(12, 14)),
        usage=rng.uniform(0.52, 0.63),
        only_morning=rng.uniform(0.22, 0.59),
        only_afternoon=rng.uniform(0.01, 0.16),
        forbidden=rng.uniform(0, 0.07),
    )


def _event(family: str, seed: int, draw: Callable[[Rng], Shape], variant: str | None, *, blind: bool) -> Case:
    rng = np.random.default_rng(seed)
    chosen = variant or str(rng.choice(VARIANTS))
    shape, encounters = _first_even(rng, draw)
    heeded = _elsewhere(rng, encounters) if blind else encounters
    text = to_dzn(_around(rng, shape, heeded, chosen))
    name = f"{family}-{'blind-' if blind else ''}{chosen}-{seed}"
    instance = io.instance_to_json(io.read_dzn(text, name=name))
    return Case(instance=instance, witness=[] if blind else _witness(instance, encounters), dzn=text)


def _elsewhere(rng: Rng, encounters: Sequence[Encounter]) -> list[Encounter]:
    """The same encounters with their slots dealt out anew, so that a party may have two at once."""
    slots = rng.permutation([encounter.slot for encounter in encounters]).tolist()
    return [encounter._replace(slot=slot) for encounter, slot in zip(encounters, slots, strict=True)]


def _first_even(rng: Rng, draw: Callable[[Rng], Shape]) -> tuple[Shape, list[Encounter]]:
    """The first event drawn whose timetable keeps the spread of breaks. Raises `ValueError` after many attempts."""
    for _ in range(ATTEMPTS):
        shape = draw(rng)
        encounters = _timetable(rng, shape)
        counts = _breaks(encounters, len(shape.wanted))
        if max(counts) - min(counts) <= SPREAD:
            return shape, encounters
    raise ValueError(f"no timetable with even breaks in {ATTEMPTS} attempts")


def _timetable(rng: Rng, shape: Shape) -> list[Encounter]:
    """Who meets whom when, in the order of the slots; nobody meets more often than wanted."""
    left = np.array(shape.wanted)
    begun = np.zeros(len(left), dtype=bool)
    seats = math.ceil(min(EVEN_USE, 1 / shape.usage) * sum(shape.wanted) / 2 / shape.slots)
    met: set[frozenset[int]] = set()
    encounters = []
    for slot in range(shape.slots):
        for one, other in _pairs(_eager(rng, left, begun, shape.slots - slot), met, seats):
            met.add(frozenset((one, other)))
            encounters.append(Encounter(min(one, other), max(one, other), slot))
            left[[one, other]] -= 1
            begun[[one, other]] = True
    return encounters


def _eager(rng: Rng, left: np.ndarray, begun: np.ndarray, slots_left: int) -> list[int]:
    """The parties that want to meet now: first those who can't wait, then those who have begun, then by need."""
    waiting = np.flatnonzero(left > 0)
    shuffled = rng.permutation(waiting).tolist()
    return sorted(shuffled, key=lambda party: (left[party] < slots_left, not begun[party], -left[party]))


def _pairs(parties: Sequence[int], met: set[frozenset[int]], seats: int) -> list[tuple[int, int]]:
    """Up to `seats` pairs that have not met, each party with the most eager one that is left for it."""
    waiting = list(parties)
    pairs: list[tuple[int, int]] = []
    while waiting and len(pairs) < seats:
        one = waiting.pop(0)
        partner = next((other for other in waiting if frozenset((one, other)) not in met), None)
        if partner is not None:
            waiting.remove(partner)
            pairs.append((one, partner))
    return pairs


def _breaks(encounters: Sequence[Encounter], parties: int) -> list[int]:
    """How many breaks each party has, in one period."""
    slots = [sorted(e.slot for e in encounters if party in e[:2]) for party in range(parties)]
    return [sum(b - a > 1 for a, b in pairwise(own)) for own in slots]


def _around(rng: Rng, shape: Shape, encounters: Sequence[Encounter], variant: str) -> Event:
    peak = max(Counter(encounter.slot for encounter in encounters).values())
    return Event(
        parties=len(shape.wanted),
        slots=shape.slots,
        mornings=shape.mornings,
        tables=max(peak, math.ceil(len(encounters) / (shape.usage * shape.slots))),
        requested=_requested(rng, shape, encounters),
        forbidden=_forbidden(rng, shape, encounters, rng.choice([0.003, 0.007]) if variant == "forbidden" else None),
        fixed=_fixed(rng, encounters, rng.choice([0.05, 0.10, 0.15]) if variant == "pinned" else 0.0),
        after=_after(rng, encounters, len(shape.wanted), rng.choice([20, 30, 50]) if variant == "ordered" else 0),
    )


def _requested(rng: Rng, shape: Shape, encounters: Sequence[Encounter]) -> list[tuple[int, int, int]]:
    """The meetings with their sessions: a share only in the half of the day in which the timetable has them."""
    luck = rng.random(len(encounters))
    mornings = sum(encounter.slot < shape.mornings for encounter in encounters)
    chances = {
        MORNING: shape.only_morning * len(encounters) / max(mornings, 1),
        AFTERNOON: shape.only_afternoon * len(encounters) / max(len(encounters) - mornings, 1),
    }
    halves = [MORNING if encounter.slot < shape.mornings else AFTERNOON for encounter in encounters]
    return [
        (e.one, e.other, half if number < chances[half] else ANY)
        for e, half, number in zip(encounters, halves, luck, strict=True)
    ]


def _forbidden(rng: Rng, shape: Shape, encounters: Sequence[Encounter], share: float | None) -> list[list[int]]:
    """Cells of party and slot that the timetable does not use: as the shape has them, or a share of all cells."""
    used = {(party, e.slot) for e in encounters for party in e[:2]}
    chances = rng.random((len(shape.wanted), shape.slots))
    limit = shape.forbidden if share is None else share
    return [
        [slot for slot in range(shape.slots) if chances[party, slot] < limit and (party, slot) not in used]
        for party in range(len(shape.wanted))
    ]


def _fixed(rng: Rng, encounters: Sequence[Encounter], share: float) -> list[int | None]:
    return [
        e.slot if number < share else None for e, number in zip(encounters, rng.random(len(encounters)), strict=True)
    ]


def _after(rng: Rng, encounters: Sequence[Encounter], parties: int, percent: int) -> list[set[int]]:
    """For each party as many arcs as `percent` of its meetings, each from an earlier meeting to a later one."""
    after: list[set[int]] = [set() for _ in encounters]
    for party in range(parties):
        own = [meeting for meeting, e in enumerate(encounters) if party in e[:2]]
        for _ in range(percent * len(own) // 100 if len(own) > 1 else 0):
            earlier, later = sorted(rng.choice(len(own), 2, replace=False).tolist())
            after[own[later]].add(own[earlier])
    return after


def _witness(instance: Json, encounters: Sequence[Encounter]) -> list[Json]:
    """The timetable in the words of the instance: meetings in order, the next free table for each."""
    taken: Counter[int] = Counter()
    witness = []
    for meeting, encounter in zip(instance["meetings"], encounters, strict=True):
        table = instance["tables"][taken[encounter.slot]]["id"]
        taken[encounter.slot] += 1
        slot = instance["slots"][encounter.slot]["id"]
        witness.append({"meeting": meeting["id"], "slot": slot, "table": table, "interpreters": []})
    return witness
