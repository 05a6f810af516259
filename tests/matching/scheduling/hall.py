"""One small instance that tests change a little, and a short way of writing placements."""

from dataclasses import replace
from typing import Any

from app.matching.scheduling.problem import Interpreter, Meeting, Party, Policy, Problem, Resource, Table
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.strategies import programme

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
    lists = ("slots", "tables", "parties", "interpreters", "resources", "meetings")
    replaced = {
        kind: tuple(replace(thing, **changes.get(thing.id, {})) for thing in getattr(problem, kind)) for kind in lists
    }
    return replace(problem, **replaced, policy=replace(problem.policy, **changes.get("policy", {})))


def placed(*lines: str) -> list[Placement]:
    """Placements written as 'meeting slot table interpreter…'."""
    return [
        Placement(meeting=meeting, slot=slot, table=table, interpreters=tuple(interpreters))
        for meeting, slot, table, *interpreters in (line.split() for line in lines)
    ]
