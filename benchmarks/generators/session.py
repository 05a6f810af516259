"""Sessions of provinces with tables of their own and missions: the family vn, with a third side of partners if wished.

A greedy timetable comes first; floors, required meetings, pins and precedences are then drawn so that it keeps them.
"""

import numpy as np

from benchmarks.generators.case import Case, Json
from benchmarks.generators.pieces import (
    Rng,
    distinct_pairs,
    ids,
    in_turns,
    popularity,
    programme,
    promise,
    send_away,
    zipf,
)
from benchmarks.generators.witness import Timetabler

PROVINCES = (34, 63)
MISSIONS = (94, 98)
PARTNERS = 24
SLOTS = (8, 28)
PERIOD = 7
AWAY_SHARE = 0.3
WISHES_PER_SEAT = (1.2, 2.5)
LOAD = (0.6, 0.95)
TIERS = (100, 60, 30)
TIER_SHARES = (0.2, 0.3, 0.5)
GROUP_SHARE = 0.08
MOST_PINNED, MOST_ORDERED = 0.2, 0.05
FLOORS = {"province": 4}
BONUS = {"province": [200, 120, 80, 50, 30], "mission": [60, 40, 20]}
REQUIRED_SHARE = 0.01


def session(seed: int) -> Case:
    """34 or 63 provinces and 94 to 98 missions that wish for more meetings than there is time."""
    return _session(f"vn-{seed}", seed, partners=0)


def three_sided(seed: int) -> Case:
    """The same with partners, who wish to meet both sides, and some meetings of all three."""
    return _session(f"vn-three-{seed}", seed, partners=PARTNERS)


def _session(name: str, seed: int, *, partners: int) -> Case:
    rng = np.random.default_rng(seed)
    slots = programme(*_periods(int(rng.integers(SLOTS[0], SLOTS[1] + 1))))
    sides = _parties(rng, partners)
    parties = [party for side in sides for party in side]
    send_away(rng, parties, slots, AWAY_SHARE, len(slots) // 4)
    instance: Json = {
        "format": "ketnoi.instance/1",
        "name": name,
        "slots": slots,
        "tables": _tables(sides),
        "parties": parties,
        "meetings": _meetings(rng, sides, len(slots)),
        "policy": {"goals": ["required", "floors", "welfare", "breaks"], "bonus": BONUS},
    }
    meetings = instance["meetings"]
    witness = Timetabler(instance).place(in_turns([meetings[i] for i in rng.permutation(len(meetings))]))
    promise(rng, instance, witness, FLOORS, REQUIRED_SHARE)
    _pin_some(rng, instance, witness, rng.uniform(0, MOST_PINNED))
    _order_some(rng, instance, witness, rng.uniform(0, MOST_ORDERED))
    return Case(instance=instance, witness=witness)


def _pin_some(rng: Rng, instance: Json, witness: list[Json], share: float) -> None:
    """Pin a share of the meetings held to their slot in the witness."""
    slots = {spot["meeting"]: spot["slot"] for spot in witness}
    for meeting in instance["meetings"]:
        if rng.random() < share and meeting["id"] in slots:
            meeting["pin"] = {"slot": slots[meeting["id"]]}


def _order_some(rng: Rng, instance: Json, witness: list[Json], share: float) -> None:
    """Put as many precedences as a share of the meetings, each between two of a party, as the witness has them."""
    position = {slot["id"]: i for i, slot in enumerate(instance["slots"])}
    begins = {spot["meeting"]: position[spot["slot"]] for spot in witness}
    held = [meeting for meeting in instance["meetings"] if meeting["id"] in begins]
    for _ in range(round(share * len(instance["meetings"]))):
        one = held[int(rng.integers(len(held)))]
        others = [m for m in held if m["parties"][0] == one["parties"][0] and begins[m["id"]] < begins[one["id"]]]
        if others:
            earlier = others[int(rng.integers(len(others)))]["id"]
            one["after"] = sorted({*one.get("after", []), earlier})


def _periods(slots: int) -> list[int]:
    """Periods of seven slots or nearly so."""
    return [len(part) for part in np.array_split(np.arange(slots), -(-slots // PERIOD))]


def _parties(rng: Rng, partners: int) -> list[list[Json]]:
    """The sides, provinces first, each with its own table."""
    provinces = int(rng.choice(PROVINCES))
    missions = int(rng.integers(MISSIONS[0], MISSIONS[1] + 1))
    return [
        [{"id": name, "side": "province", "tables": [f"T-{name}"]} for name in ids("P", provinces)],
        [{"id": name, "side": "mission"} for name in ids("M", missions)],
        [{"id": name, "side": "partner"} for name in ids("E", partners)],
    ]


def _tables(sides: list[list[Json]]) -> list[Json]:
    """A table for each province, and one for every two partners to meet missions at."""
    own = [{"id": table} for province in sides[0] for table in province["tables"]]
    return own + [{"id": table} for table in ids("C", len(sides[2]) // 2)]


def _meetings(rng: Rng, sides: list[list[Json]], slots: int) -> list[Json]:
    """Wishes of provinces and missions; of partners with either, fewer; of a share of these with all three."""
    seats = len(sides[0]) * slots * rng.uniform(*LOAD)
    wishes = round(min(seats * rng.uniform(*WISHES_PER_SEAT), 0.5 * len(sides[0]) * len(sides[1])))
    members = _wished(rng, sides[0], sides[1], wishes)
    if sides[2]:
        with_missions = _wished(rng, sides[1], sides[2], len(sides[2]) * slots // 2)
        with_provinces = _wished(rng, sides[0], sides[2], len(sides[2]) * slots // 3)
        members = [_joined(rng, pair, sides[2]) for pair in members] + with_provinces + with_missions
    tiers = rng.choice(TIERS, len(members), p=TIER_SHARES).tolist()
    return [
        {"id": name, "parties": [party["id"] for party in group], "value": value}
        for name, group, value in zip(ids("m", len(members)), members, tiers, strict=True)
    ]


def _wished(rng: Rng, one: list[Json], other: list[Json], number: int) -> list[list[Json]]:
    """Pairs of the two sides: the first side much alike, popularity in the second falling by Zipf's law."""
    first = popularity(rng, len(one), 0.25)
    second = zipf(rng, len(other), rng.uniform(0.6, 1.0))
    return [[one[i], other[j]] for i, j in distinct_pairs(rng, first, second, number)]


def _joined(rng: Rng, pair: list[Json], partners: list[Json]) -> list[Json]:
    """The pair, or now and then the pair with a partner."""
    partner = partners[int(rng.integers(len(partners)))]
    return [*pair, partner] if rng.random() < GROUP_SHARE else pair
