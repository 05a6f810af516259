"""The best timetable by enumeration, judged by the checker alone."""

from collections.abc import Iterator

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.problem import Goal, Meeting, Problem
from app.matching.scheduling.timetable import Placement, Rule

# What these rules forbid, further meetings may allow again; nothing else can be mended by adding a meeting.
MENDABLE = {Rule.PINS, Rule.BREAK_SPREAD}


def best_by_brute_force(problem: Problem) -> dict[Goal, int] | None:
    """The values of all nine goals in a lexicographically best timetable; None if none is legal."""
    legal = (goal_values(problem, placements) for placements in timetables(problem))
    return min(legal, key=lambda values: rank(problem, values), default=None)


def rank(problem: Problem, values: dict[Goal, int]) -> tuple[int, ...]:
    """The policy's goals as costs, most important first."""
    return tuple(-values[goal] if goal.maximised else values[goal] for goal in problem.policy.goals)


def timetables(problem: Problem) -> Iterator[list[Placement]]:
    """Every legal timetable; one interpreter at most for each meeting, for a second one only ever gets in the way."""
    choices = [(None, *ways(problem, meeting)) for meeting in problem.meetings]

    def extend(chosen: list[Placement], depth: int) -> Iterator[list[Placement]]:
        if depth == len(choices):
            if not violations(problem, chosen):
                yield chosen
            return
        for placement in choices[depth]:
            extended = chosen if placement is None else [*chosen, placement]
            if placement is None or not hopeless(problem, extended):
                yield from extend(extended, depth + 1)

    yield from extend([], 0)


def ways(problem: Problem, meeting: Meeting) -> Iterator[Placement]:
    """Every start, table and, if the meeting needs one, interpreter, that is legal if it is the only meeting."""
    interpreters = [(interpreter.id,) for interpreter in problem.interpreters] if meeting.interpreting else [()]
    for slot in problem.slots:
        for table in problem.tables:
            for chosen in interpreters:
                way = Placement(meeting=meeting.id, slot=slot.id, table=table.id, interpreters=chosen)
                if not hopeless(problem, [way]):
                    yield way


def hopeless(problem: Problem, placements: list[Placement]) -> bool:
    """Whether a rule is broken that no further meeting can mend."""
    placed = {placement.meeting for placement in placements}
    return any(
        violation.rule not in MENDABLE or (violation.rule is Rule.PINS and violation.subjects[0] in placed)
        for violation in violations(problem, placements)
    )
