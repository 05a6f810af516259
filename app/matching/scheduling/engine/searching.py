"""Stages that ask CP-SAT: which meetings to hold, neighbourhoods of the best timetable, proofs in the whole model."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.matching.scheduling.engine.state import Reached, State
from app.matching.scheduling.improve.neighbourhoods import Neighbourhoods
from app.matching.scheduling.optimise import Effort, Style
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.stage import only, prove, search, select
from app.matching.scheduling.standing import Standing
from app.matching.scheduling.timetable import Placement

SELECTION_SHARE, LEAP_SHARE = 0.3, 0.4
PART_SECONDS, AIM_SECONDS = 1.0, 20.0
"""What planning a part of a timetable anew may take, and looking for one that is about as good as it can be."""


class Searching:
    """Searches by CP-SAT on a state. `kept` is what can stay of the published timetable, where changes count."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._problem = state.problem
        self.kept: tuple[Placement, ...] = ()
        self._aims = 0

    def leap(self, goal: Goal) -> None:
        """Bound the goal by the best selection that is as good on the goals before, and try to hold all of it."""
        state = self._state
        reached = state.reached(goal)
        selected = select(self._problem, reached, goal, state.effort(SELECTION_SHARE))
        if selected is None:
            return
        state.prove(goal, selected.bound, reached)
        if state.is_open(goal) and selected.meetings and state.affords_model(goal):
            held, _ = search(
                only(self._problem, selected.meetings),
                (),
                None,
                state.effort(LEAP_SHARE),
                hint=state.best or (),
                hold=selected.meetings,
                style=Style.CORES,
            )
            state.take(held)

    def neighbourhoods(self, goal: Goal, effort: Effort, standing: Standing) -> None:
        """Let CP-SAT better the goal among timetables that hold the same meetings.

        For changes these are the published and the required ones, any of which may be dropped; the search starts from
        what can stay of the published timetable even if the best one has lost it.
        """
        state, changes, reached = self._state, goal is Goal.CHANGES, self._state.reached(goal)
        meetings = self._announced() if changes else [placement.meeting for placement in state.best or ()]
        with state.stage("neighbourhoods", goal):
            placements, _ = search(
                only(self._problem, meetings),
                reached,
                goal,
                self._timely(goal, effort),
                hint=self.kept if changes else state.best or (),
                hold=self._forced(reached) if changes else meetings,
                style=Style.CLAUSES if changes else Style.NEIGHBOURHOODS,
                on_value=standing.found,
            )
            state.take(placements)

    def replan(self, goal: Goal, neighbourhoods: Neighbourhoods, effort: Effort, standing: Standing) -> None:
        """Plan parts of the best timetable anew, each time with less of the goal, for a share of the time left."""
        state, ends = self._state, (1 - effort.share) * effort.budget.left
        with state.stage("neighbourhoods", goal):
            while effort.budget.left > ends and state.is_open(goal) and not effort.enough():
                best = state.best or ()
                part = neighbourhoods.around(best)
                if part is None:
                    break
                placements, found = search(
                    part,
                    [*state.reached(goal), (goal, state.value(goal) - 1)],
                    None,
                    state.effort(1.0, workers=1, enough=effort.enough).for_seconds(PART_SECONDS),
                    hold=[placement.meeting for placement in best],
                    style=Style.CORES,
                )
                if state.take(placements):
                    standing.found(state.value(goal))
                else:
                    neighbourhoods.learn(refuted=found.infeasible)

    def aim(self, goal: Goal, effort: Effort, standing: Standing) -> bool:
        """Ask the whole model for a timetable a step above what is proven, if there is one that good.

        It is for a thread beside the one that raises the bound, which proves meanwhile that there is none below; if it
        finds more, this ends. How long it takes to find one depends on chance, so each time it goes another way. False
        if it is not known at the end whether there is one.
        """
        state, reached = self._state, self._state.reached(goal)
        target = min(state.value(goal) - 1, (standing.bound or 0) + 1)
        self._aims += 1
        trying = replace(
            effort.for_seconds(AIM_SECONDS),
            workers=1,
            seed=effort.seed + self._aims,
            enough=_unless(effort, standing, target),
        )
        with state.stage("aim", goal):
            placements, found = search(
                self._problem, [*reached, (goal, target)], None, trying, hold=self._forced(reached), style=Style.CORES
            )
            if state.take(placements):
                standing.found(state.value(goal))
            elif found.infeasible:
                state.prove(goal, target + 1, reached)
                standing.proved(target + 1)
        return found.solved or (standing.bound or 0) > target

    def _announced(self) -> list[MeetingId]:
        """Published, required and pinned meetings."""
        published = self._problem.published or {}
        return [m.id for m in self._problem.meetings if m.required or m.pin is not None or m.id in published]

    def wide(self, goal: Goal, effort: Effort, style: Style, standing: Standing) -> None:
        """Look for a better value of `goal` among all timetables as good on the goals before, and prove its bound."""
        state, reached = self._state, self._state.reached(goal)
        if not state.affords_model(goal) or not state.offers("prove"):
            return
        with state.stage("prove", goal):
            find = (
                partial(prove, best=lambda: state.value(goal)) if style is Style.CORES else partial(search, style=style)
            )
            placements, found = find(
                self._relevant(goal),
                reached,
                goal,
                self._timely(goal, effort),
                hint=self.kept if goal is Goal.CHANGES else state.best or (),
                hold=self._forced(reached),
                on_value=standing.found,
                on_bound=standing.proved,
            )
            if found.infeasible:
                raise RuntimeError(f"goal {goal} made a model infeasible of which a timetable is known")
            state.take(placements)
            state.prove(goal, found.bound, reached)
        if found.bound is not None:
            standing.proved(found.bound)

    def _relevant(self, goal: Goal) -> Problem:
        """The problem, without meetings that could not help the goal: required ones only need each other.

        Unless breaks may not differ: then any meeting may be wanted to fill one.
        """
        if goal is not Goal.REQUIRED or self._problem.policy.max_break_spread is not None:
            return self._problem
        return only(self._problem, [m.id for m in self._problem.meetings if m.required or m.pin is not None])

    def _timely(self, goal: Goal, effort: Effort) -> Effort:
        """The effort, which also ends when others have taken its purpose away."""
        outdated = self._state.outdated(goal)
        return replace(effort, enough=lambda: outdated() or effort.enough())

    def _forced(self, reached: Reached) -> list[MeetingId]:
        """The meetings that every timetable as good as `reached` holds, as far as that is plain."""
        if (Goal.REQUIRED, 0) not in reached:
            return []
        return [meeting.id for meeting in self._problem.meetings if meeting.required]


def _unless(effort: Effort, standing: Standing, target: int) -> Callable[[], bool]:
    """Whether nothing as good as the target can be found any more, or nobody wants it."""
    return lambda: effort.enough() or (standing.bound or 0) > target
