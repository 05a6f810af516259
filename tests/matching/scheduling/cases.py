"""Valid timetables of instances with every feature, made greedily and without a solver."""

from dataclasses import dataclass
from functools import cache
from random import Random

from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Meeting, Problem, Spot
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.hall import changed
from tests.matching.scheduling.strategies import Shape, random_problem

FULL = Shape(slots=7, tables=5, parties=8, meetings=14, interpreters=3)


@dataclass(frozen=True)
class Case:
    """A problem and placements for it."""

    problem: Problem
    placements: tuple[Placement, ...]

    def start(self, placement: Placement) -> int:
        """The position of a placement's first slot."""
        return self.problem.slot_index[placement.slot]

    def slots(self, placement: Placement) -> tuple[str, ...]:
        """The slots that a placement takes."""
        start = self.start(placement)
        return tuple(slot.id for slot in self.problem.slots[start : start + self.meeting(placement).length])

    def meeting(self, placement: Placement) -> Meeting:
        """What is placed."""
        return self.problem.meeting_by_id[placement.meeting]

    def of(self, who: str) -> list[Placement]:
        """The placements that a party or an interpreter takes part in, in order of time."""
        mine = [p for p in self.placements if who in self.meeting(p).parties or who in p.interpreters]
        return sorted(mine, key=self.start)

    def busy(self, who: str) -> list[int]:
        """The slot positions in which a party or an interpreter has a meeting."""
        return sorted({self.problem.slot_index[slot] for placement in self.of(who) for slot in self.slots(placement)})

    def period(self, position: int) -> str:
        """The period of a slot."""
        return self.problem.slots[position].period


@cache
def valid_case(seed: int) -> Case:
    """A greedy timetable, some of its meetings then pinned where they are; equal seeds give equal cases."""
    source = Random(seed)
    problem = random_problem(source, FULL.without("pins"))
    placements: list[Placement] = []
    for meeting in source.sample(problem.meetings, len(problem.meetings)):
        for _ in range(60):
            attempt = [*placements, random_placement(source, problem, meeting)]
            if not violations(problem, attempt):
                placements = attempt
                break
    pins = {
        placement.meeting: {"pin": Spot(slot=placement.slot, table=source.choice([None, placement.table]))}
        for placement in placements
        if source.random() < 0.3
    }
    return Case(changed(problem, pins), tuple(placements))


def random_placement(source: Random, problem: Problem, meeting: Meeting) -> Placement:
    """Any slot and table; interpreters where they are needed, and now and then where not."""
    wanted = 1 if meeting.interpreting else source.choice([0, 0, 0, 1])
    chosen = source.sample(problem.interpreters, min(wanted, len(problem.interpreters)))
    return Placement(
        meeting=meeting.id,
        slot=source.choice(problem.slots).id,
        table=source.choice(problem.tables).id,
        interpreters=tuple(interpreter.id for interpreter in chosen),
    )
