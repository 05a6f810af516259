"""The search in strict lexicographic order: which goal to work on next, by which searches, and what they prove."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile

from app.matching.scheduling import checker
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.construct.sequence import greedy
from app.matching.scheduling.model.goals import SELECTION_GOALS
from app.matching.scheduling.optimise import Effort, Style
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.repair import still_legal
from app.matching.scheduling.stage import only, search, select
from app.matching.scheduling.standing import Progress, Standing
from app.matching.scheduling.timetable import GoalValue, Placement

SELECTION_SHARE, LEAP_SHARE, NARROW_SHARE, GOAL_SHARE = 0.4, 0.5, 0.5, 0.6
OnProgress = Callable[[Progress], None]


class NothingFound(Exception):
    """The time was over before any timetable was found that keeps the pins."""


class Lexicographic:
    """A search that leaps, then takes the goals in order, in rounds, until all are proven or the time is over.

    It leaps to a timetable of what the best selection holds: as much as fits one after another, then, by a search, all
    of it, which settles the leading goals at once. Where changes count, it starts from what can stay of the published
    timetable instead. A goal about which meetings to hold then gets a bound from the selection and a search among all
    timetables as good on the goals before. Any other goal gets two searches: a narrow one in the neighbourhoods of the
    best timetable, among those that hold the same meetings, and a wide one for the proof.
    """

    def __init__(
        self, problem: Problem, budget: Budget, *, workers: int, seed: int, on_progress: OnProgress | None = None
    ) -> None:
        self._problem = problem
        self._budget = budget
        self._workers, self._seed = workers, seed
        self._on_progress = on_progress or (lambda _progress: None)
        self._bounds: dict[Goal, int | None] = {goal: None if goal.maximised else 0 for goal in problem.policy.goals}
        self._kept = (still_legal(problem) if Goal.CHANGES in problem.policy.goals else None) or ()
        pinned = any(meeting.pin is not None for meeting in problem.meetings)
        self._taking = threading.Lock()
        self._best: tuple[Placement, ...] | None = self._kept or (None if pinned else ())

    def run(self) -> tuple[Placement, ...] | None:
        """The best placements; None if the pins contradict each other or a rule. Raises `NothingFound`."""
        if self._best is None and not self._find_first():
            return None
        if Goal.CHANGES not in self._problem.policy.goals:
            self._leap()
        while not self._budget.over and self._round():
            self._seed += 1  # A search that was left half-way goes another way in the next round.
        return self._best

    def goals(self) -> tuple[GoalValue, ...]:
        """The policy's goals as the checker values them, with what was proven of each."""
        values = checker.goal_values(self._problem, self._best or ())
        return tuple(GoalValue(goal=goal, value=values[goal], bound=bound) for goal, bound in self._bounds.items())

    def _find_first(self) -> bool:
        """A first timetable that keeps the pins; false if there is none."""
        self._best, found = search(self._problem, (), None, self._effort(1.0))
        if self._best is None and not found.infeasible:
            raise NothingFound("no timetable that keeps the pins was found in the time")
        return not found.infeasible

    def _leap(self) -> None:
        """Hold what the best selection for the leading goals holds, if all of that can be held."""
        reached: list[tuple[Goal, int]] = []
        meetings: tuple[MeetingId, ...] = ()
        for goal in takewhile(SELECTION_GOALS.__contains__, self._problem.policy.goals):
            self._standing(goal)
            selected = (
                None if self._budget.over else select(self._problem, reached, goal, self._effort(SELECTION_SHARE))
            )
            if selected is None:
                break
            reached.append((goal, selected.value))
            meetings = selected.meetings
        if meetings and not self._budget.over:
            self._take(greedy(self._problem, meetings, lambda: self._budget.over))
            effort = self._effort(LEAP_SHARE)
            held, _ = search(only(self._problem, meetings), (), None, effort, hold=meetings)
            self._take(held)

    def _round(self) -> bool:
        """Work on every open goal once, in order; false if there was none, or if that took no time at all."""
        left, worked = self._budget.left, False
        for goal in self._problem.policy.goals:
            if self._open(goal):
                self._work_on(goal)
                worked = True
            self._standing(goal)
        return worked and self._budget.left < left

    def _work_on(self, goal: Goal) -> None:
        last = not any(self._open(later) for later in self._after(goal))
        share = 1.0 if last else GOAL_SHARE
        if goal in SELECTION_GOALS:
            self._select(goal)
            if self._open(goal):
                style = Style.CORES if goal is Goal.REQUIRED else Style.LINEAR
                self._wide(goal, self._effort(share), style, self._standing(goal))
        elif self._workers == 1:
            self._narrow(goal, self._effort(share * NARROW_SHARE), self._standing(goal))
            if self._open(goal):
                self._wide(goal, self._effort(share), Style.CORES, self._standing(goal))
        else:
            self._side_by_side(goal, share)

    def _select(self, goal: Goal) -> None:
        """Bound a goal by the best selection that is as good on the goals before."""
        selected = select(self._problem, self._reached(goal), goal, self._effort(SELECTION_SHARE))
        if selected is not None:
            self._bounds[goal] = goal.tighter(selected.bound, self._bounds[goal])

    def _side_by_side(self, goal: Goal, share: float) -> None:
        """The proof on one thread, neighbourhoods on the others; whichever settles the goal ends both."""
        standing = self._standing(goal)
        narrow = self._effort(share, workers=self._workers - 1, enough=standing.settled)
        wide = self._effort(share, workers=1, enough=standing.settled)
        with ThreadPoolExecutor(max_workers=2) as pool:
            searches = [
                pool.submit(self._narrow, goal, narrow, standing),
                pool.submit(self._wide, goal, wide, Style.CORES, standing),
            ]
        for done in searches:
            done.result()

    def _narrow(self, goal: Goal, effort: Effort, standing: Standing) -> None:
        """Look for a better value of `goal` among timetables that hold the same meetings.

        For changes these are the published and the required ones, any of which may be dropped; the search starts from
        what can stay of the published timetable even if the best one has lost it.
        """
        changes = goal is Goal.CHANGES
        meetings = self._announced() if changes else [placement.meeting for placement in self._best or ()]
        placements, _ = search(
            only(self._problem, meetings),
            self._reached(goal),
            goal,
            effort,
            hint=self._kept if changes else self._best or (),
            hold=self._forced(goal) if changes else meetings,
            style=Style.REPAIR if changes else Style.NEIGHBOURHOODS,
            on_value=standing.found,
        )
        self._take(placements)

    def _announced(self) -> list[MeetingId]:
        """Published, required and pinned meetings."""
        published = self._problem.published or {}
        return [m.id for m in self._problem.meetings if m.required or m.pin is not None or m.id in published]

    def _wide(self, goal: Goal, effort: Effort, style: Style, standing: Standing) -> None:
        """Look for a better value of `goal` among all timetables as good on the goals before, and prove its bound."""
        placements, found = search(
            self._relevant(goal),
            self._reached(goal),
            goal,
            effort,
            hint=self._kept if goal is Goal.CHANGES else self._best or (),
            hold=self._forced(goal),
            style=style,
            on_value=standing.found,
            on_bound=standing.proved,
        )
        if found.infeasible:
            raise RuntimeError(f"goal {goal} made a model infeasible of which a timetable is known")
        self._take(placements)
        if found.bound is not None:
            self._bounds[goal] = goal.tighter(found.bound, self._bounds[goal])
            standing.proved(found.bound)

    def _take(self, placements: tuple[Placement, ...] | None) -> None:
        """Keep what a search found if it is no worse in the order of the goals; two searches may come at once.

        A search may have lost the best on its way, or have cared for one goal alone.
        """
        if placements is not None:
            with self._taking:
                if self._rank(placements) <= self._rank(self._best or ()):
                    self._best = placements

    def _rank(self, placements: tuple[Placement, ...]) -> tuple[int, ...]:
        """The goals as costs, most important first."""
        values = checker.goal_values(self._problem, placements)
        return tuple(-values[goal] if goal.maximised else values[goal] for goal in self._problem.policy.goals)

    def _open(self, goal: Goal) -> bool:
        """Whether there is time to work on the goal, and anything left to find or prove."""
        return not self._budget.over and self._value(goal) != self._bounds[goal]

    def _value(self, goal: Goal) -> int:
        return checker.goal_values(self._problem, self._best or ())[goal]

    def _after(self, goal: Goal) -> Sequence[Goal]:
        return self._problem.policy.goals[self._problem.policy.goals.index(goal) + 1 :]

    def _reached(self, goal: Goal) -> Sequence[tuple[Goal, int]]:
        """The goals before this one with their values."""
        values = checker.goal_values(self._problem, self._best or ())
        return [(earlier, values[earlier]) for earlier in takewhile(goal.__ne__, self._problem.policy.goals)]

    def _relevant(self, goal: Goal) -> Problem:
        """The problem, without meetings that could not help the goal: required ones only need each other.

        Unless breaks may not differ: then any meeting may be wanted to fill one.
        """
        if goal is not Goal.REQUIRED or self._problem.policy.max_break_spread is not None:
            return self._problem
        return only(self._problem, [m.id for m in self._problem.meetings if m.required or m.pin is not None])

    def _forced(self, goal: Goal) -> list[MeetingId]:
        """The meetings that every timetable as good on the goals before `goal` holds, as far as that is plain."""
        if (Goal.REQUIRED, 0) not in self._reached(goal):
            return []
        return [meeting.id for meeting in self._problem.meetings if meeting.required]

    def _effort(
        self, share: float, *, workers: int | None = None, enough: Callable[[], bool] = lambda: False
    ) -> Effort:
        return Effort(
            budget=self._budget, share=share, workers=workers or self._workers, seed=self._seed, enough=enough
        )

    def _standing(self, goal: Goal) -> Standing:
        """Where the goal stands now; each change is told with the goals before it."""
        before = self.goals()[: self._problem.policy.goals.index(goal)]

        def tell(value: int, bound: int | None) -> None:
            seconds = self._budget.elapsed
            self._on_progress(Progress(goal=goal, value=value, bound=bound, seconds=seconds, goals=before))

        return Standing(goal, self._value(goal), self._bounds[goal], tell)
