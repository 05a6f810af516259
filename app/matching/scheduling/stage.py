"""The two searches that a goal of the lexicographic order takes: which meetings to hold, and the timetable itself."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ortools.sat.python.cp_model import CpSolver

from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.goals import SELECTION_GOALS, expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.model.selection import Selection
from app.matching.scheduling.optimise import Effort, Found, Objective, Style, Told, climb, optimise
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.prove.breaks import bounds
from app.matching.scheduling.prove.days import add_days
from app.matching.scheduling.timetable import Placement

Reached = Sequence[tuple[Goal, int]]
"""Goals that come before, each with a value that must not get worse."""
Outcome = tuple[tuple[Placement, ...] | None, Found]
"""What a search found, and what is proven."""


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
) -> Outcome:
    """The best timetable found for `goal`, or any if that is None, among those that hold all of `hold`.

    A search by cores gets counters as well: that is what makes its proofs short.
    """
    asked = _asked(problem, reached, goal)
    context = _model(asked, reached, hold, days=style in {Style.CORES, Style.NEIGHBOURHOODS})
    context.choices.hint(context.model, hint)
    objective = None
    if goal is not None:
        objective = Objective(expression=expression(context, goal), maximised=goal.maximised)
    found = optimise(context.model, objective, effort, style=style, on_value=on_value, on_bound=on_bound)
    return (context.choices.placements(found.solver) if found.solved else None), found


def prove(
    problem: Problem,
    reached: Reached,
    goal: Goal,
    effort: Effort,
    *,
    best: Callable[[], int],
    hint: Iterable[Placement] = (),
    hold: Collection[MeetingId] = (),
    on_value: Told = lambda _value: None,
    on_bound: Told = lambda _bound: None,
) -> Outcome:
    """Raise the bound of a cost until it meets what `best` says is the best value found so far, by anybody.

    First by what is soon proven, then by cores in the whole model. A timetable comes back only if it is better. The
    meetings in `hold` are known to be held by all timetables that are as good as `reached`.
    """
    proven = 0
    for proven in chain([0], _soon_proven(problem, goal, hold, effort)):
        on_bound(proven)
        if proven >= best() or effort.enough() or effort.budget.over:
            return None, _proven(proven)
    if goal is Goal.REQUIRED and not proven:
        placements, found = _hold_all(problem, reached, effort, hint)
        if placements is not None:
            return placements, replace(found, bound=0)
        proven = int(found.infeasible)
        on_bound(proven)
        if proven >= best():
            return None, _proven(proven)
    context = _model(_asked(problem, reached, goal), reached, hold, days=True)
    context.choices.hint(context.model, hint)
    objective = Objective(expression=expression(context, goal), maximised=False)
    found = climb(context.model, objective, effort, best, proven=proven, on_value=on_value, on_bound=on_bound)
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


def _asked(problem: Problem, reached: Reached, goal: Goal | None) -> Problem:
    """The problem without moves where nobody asks for them: telling all tables apart makes a model much larger."""
    goals = problem.policy.goals
    if Goal.MOVES not in goals or Goal.MOVES in {goal, *(earlier for earlier, _ in reached)}:
        return problem
    return replace(problem, policy=replace(problem.policy, goals=tuple(g for g in goals if g is not Goal.MOVES)))


def _soon_proven(problem: Problem, goal: Goal, hold: Collection[MeetingId], effort: Effort) -> Iterator[int]:
    """Rising bounds that take a second or two, without any search for the timetable itself."""
    if goal is Goal.BREAKS:
        yield from (bound.breaks for bound in bounds(problem, hold, effort))
    if goal is Goal.REQUIRED and any(bound.impossible for bound in bounds(problem, _required(problem), effort)):
        yield 1


def _hold_all(problem: Problem, reached: Reached, effort: Effort, hint: Iterable[Placement]) -> Outcome:
    """A timetable of all that is required, or the proof that there is none; with counters, for all of it is known."""
    half = replace(effort, share=effort.share / 2)
    return search(problem, reached, None, half, hint=hint, hold=_required(problem), style=Style.CORES)


def _required(problem: Problem) -> list[MeetingId]:
    return [meeting.id for meeting in problem.meetings if meeting.required]


def _proven(bound: int) -> Found:
    """A bound without a search."""
    return Found(solver=CpSolver(), solved=False, infeasible=False, bound=bound)


def _model(problem: Problem, reached: Reached, hold: Collection[MeetingId], *, days: bool) -> Context:
    """The whole model of timetables as good as `reached` that hold all of `hold`."""
    context = build(problem)
    if days:
        add_days(context, hold)
    for earlier, value in reached:
        kept = Objective(expression=expression(context, earlier), maximised=earlier.maximised)
        context.model.add(kept.at_least_as_good_as(value))
    for meeting in hold:
        context.model.add_bool_or(context.choices.holding(meeting))
    return context
