"""One small instance that tests change a little, and a short way of writing placements."""

from dataclasses import replace
from typing import Any, TypeVar

from app.matching.scheduling.problem import Interpreter, Meeting, Party, Policy, Problem, Resource, Slot, Table
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.strategies import programme

Thing = TypeVar("Thing", Slot, Table, Party, Interpreter, Resource, Meeting)

HALL = Problem(
    name="hall",
    slots=programme(("morning", 4), ("afternoon", 2)),
    tables=(Table(id="T1", zone="east"), Table(id="T2", zone="west"), Table(id="T3")),
    parties=tuple(Party(id=name, side="province" if name < "C" else "mission") for name in "ABCDEF"),
    interpreters=(Interpreter(id="I1", languages=("ko",)), Interpreter(id="I2", languages=("lo", "ko"))),
    resources=(Resource(id="video", capacity=1),),
    meetings=tuple(
        Meeting(id=name.lower(), parties=(name[0], name[1])) for name in ("AC", "AD", "AE", "BD", "BE", "CF")
    ),
    policy=Policy(),
)


def changed(problem: Problem, changes: dict[str, dict[str, Any]]) -> Problem:
    """The problem with fields of the things that have these ids (or of the `policy`) replaced."""
    return replace(
        problem,
        slots=_replaced(problem.slots, changes),
        tables=_replaced(problem.tables, changes),
        parties=_replaced(problem.parties, changes),
        interpreters=_replaced(problem.interpreters, changes),
        resources=_replaced(problem.resources, changes),
        meetings=_replaced(problem.meetings, changes),
        policy=replace(problem.policy, **changes.get("policy", {})),
    )


def _replaced(things: tuple[Thing, ...], changes: dict[str, dict[str, Any]]) -> tuple[Thing, ...]:
    return tuple(replace(thing, **changes.get(thing.id, {})) for thing in things)


def placed(*lines: str) -> list[Placement]:
    """Placements written as 'meeting slot table interpreter…'."""
    return [
        Placement(meeting=meeting, slot=slot, table=table, interpreters=tuple(interpreters))
        for meeting, slot, table, *interpreters in (line.split() for line in lines)
    ]
