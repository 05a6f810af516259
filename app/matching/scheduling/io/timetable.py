"""Timetable files: from JSON to a `Timetable` and back. Ids are taken as they come: the checker judges them."""

import math
from typing import Any, Final

from app.matching.scheduling.io.errors import Errors, Path, shown
from app.matching.scheduling.io.fields import (
    Reader,
    Record,
    any_integer,
    boolean,
    constant,
    list_of,
    mapping_of,
    optional,
    record,
    string,
)
from app.matching.scheduling.io.plain import plain
from app.matching.scheduling.io.text import parse
from app.matching.scheduling.memory import no_collections
from app.matching.scheduling.timetable import Conflict, GoalValue, Placement, Status, Timetable, Unplaced

FORMAT: Final = "ketnoi.timetable/1"


def _price_part(value: Any, path: Path, errors: Errors) -> Any:
    read = boolean if path[-1] == "exact" else any_integer
    return read(value, path, errors)


def _run(value: Any, path: Path, errors: Errors) -> Any:
    """Free data, of which only numbers that no file could hold again are refused."""
    run = mapping_of(lambda item, _path, _errors: item)(value, path, errors)
    waiting = [(value, path)]
    while waiting:
        part, place = waiting.pop()
        if isinstance(part, float) and not math.isfinite(part):
            errors.add(place, "expected a number that fits into 64 bits, got {got}", got=shown(part))
        if isinstance(part, dict):
            waiting += [(item, (*place, key)) for key, item in part.items()]
        elif isinstance(part, list):
            waiting += [(item, (*place, i)) for i, item in enumerate(part)]
    return run


_strings = list_of(string)
_placement = record({"meeting": string, "slot": string, "table": string}, {"interpreters": _strings})
_goal = record({"goal": string, "value": any_integer, "bound": optional(any_integer)}, {})
_unplaced = record(
    {"meeting": string, "reason": string},
    {"rule": optional(string), "message": optional(string), "price": optional(mapping_of(_price_part))},
)
_conflict = record({"rule": string, "subjects": _strings}, {})
_timetable: Reader = record(
    {
        "format": constant(FORMAT),
        "instance": string,
        "status": constant(*Status),
        "placements": list_of(_placement),
        "goals": list_of(_goal),
    },
    {"unplaced": list_of(_unplaced), "conflict": list_of(_conflict), "minimal": boolean, "run": _run},
)


def read_timetable(data: bytes) -> Timetable:
    """The timetable that a file holds. Raises `InputErrors` if its form is wrong; what it claims is not judged."""
    with no_collections():
        document, errors = parse(data), Errors()
        timetable = _timetable(document, (), errors)
        errors.raise_any(document)
        return _made(timetable)


@no_collections()
def timetable_to_json(timetable: Timetable) -> dict[str, Any]:
    """The timetable as a JSON value that `read_timetable` reads back. What is None is left out, but not a bound."""
    value = {
        "format": FORMAT,
        "instance": timetable.instance,
        "status": str(timetable.status),
        "placements": [_placed(placement) for placement in timetable.placements],
        "goals": plain(timetable.goals),
        "unplaced": [_left_out(entry) for entry in timetable.unplaced],
    }
    if timetable.status == Status.INFEASIBLE or timetable.conflict:
        value["conflict"] = plain(timetable.conflict)
    if not timetable.minimal:
        value["minimal"] = False
    return value | ({"run": plain(timetable.run)} if timetable.run else {})


def _made(timetable: Record) -> Timetable:
    return Timetable(
        instance=timetable["instance"],
        status=timetable["status"],
        placements=tuple(Placement(**placement) for placement in timetable["placements"]),
        goals=tuple(GoalValue(**goal) for goal in timetable["goals"]),
        unplaced=tuple(Unplaced(**unplaced) for unplaced in timetable.get("unplaced", ())),
        conflict=tuple(Conflict(**conflict) for conflict in timetable.get("conflict", ())),
        minimal=timetable.get("minimal", True),
        run=timetable.get("run", {}),
    )


def _placed(placement: Placement) -> dict[str, Any]:
    return {
        "meeting": placement.meeting,
        "slot": placement.slot,
        "table": placement.table,
        "interpreters": [*placement.interpreters],
    }


def _left_out(entry: Unplaced) -> dict[str, Any]:
    value: dict[str, Any] = {"meeting": entry.meeting, "reason": str(entry.reason)}
    if entry.rule is not None:
        value["rule"] = str(entry.rule)
    if entry.message is not None:
        value["message"] = entry.message
    if entry.price is not None:
        value["price"] = plain(entry.price)
    return value
