"""The parts that the families share: programme, tables, absences, and who wishes to meet whom how much.

Numbers are drawn from the `Generator` given, in the order of the calls. The ranges are those of the packaged sessions:
wishes per province nearly alike and per mission skewed (largest three times the mean), values of 50 to 100 for a wish
of one side and of 100 to 200 for the quarter that both sides have, one meeting in a hundred required.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from benchmarks.generators.case import Json

Rng = np.random.Generator
Codes = NDArray[np.int64]

HANOI = timezone(timedelta(hours=7))
QUARTER = timedelta(minutes=15)
BONUS = {"host": [200, 120, 80, 50, 30], "guest": [60, 40, 20]}
MUTUAL_SHARE = 0.25
LEAST_VALUE, MOST_VALUE = 50, 100


def programme(*lengths: int) -> list[Json]:
    """Slots of a quarter of an hour in periods of so many slots each; two periods a day, at 8:30 and 13:30."""
    slots: list[Json] = []
    for period, length in enumerate(lengths):
        day, afternoon = divmod(period, 2)
        begin = datetime(2026, 12, 1 + day, 13 if afternoon else 8, 30, tzinfo=HANOI)
        for position in range(length):
            start = begin + position * QUARTER
            slots.append(
                {
                    "id": f"s{len(slots) + 1:02d}",
                    "start": start.isoformat(),
                    "end": (start + QUARTER).isoformat(),
                    "period": f"p{period + 1}",
                }
            )
    return slots


def tables(number: int) -> list[Json]:
    """Tables with nothing to tell them apart."""
    return [{"id": identifier} for identifier in ids("T", number)]


def ids(prefix: str, number: int) -> list[str]:
    """`number` ids from 1, all of one width."""
    width = len(str(number))
    return [f"{prefix}{i:0{width}d}" for i in range(1, number + 1)]


def block(rng: Rng, slots: Sequence[Json], least: int, most: int) -> list[str]:
    """The ids of `least` to `most` slots in a row."""
    length = int(rng.integers(least, most + 1))
    first = int(rng.integers(0, len(slots) - length + 1))
    return [slot["id"] for slot in slots[first : first + length]]


def send_away(rng: Rng, parties: Sequence[Json], slots: Sequence[Json], share: float, most: int) -> None:
    """Make a share of the parties unavailable for a block of 2 to `most` slots."""
    for i in sorted(rng.choice(len(parties), round(share * len(parties)), replace=False).tolist()):
        parties[i]["unavailable"] = block(rng, slots, min(2, most), most)


def popularity(rng: Rng, number: int, sigma: float) -> NDArray[np.float64]:
    """Log-normal chances to be in a wish, adding up to 1."""
    weights = np.exp(rng.normal(0.0, sigma, number))
    return np.asarray(weights / weights.sum())


def zipf(rng: Rng, number: int, exponent: float) -> NDArray[np.float64]:
    """Chances that fall with the rank as `rank ** -exponent`, in random order, adding up to 1."""
    weights = np.arange(1, number + 1) ** -exponent
    return np.asarray(rng.permutation(weights / weights.sum()))


def distinct_pairs(
    rng: Rng, hosts: NDArray[np.float64], guests: NDArray[np.float64], number: int
) -> list[tuple[int, int]]:
    """`number` different pairs of positions, drawn with the chances given, sorted. `number` must leave room to draw."""
    if number > 0.7 * len(hosts) * len(guests):
        raise ValueError(f"{number} pairs are too many for {len(hosts)} × {len(guests)} parties")
    codes: Codes = np.empty(0, dtype=np.int64)
    while len(codes) < number:
        fresh = number - len(codes) + 64
        first = rng.choice(len(hosts), fresh, p=hosts)
        second = rng.choice(len(guests), fresh, p=guests)
        codes = _first_seen(np.concatenate([codes, first * len(guests) + second]))
    return [divmod(code, len(guests)) for code in np.sort(codes[:number]).tolist()]


def _first_seen(codes: Codes) -> Codes:
    """The codes without repetitions, in the order drawn."""
    _, positions = np.unique(codes, return_index=True)
    return codes[np.sort(positions)]


def values(rng: Rng, number: int) -> list[int]:
    """What meetings are worth: one rank's points, or those of both sides added."""
    one, other = rng.integers(LEAST_VALUE, MOST_VALUE + 1, (2, number))
    mutual = rng.random(number) < MUTUAL_SHARE
    worth: list[int] = np.where(mutual, one + other, one).tolist()
    return worth


def in_turns(meetings: Sequence[Json]) -> list[Json]:
    """The meetings in an order that lets every party have its first, then its second: fair where tables are few."""
    seen: Counter[str] = Counter()
    turns = []
    for meeting in meetings:
        turns.append(min(seen[party] for party in meeting["parties"]))
        seen.update(meeting["parties"])
    return [meeting for _, meeting in sorted(zip(turns, meetings, strict=True), key=itemgetter(0))]


def promise(rng: Rng, instance: Json, witness: Sequence[Json], floors: dict[str, int], required_share: float) -> None:
    """Promise what the witness keeps: a floor for each side, lowered where need be, and some required meetings."""
    held = {spot["meeting"] for spot in witness}
    meetings = [meeting for meeting in instance["meetings"] if meeting["id"] in held]
    for i in sorted(rng.choice(len(meetings), round(required_share * len(meetings)), replace=False).tolist()):
        meetings[i]["required"] = True
    counts = Counter(party for meeting in meetings for party in meeting["parties"])
    for party in instance["parties"]:
        party["min_meetings"] = min(floors.get(party["side"], 0), counts[party["id"]])
