"""Groups of three, rest, floors and too few interpreters at once: the 2,000 × 2,000 parties of the targets.

One wish in twenty is of two hosts and a guest. Guests rest after three slots in a row, a third of the hosts after four,
interpreters after four. A third of the guests speak a foreign language, and the interpreters can serve about half of
what these could hold. A greedy timetable keeps the floors.
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
    tables,
    values,
)
from benchmarks.generators.scale import AWAY_SHARE, GUEST_SPREAD, HOST_SPREAD, REQUIRED_SHARE, assemble, sides
from benchmarks.generators.witness import Timetabler

PERIODS = (5, 5, 5, 5)
LONGEST_ABSENCE = 4
LANGUAGES = ("ar", "de", "es", "fr", "ja", "ko", "ru", "zh")
LANGUAGE_EXPONENT = 0.8
FOREIGN_SHARE = 1 / 3
GROUP_SHARE = 0.05
TIRING_HOSTS_SHARE = 1 / 3
FLOORS = {"host": 3, "guest": 2}
GUEST_RUN, HOST_RUN, INTERPRETER_RUN = 3, 4, 4
MOST_SERVED = 14


def groups_2000(seed: int) -> Case:
    """2,000 × 2,000 parties, 47,000 wishes, 20 slots, 900 tables, 220 interpreters."""
    return groups(f"groups-2000-{seed}", seed, parties=2000, wishes=47_000, seats=900, interpreters=220)


def groups(name: str, seed: int, *, parties: int, wishes: int, seats: int, interpreters: int) -> Case:
    """`parties` on each side, some of which wish to meet in threes, some through an interpreter."""
    rng = np.random.default_rng(seed)
    slots = programme(*PERIODS)
    people = sides(parties)
    send_away(rng, people, slots, AWAY_SHARE, LONGEST_ABSENCE)
    _tire(rng, people)
    meetings = _meetings(rng, people, wishes)
    instance = assemble(name, slots, tables(seats), people, meetings)
    instance["interpreters"] = _interpreters(rng, interpreters)
    witness = Timetabler(instance).place(in_turns([meetings[i] for i in rng.permutation(wishes)]))
    promise(rng, instance, witness, FLOORS, REQUIRED_SHARE)
    return Case(instance=instance, witness=witness)


def _tire(rng: Rng, people: list[Json]) -> None:
    """Give the guests, and a share of the hosts, a longest run of busy slots."""
    for party in people:
        if party["side"] == "guest":
            party["max_consecutive"] = GUEST_RUN
        elif rng.random() < TIRING_HOSTS_SHARE:
            party["max_consecutive"] = HOST_RUN


def _meetings(rng: Rng, people: list[Json], wishes: int) -> list[Json]:
    parties = len(people) // 2
    pairs = distinct_pairs(rng, popularity(rng, parties, HOST_SPREAD), popularity(rng, parties, GUEST_SPREAD), wishes)
    spoken = _languages(rng, parties)
    thirds = _thirds(rng, parties, wishes)
    meetings = []
    for name, pair, third, value in zip(ids("m", wishes), pairs, thirds, values(rng, wishes), strict=True):
        host, guest = pair
        members = [host, parties + guest] if third in {None, host} else [host, third, parties + guest]
        meeting: Json = {"id": name, "parties": [people[i]["id"] for i in members], "value": value}
        if spoken[guest] is not None:
            meeting["interpreting"] = [spoken[guest]]
        meetings.append(meeting)
    return meetings


def _languages(rng: Rng, guests: int) -> list[str | None]:
    """The foreign language of each guest, or None; the first of `LANGUAGES` most often."""
    chances = np.arange(1, len(LANGUAGES) + 1) ** -LANGUAGE_EXPONENT
    languages = rng.choice(len(LANGUAGES), guests, p=chances / chances.sum()).tolist()
    foreign = rng.random(guests) < FOREIGN_SHARE
    return [LANGUAGES[i] if needed else None for i, needed in zip(languages, foreign, strict=True)]


def _thirds(rng: Rng, hosts: int, wishes: int) -> list[int | None]:
    """A second host for the share of the wishes that are of groups; else None."""
    second = rng.integers(0, hosts, wishes).tolist()
    grouped = rng.random(wishes) < GROUP_SHARE
    return [host if of_three else None for host, of_three in zip(second, grouped, strict=True)]


def _interpreters(rng: Rng, number: int) -> list[Json]:
    """Each with two languages, the commoner ones more often, a maximum and rest."""
    chances = np.arange(1, len(LANGUAGES) + 1) ** -LANGUAGE_EXPONENT
    return [
        {
            "id": name,
            "languages": [
                LANGUAGES[i] for i in sorted(rng.choice(len(LANGUAGES), 2, False, chances / chances.sum()).tolist())
            ],
            "max_meetings": MOST_SERVED,
            "max_consecutive": INTERPRETER_RUN,
        }
        for name in ids("i", number)
    ]
