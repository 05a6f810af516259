"""What all stages share: the best timetable so far, what is proven of each goal, the time, and the record."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import Referee
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.optimise import Effort
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.sharing import Known, Strategy
from app.matching.scheduling.standing import Progress, Standing
from app.matching.scheduling.timetable import GoalValue, Placement

MOST_LITERALS = 150_000
"""Up to this size models of the whole timetable are built."""
MODEL_SECONDS = 3e-5
"""What building and presolving a model takes for each literal."""
GAP_OF_LARGE = 1e-4

Reached = Sequence[tuple[Goal, int]]
"""Goals that come before, each with a value that must not get worse."""
OnProgress = Callable[[Progress], None]
OnBetter = Callable[[tuple[Placement, ...]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord:
    """What a stage did: for which goal, when it began and how long it took (seconds), and where it left the goals."""

    stage: str
    goal: str | None
    began: float
    seconds: float
    goals: tuple[GoalValue, ...]


class State:
    """The state of a solve. Stages may run side by side: `take` and `prove` may be called from any thread."""

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        *,
        workers: int,
        seed: int,
        on_progress: OnProgress | None = None,
        on_better: OnBetter | None = None,
        without: frozenset[str] = frozenset(),
        strategy: Strategy = Strategy.BALANCED,
    ) -> None:
        self.problem = problem
        self.budget = budget
        self.workers = workers
        self.seed = seed
        self.strategy = strategy
        self.records: list[StageRecord] = []
        self._without = without
        self._on_progress = on_progress or (lambda _progress: None)
        self._on_better = on_better or (lambda _placements: None)
        self._bounds: dict[Goal, int | None] = {goal: _bound_of(goal) for goal in problem.policy.goals}
        self._lock = threading.RLock()
        self.best: tuple[Placement, ...] | None = None
        self._values: dict[Goal, int] = {}
        self.referee = Referee(problem, ())
        """The referee of the best timetable, who need not admit its placements again."""
        if not self.pinned:
            self.take(())
        self.budget.watch(self.goals)

    def of_rest(self, problem: Problem, placements: tuple[Placement, ...]) -> "State":
        """The state of a part of the problem, which shares the time, the listener and the record."""
        rest = State(
            problem,
            self.budget,
            workers=self.workers,
            seed=self.seed,
            on_progress=self._on_progress,
            on_better=self._on_better,
            without=self._without,
            strategy=self.strategy,
        )
        rest.records = self.records
        rest.take(placements)
        return rest

    @cached_property
    def compact(self) -> Compact:
        """The problem by numbers."""
        return Compact(self.problem)

    @cached_property
    def literals(self) -> int:
        """How large a model of the whole timetable would be."""
        compact = self.compact
        return sum(starts.bit_count() * len(kinds) for starts, kinds in zip(compact.starts, compact.kinds, strict=True))

    @cached_property
    def seated_literals(self) -> int:
        """How large it would be if it told all tables apart."""
        compact = self.compact
        tables = {kinds: sum(map(compact.capacity.__getitem__, kinds)) for kinds in set(compact.kinds)}
        seated = zip(compact.starts, compact.kinds, strict=True)
        return sum(starts.bit_count() * tables[kinds] for starts, kinds in seated)

    @property
    def large(self) -> bool:
        """Whether a model of the whole timetable would be too large to be of use."""
        return self.literals > MOST_LITERALS

    def affords_model(self, goal: Goal) -> bool:
        """Whether a model of the whole timetable is small enough, and could be built and presolved in the time left.

        Tables are told apart once it is about moves.
        """
        goals = self.problem.policy.goals
        seated = Goal.MOVES in goals[: goals.index(goal) + 1]
        literals = self.seated_literals if seated else self.literals
        return literals <= MOST_LITERALS and self.budget.left > MODEL_SECONDS * literals

    @property
    def close_enough(self) -> float:
        """The gap, as a part of the bound, that is left open: none unless a proof is out of reach."""
        return GAP_OF_LARGE if self.large else 0.0

    @property
    def first_goals(self) -> Sequence[Goal]:
        """The goals before `changes`; all of them if that is none."""
        return tuple(takewhile(Goal.CHANGES.__ne__, self.problem.policy.goals))

    @cached_property
    def pinned(self) -> bool:
        """Whether any meeting is pinned: only then the empty timetable may be illegal."""
        return any(meeting.pin is not None for meeting in self.problem.meetings)

    def goals(self) -> tuple[GoalValue, ...]:
        """The policy's goals with their best values, as the checker values them, and what was proven of each."""
        with self._lock:
            return tuple(
                GoalValue(goal=goal, value=self._values[goal], bound=bound)
                for goal, bound in self._bounds.items()
                if self._values
            )

    def take(self, placements: tuple[Placement, ...] | None) -> bool:
        """Keep a legal timetable if it is no worse than the best in the order of the goals; whether it is better."""
        return placements is not None and self._keep(Referee(self.problem, placements))

    def take_checked(self, placements: tuple[Placement, ...]) -> bool:
        """Keep a timetable like `take`, unless it breaks a hard rule, which a draft may where breaks may not differ."""
        referee = Referee(self.problem, placements)
        return not referee.violations and self._keep(referee)

    def _keep(self, referee: Referee) -> bool:
        values = referee.goals
        with self._lock:
            better = self.best is None or self._rank(values) < self._rank(self._values)
            if better or self._rank(values) == self._rank(self._values):
                self._forget_bounds(values)
                self.best, self._values, self.referee = referee.placements, values, referee
                if better:
                    self._on_better(referee.placements)
        if better:
            self.budget.note_better()
        return better

    def _forget_bounds(self, values: dict[Goal, int]) -> None:
        """Of the goals after one that has become worse, for one before it: now there are timetables to beat them."""
        worse = False
        for goal in self.problem.policy.goals if self._values else ():
            if worse:
                self._bounds[goal] = _bound_of(goal)
            worse = worse or goal.better(values[goal], self._values[goal]) != values[goal]

    def prove(self, goal: Goal, bound: int | None, reached: Reached = ()) -> None:
        """Note a bound on `goal`, proven over all timetables as good as `reached` on earlier goals.

        It is left aside if the best timetable is not one of them any more.
        """
        if bound is not None:
            with self._lock:
                if all(
                    earlier.better(self._values[earlier], value) == self._values[earlier] for earlier, value in reached
                ):
                    self._bounds[goal] = goal.tighter(bound, self._bounds[goal])

    def outcome(self) -> tuple[tuple[GoalValue, ...], Referee]:
        """The goals and the referee of one and the same timetable, whatever others tell meanwhile."""
        with self._lock:
            return self.goals(), self.referee

    def known(self) -> Known | None:
        """What another search for the same problem may go on from; None as long as there is no timetable."""
        with self._lock:
            return None if self.best is None else Known(placements=self.best, goals=self.goals())

    def hear(self, known: Known) -> None:
        """Take what another search has found and proven, unless its timetable is not legal, or not what it says."""
        referee = Referee(self.problem, known.placements)
        values = [(goal.value, referee.goals[goal]) for goal in self.problem.policy.goals]
        if referee.violations or [(goal.goal, goal.value) for goal in known.goals] != values:
            return
        with self._lock:
            self._keep(referee)
            for number, told in enumerate(known.goals):
                self.prove(Goal(told.goal), told.bound, [(Goal(name), value) for name, value in values[:number]])
        if self.settled and Goal.CHANGES in self.problem.policy.goals:
            self.budget.finish()  # There a state of a part of the problem is being worked on, which hears nothing.

    def value(self, goal: Goal) -> int:
        """The best timetable's value of a goal."""
        return self._values[goal]

    def bound(self, goal: Goal) -> int | None:
        """The proven bound of a goal of the policy."""
        return self._bounds[goal]

    def is_open(self, goal: Goal) -> bool:
        """Whether there is time to work on the goal, and anything left to find or prove."""
        return not self.budget.over and self._values[goal] != self._bounds[goal]

    @property
    def settled(self) -> bool:
        """Whether the best timetable is proven to be the best possible."""
        return bool(self._values) and all(self._values[goal] == bound for goal, bound in self._bounds.items())

    def reached(self, goal: Goal) -> Reached:
        """The goals before this one with their values."""
        values = self._values  # Another thread may put others in their place.
        return [(earlier, values[earlier]) for earlier in takewhile(goal.__ne__, self.problem.policy.goals)]

    def outdated(self, goal: Goal) -> Callable[[], bool]:
        """Says whether work on the goal that begins now has lost its purpose by what others have found or proven."""
        reached = self.reached(goal)
        return lambda: self._values[goal] == self._bounds[goal] or self.reached(goal) != reached

    def after(self, goal: Goal) -> Sequence[Goal]:
        """The goals after this one."""
        return self.problem.policy.goals[self.problem.policy.goals.index(goal) + 1 :]

    def effort(self, share: float, *, workers: int | None = None, enough: Callable[[], bool] = lambda: False) -> Effort:
        """A share of what is left of the time, for one search."""
        return Effort(
            budget=self.budget,
            share=share,
            workers=workers or self.workers,
            seed=self.seed,
            enough=lambda: self.settled or enough(),
        )

    def standing(self, goal: Goal) -> Standing:
        """Where the goal stands now; each change is told with the goals before it."""
        before = self.goals()[: self.problem.policy.goals.index(goal)]

        def tell(value: int, bound: int | None) -> None:
            seconds = self.budget.elapsed
            self._on_progress(Progress(goal=goal, value=value, bound=bound, seconds=seconds, goals=before))

        return Standing(goal, self._values[goal], self._bounds[goal], tell)

    def offers(self, stage: str) -> bool:
        """Whether the stage may run: there is time, and it was not switched off."""
        return stage not in self._without and not self.budget.over

    @contextmanager
    def stage(self, name: str, goal: Goal | None = None) -> Iterator[None]:
        """Keep a record of a stage."""
        began = self.budget.elapsed
        try:
            yield
        finally:
            seconds = self.budget.elapsed - began
            self.records.append(StageRecord(stage=name, goal=goal, began=began, seconds=seconds, goals=self.goals()))

    def _rank(self, values: dict[Goal, int]) -> tuple[int, ...]:
        """The goals as costs, most important first."""
        return tuple(-values[goal] if goal.maximised else values[goal] for goal in self.problem.policy.goals)


def _bound_of(goal: Goal) -> int | None:
    """What is known of a goal before anything is proven: costs are never below 0."""
    return None if goal.maximised else 0
