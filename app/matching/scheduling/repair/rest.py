"""Goals one after another in one model, from a timetable that is known, with few people told."""

from functools import cached_property

from app.matching.scheduling import checker
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.goals import SELECTION_GOALS, expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.repair.telling import Telling
from app.matching.scheduling.timetable import Placement


class Rest:
    """The timetables of `problem` that tell at most `most_told` (None: whoever the problem allows) and keep `reached`.

    `placements` is the best of them so far. The model is only built when a goal needs it.
    """

    def __init__(
        self, problem: Problem, placements: tuple[Placement, ...], reached: dict[Goal, int], most_told: int | None
    ) -> None:
        self.problem = problem
        self.placements = placements
        self._most_told = most_told
        self._reached = dict(reached)

    def improve(self, goal: Goal, effort: Effort) -> int | None:
        """Better `placements` for the goal, then keep to the value reached; the bound that is proven, if any is."""
        settled = not goal.maximised and self.value(goal) == 0
        bound = 0 if settled else self._search(goal, effort)
        self._reached[goal] = self.value(goal)
        return bound

    def value(self, goal: Goal) -> int:
        """The value of the goal in the best timetable."""
        return checker.goal_values(self.problem, self.placements)[goal]

    def _search(self, goal: Goal, effort: Effort) -> int | None:
        context = self._context
        for earlier in [*self._reached]:
            limit = Objective(expression=expression(context, earlier), maximised=earlier.maximised)
            context.model.add(limit.at_least_as_good_as(self._reached.pop(earlier)))
        context.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it unannotated.
        context.choices.hint(context.model, self.placements)
        objective = Objective(expression=expression(context, goal), maximised=goal.maximised)
        style = Style.TIGHT if goal in SELECTION_GOALS else Style.CORES
        found = optimise(context.model, objective, effort, style=style)
        context.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools leaves it unannotated.
        if found.solved:
            self._take(goal, context.choices.placements(found.solver))
        return found.bound

    def _take(self, goal: Goal, placements: tuple[Placement, ...]) -> None:
        """Keep what was found, unless the search ended before it was as good as the best."""
        found = checker.goal_values(self.problem, placements)[goal]
        if goal.better(found, self.value(goal)) == found:
            self.placements = placements

    @cached_property
    def _context(self) -> Context:
        context = build(self.problem)
        if self._most_told is not None:
            context.model.add(Telling(context).number <= self._most_told)
        return context
