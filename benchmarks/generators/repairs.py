"""What happens to a published timetable in its last night: repair cases made from an instance and its timetable.

Goals are required > changes > floors > welfare. The choices are drawn with the seed among parties and tables that the
timetable uses, so that something has to give way.
"""

import copy
from collections import Counter
from collections.abc import Callable

import numpy as np

from benchmarks.generators.case import Case, Json
from benchmarks.generators.pieces import Rng

GOALS = ["required", "changes", "floors", "welfare"]
BUSY_MEETINGS = 2
NEW_VALUE = 100


def repair_case(instance: Json, timetable: Json, trouble: str, seed: int) -> Case:
    """`instance` with its timetable published and one trouble of `TROUBLES`, or all of them after each other."""
    broken = copy.deepcopy(instance)
    placements = timetable["placements"]
    broken["name"] = f"{instance['name']}: {trouble} {seed}"
    broken["policy"]["goals"] = list(GOALS)
    broken["published"] = {spot["meeting"]: {"slot": spot["slot"], "table": spot["table"]} for spot in placements}
    rng = np.random.default_rng(seed)
    for happen in TROUBLES.values() if trouble == "all" else [TROUBLES[trouble]]:
        happen(rng, broken, placements)
    return Case(instance=broken)


def absence(rng: Rng, instance: Json, placements: list[Json]) -> None:
    """A party with several meetings can't come in one of the periods in which it meets."""
    period_of = {slot["id"]: slot["period"] for slot in instance["slots"]}
    party = _draw(rng, _busy(instance, placements))
    slots_held = [spot["slot"] for spot in placements if party["id"] in _members(instance)[spot["meeting"]]]
    period = period_of[slots_held[int(rng.integers(len(slots_held)))]]
    away = {slot for slot, of in period_of.items() if of == period} | set(party.get("unavailable", []))
    party["unavailable"] = [slot for slot in period_of if slot in away]


def lost_table(rng: Rng, instance: Json, placements: list[Json]) -> None:
    """A table that is used can't be used at all."""
    used = {spot["table"] for spot in placements}
    table = _draw(rng, [table for table in instance["tables"] if table["id"] in used])
    table["unavailable"] = [slot["id"] for slot in instance["slots"]]


def must_meet(rng: Rng, instance: Json, placements: list[Json]) -> None:
    """Two busy parties of different sides, who had not wished to meet, now must."""
    known = {frozenset(meeting["parties"]) for meeting in instance["meetings"]}
    busy = _busy(instance, placements)
    for first in (busy[i] for i in rng.permutation(len(busy))):
        strangers = [
            party for party in busy if party["side"] != first["side"] and {party["id"], first["id"]} not in known
        ]
        if strangers:
            break
    else:
        raise ValueError("all busy parties of different sides wish to meet already")
    second = _draw(rng, strangers)
    pair = sorted((first, second), key=lambda party: party["side"] != instance["parties"][0]["side"])
    instance["meetings"].append(
        {"id": "must-meet", "parties": [party["id"] for party in pair], "value": NEW_VALUE, "required": True}
    )


TROUBLES: dict[str, Callable[[Rng, Json, list[Json]], None]] = {
    "absence": absence,
    "lost-table": lost_table,
    "must-meet": must_meet,
}


def _draw(rng: Rng, things: list[Json]) -> Json:
    return things[int(rng.integers(len(things)))]


def _members(instance: Json) -> dict[str, list[str]]:
    return {meeting["id"]: meeting["parties"] for meeting in instance["meetings"]}


def _busy(instance: Json, placements: list[Json]) -> list[Json]:
    """The parties with several meetings held."""
    members = _members(instance)
    held = Counter(party for spot in placements for party in members[spot["meeting"]])
    return [party for party in instance["parties"] if held[party["id"]] >= BUSY_MEETINGS]
