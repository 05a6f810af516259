"""Small instances are solved outright, with a meeting held: the price is exact, or proven not to exist."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.goals import expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.problem import Goal, MeetingId, Problem, Spot
from app.matching.scheduling.timetable import Placement

MOST_WAYS, EFFORT = 600, 0.3
"""The size up to which an instance is small, and the deterministic time that CP-SAT may take for one goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The best timetable found, `proven` the best of all that hold the meeting; None and proven if there is none."""

    placements: tuple[Placement, ...] | None
    proven: bool


NONE = Answer(placements=None, proven=True)
"""No timetable holds the meeting."""


def small(compact: Compact) -> bool:
    """Whether the instance has so few ways of holding its meetings that it is solved in a moment."""
    ways = zip(compact.starts, compact.kinds, strict=True)
    return sum(starts.bit_count() * len(kinds) for starts, kinds in ways) <= MOST_WAYS


def with_pinned_only(problem: Problem, meeting: MeetingId, at: Spot | None = None) -> Problem:
    """The problem with one meeting, pinned to `at` if that is given, and the pinned ones, and breaks as they come.

    Every timetable of the problem that holds it contains one of this: leaving a meeting out breaks no other rule.
    """
    chosen = {meeting, *(other.id for other in problem.meetings if other.pin is not None)}
    return replace(
        problem,
        meetings=tuple(
            replace(
                other,
                after=tuple(earlier for earlier in other.after if earlier in chosen),
                pin=at if at is not None and other.id == meeting else other.pin,
            )
            for other in problem.meetings
            if other.id in chosen
        ),
        policy=replace(problem.policy, goals=(), max_break_spread=None),
        published=None,
    )


def best(problem: Problem, goals: Iterable[Goal], meeting: MeetingId) -> Answer:
    """The best timetable for `goals` in strict order that holds the meeting."""
    context = build(problem)
    context.model.add_bool_or(context.choices.holding(meeting))
    answer, _ = _solved(context)
    for goal in goals:
        if answer.placements is None or not answer.proven:
            return answer
        wanted = expression(context, goal)
        if isinstance(wanted, int):
            continue
        (context.model.maximize if goal.maximised else context.model.minimize)(wanted)
        found, solver = _solved(context)
        if found.placements is None:
            return replace(answer, proven=False)
        answer = found
        context.model.add(wanted == solver.value(wanted))
    return answer


def _solved(context: Context) -> tuple[Answer, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.catch_sigint_signal = False  # whoever called decides what Ctrl-C means
    status = solver.solve(context.model)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"the model is not valid: {context.model.validate()}")
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    placements = context.choices.placements(solver) if solved else None
    return Answer(placements=placements, proven=status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}), solver
