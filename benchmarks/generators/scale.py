"""Two sides of equal size with more wishes than tables: the scale series of the targets.

A sixth of the parties are away for a block; hosts were promised four meetings, guests one, and one meeting in a hundred
is required. A greedy timetable keeps all that, so that required and floors can be met.
"""

import numpy as np

from benchmarks.generators.case import Case, Json
from benchmarks.generators.pieces import (
    BONUS,
    distinct_pairs,
    ids,
    in_turns,
    popularity,
    programme,
    promise,
    send_away,
    tables,
    values,
)
from benchmarks.generators.witness import Timetabler

HOST_SPREAD, GUEST_SPREAD = 0.25, 0.5
AWAY_SHARE = 1 / 6
REQUIRED_SHARE = 0.01
FLOORS = {"host": 4, "guest": 1}
GOALS = ["required", "floors", "welfare"]
SLOTS_OF_GROWTH = 24


def scale_300(seed: int) -> Case:
    """300 × 300 parties, 11,600 wishes, 16 slots, 120 tables."""
    return two_sided(f"scale-300-{seed}", seed, parties=300, wishes=11_600, periods=(8, 8), seats=120)


def growth(seed: int, *, meetings: int) -> Case:
    """As many parties, tables and wishes as make room for `meetings` meetings in 24 slots.

    120,000 meetings are 10,000 × 10,000 parties with 400,000 wishes at 5,000 tables; all others have the same ratios.
    """
    return two_sided(
        f"growth-{meetings}-{seed}",
        seed,
        parties=meetings // 12,
        wishes=meetings * 10 // 3,
        periods=(6, 6, 6, 6),
        seats=meetings // SLOTS_OF_GROWTH,
    )


def two_sided(name: str, seed: int, *, parties: int, wishes: int, periods: tuple[int, ...], seats: int) -> Case:
    """`parties` on each side that have `wishes` altogether, for `sum(periods)` slots at `seats` tables."""
    rng = np.random.default_rng(seed)
    slots = programme(*periods)
    people = sides(parties)
    send_away(rng, people, slots, AWAY_SHARE, len(slots) // 6)
    pairs = distinct_pairs(rng, popularity(rng, parties, HOST_SPREAD), popularity(rng, parties, GUEST_SPREAD), wishes)
    meetings = [
        {"id": meeting, "parties": [people[host]["id"], people[parties + guest]["id"]], "value": value}
        for meeting, (host, guest), value in zip(ids("m", wishes), pairs, values(rng, wishes), strict=True)
    ]
    instance = assemble(name, slots, tables(seats), people, meetings)
    witness = Timetabler(instance).place(in_turns([meetings[i] for i in rng.permutation(wishes)]))
    promise(rng, instance, witness, FLOORS, REQUIRED_SHARE)
    return Case(instance=instance, witness=witness)


def sides(number: int) -> list[Json]:
    """Hosts and then guests, `number` of each."""
    return [{"id": host, "side": "host"} for host in ids("H", number)] + [
        {"id": guest, "side": "guest"} for guest in ids("G", number)
    ]


def assemble(name: str, slots: list[Json], seats: list[Json], parties: list[Json], meetings: list[Json]) -> Json:
    """An instance with the goals and the bonus of a session."""
    return {
        "format": "ketnoi.instance/1",
        "name": name,
        "slots": slots,
        "tables": seats,
        "parties": parties,
        "meetings": meetings,
        "policy": {"goals": list(GOALS), "bonus": BONUS},
    }
