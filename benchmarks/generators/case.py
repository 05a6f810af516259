"""What a generator returns: an instance of the format as a JSON value, and where it was built around one, a witness."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.matching.scheduling import checker, io
from app.matching.scheduling.reasons import unplaced
from app.matching.scheduling.timetable import GoalValue, Placement, Timetable

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An instance and placements that are known to break none of its hard rules; none if nothing is known.

    `dzn` is the same instance in the academic form, where that can say it.
    """

    instance: Json
    witness: list[Json] = field(default_factory=list)
    dzn: str | None = None

    def save(self, path: Path) -> None:
        """Write the instance, in the academic form if the name ends in `.dzn`. Raises `ValueError` if it has none.

        JSON is written without blanks: the largest instances have hundreds of thousands of meetings.
        """
        text = self.dzn if path.suffix == ".dzn" else json.dumps(self.instance, separators=(",", ":")) + "\n"
        if text is None:
            raise ValueError(f"{path}: this family has no academic form")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def save_witness(self, path: Path) -> None:
        """Write the witness as a timetable file of which no bound is known."""
        problem = io.read_instance(json.dumps(self.instance).encode())
        placements = tuple(placed(self.witness))
        values = checker.goal_values(problem, placements)
        timetable = Timetable(
            instance=io.digest(problem),
            status="feasible" if problem.policy.goals else "optimal",
            placements=placements,
            goals=tuple(GoalValue(goal=goal, value=values[goal], bound=None) for goal in problem.policy.goals),
            unplaced=unplaced(problem, placements),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(io.timetable_to_json(timetable)) + "\n", encoding="utf-8")


def placed(witness: list[Json]) -> list[Placement]:
    """The placements of a witness as the checker takes them."""
    return [Placement(**{**spot, "interpreters": tuple(spot["interpreters"])}) for spot in witness]
