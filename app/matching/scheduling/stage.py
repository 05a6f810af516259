"""The two searches that a goal of the lexicographic order takes: which meetings to hold, and the timetable itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app.matching.scheduling.model.goals import SELECTION_GOALS, expression
from app.matching.scheduling.model.redundant import count_parties
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.model.selection import Selection
from app.matching.scheduling.optimise import Effort, Found, Objective, Style, Told, optimise
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.timetable import Placement

Reached = Sequence[tuple[Goal, int]]
"""Goals that come before, each with a value that must not get worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Meetings that would be held if time did not matter, with the value and the proven bound of the goal."""

    meetings: tuple[MeetingId, ...]
    value: int
    bound: int


def select(problem: Problem, reached: Reached, goal: Goal, effort: Effort) -> Selected | None:
    """The best selection for a goal of `SELECTION_GOALS`; None if none was found in the time.

    Its bound holds for every timetable as good as `reached`, since every timetable selects.
    """
    selection = Selection(problem)
    for earlier, value in reached:
        if earlier in SELECTION_GOALS:
            kept = Objective(expression=SELECTION_GOALS[earlier](selection.tally), maximised=earlier.maximised)
            selection.model.add(kept.at_least_as_good_as(value))
    objective = Objective(expression=SELECTION_GOALS[goal](selection.tally), maximised=goal.maximised)
    found = optimise(selection.model, objective, effort, style=Style.LINEAR)
    if not found.solved or found.bound is None:
        return None
    value = objective.expression if isinstance(objective.expression, int) else found.solver.value(objective.expression)
    return Selected(meetings=selection.chosen(found.solver), value=value, bound=found.bound)


def search(
    problem: Problem,
    reached: Reached,
    goal: Goal | None,
    effort: Effort,
    *,
    hint: Iterable[Placement] = (),
    hold: Collection[MeetingId] = (),
    style: Style = Style.CLAUSES,
    on_value: Told = lambda _value: None,
    on_bound: Told = lambda _bound: None,
) -> tuple[tuple[Placement, ...] | None, Found]:
    """The best timetable found for `goal`, or any if that is None, among those that hold all of `hold`.

    A search by cores gets counters as well: that is what makes its proofs short.
    """
    cores = style is Style.CORES
    context = build(problem, counted=frozenset(hold) if cores else None)
    for earlier, value in reached:
        kept = Objective(expression=expression(context, earlier), maximised=earlier.maximised)
        context.model.add(kept.at_least_as_good_as(value))
    for meeting in hold:
        context.model.add_bool_or(context.choices.holding(meeting))
    if cores:
        count_parties(context)
    context.choices.hint(context.model, hint)
    objective = None
    if goal is not None:
        objective = Objective(expression=expression(context, goal), maximised=goal.maximised)
    found = optimise(context.model, objective, effort, style=style, on_value=on_value, on_bound=on_bound)
    return (context.choices.placements(found.solver) if found.solved else None), found


def only(problem: Problem, meetings: Iterable[MeetingId]) -> Problem:
    """The problem with these meetings alone, all pinned ones among them: its timetables are timetables of `problem`.

    A published meeting that is left out stays in it without a slot, since its parties must be told.
    """
    chosen, published = set(meetings), problem.published or {}
    kept = chosen | published.keys()
    return replace(
        problem,
        meetings=tuple(
            replace(
                meeting,
                after=tuple(earlier for earlier in meeting.after if earlier in kept),
                slots=meeting.slots if meeting.id in chosen else (),
            )
            for meeting in problem.meetings
            if meeting.id in kept
        ),
    )
