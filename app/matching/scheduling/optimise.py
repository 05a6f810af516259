"""One run of CP-SAT: an objective, an effort, and what was found and proven."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from ortools.sat.python import cp_model

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.model.goals import Expression

HINT_SHARE = 0.2
"""What a hint may take of the time before the search that it is for."""
EASY_SECONDS = 1.0
"""For so long a search may try to raise a bound by several steps at once."""
_TOLERANCE = 1e-6
Told = Callable[[int], None]


class Style(Enum):
    """How CP-SAT goes about it.

    Which meetings to hold is a question for the linear relaxation; when to hold them is a colouring, of which it knows
    little and which clauses settle faster. Neighbourhoods improve a timetable that is known, and prove nothing. Cores
    raise the bound of a cost from below and may find no timetable before they have the best. `TIGHT` has every clause
    in the linear relaxation: for small models, of which the best is to be proven.

    No style asks the solver to repair a hint: where time ends while it loads that model, it takes the process with it.
    """

    LINEAR = auto()
    TIGHT = auto()
    CLAUSES = auto()
    NEIGHBOURHOODS = auto()
    CORES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to look: a share (0 to 1) of what is left of the budget, threads (≥ 1) and the seed.

    The search also ends when `enough` says so.
    """

    budget: Budget
    share: float
    workers: int
    seed: int
    enough: Callable[[], bool] = lambda: False

    def for_seconds(self, seconds: float) -> "Effort":
        """No more than so many seconds of it, on the clock that counts."""
        return replace(self, share=min(self.share, seconds / max(self.budget.left, seconds)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What to make small, or large if `maximised`; costs are never below 0."""

    expression: Expression
    maximised: bool

    def at_least_as_good_as(self, value: int) -> cp_model.BoundedLinearExpression | bool:
        """The constraint that keeps what was reached."""
        return self.expression >= value if self.maximised else self.expression <= value


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`solver` has the solution if `solved`; `bound` is what is proven of the objective, None if nothing is."""

    solver: cp_model.CpSolver
    solved: bool
    infeasible: bool
    bound: int | None


def optimise(
    model: cp_model.CpModel,
    objective: Objective | None,
    effort: Effort,
    *,
    style: Style,
    on_value: Told = lambda _value: None,
    on_bound: Told = lambda _bound: None,
) -> Found:
    """Search `model` for the best solution, or for any if there is no objective.

    `on_value` and `on_bound` are told of each better solution and each tighter bound, from the solver's threads.
    """
    watch = _Watch(objective, on_value, on_bound)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    if style is Style.TIGHT:
        solver.parameters.linearization_level = 2
        solver.parameters.num_workers = 1  # Several would each choose a relaxation of their own.
    elif style is not Style.LINEAR:
        solver.parameters.linearization_level = 0
    if style is Style.NEIGHBOURHOODS:
        solver.parameters.use_lns_only = True
        solver.parameters.interleave_search = effort.workers == 1  # else one thread would keep to one neighbourhood
    if style is Style.CORES:
        solver.parameters.num_workers = 1
        solver.parameters.optimize_with_core = True
        # More of these finds little and takes seconds.
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
    if objective is not None and not isinstance(objective.expression, int):
        (model.maximize if objective.maximised else model.minimize)(objective.expression)
        solver.best_bound_callback = watch.on_best_bound
    if style is Style.NEIGHBOURHOODS:
        _complete_hint(model, effort)
    with effort.budget.limit(solver, effort.share, effort.enough):
        status = solver.solve(model, watch)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"the model is not valid: {model.validate()}")
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    # Before it has a bound the solver says 0, which would be a false claim of a gain: then the watch knows better.
    proven = solver.best_objective_bound if solved else watch.bound
    infeasible = status == cp_model.INFEASIBLE
    return Found(solver=solver, solved=solved, infeasible=infeasible, bound=_whole(objective, proven))


def climb(
    model: cp_model.CpModel,
    objective: Objective,
    effort: Effort,
    best: Callable[[], int],
    *,
    proven: int = 0,
    on_value: Told = lambda _value: None,
    on_bound: Told = lambda _bound: None,
) -> Found:
    """Raise the bound of a cost from `proven` until it meets what `best` says is the best value found anywhere.

    Steep steps ask for any solution that costs no more than what is proven: refuting that takes a fraction of the time
    of raising the bound by cores, and a solution is the best there is. In between, a short search by cores takes
    several easy steps at once.
    """
    steep, ends = True, (1 - effort.share) * effort.budget.left

    def raised(bound: int) -> None:
        nonlocal proven
        # What is proven under a limit holds without it up to the limit only.
        if proven < min(bound, aim):
            proven = min(bound, aim)
            on_bound(proven)

    while True:
        aim = proven + 1 if steep else max(best(), proven + 1)
        rest = replace(effort, share=max(0.0, 1 - ends / effort.budget.left) if effort.budget.left else 0.0)
        limited = model.clone()
        limited.add(objective.expression <= aim - 1)
        if steep:
            found = optimise(limited, None, rest, style=Style.CORES)
        else:
            short = rest.for_seconds(EASY_SECONDS)
            found = optimise(limited, objective, short, style=Style.CORES, on_value=on_value, on_bound=raised)
        raised(aim if found.infeasible else found.bound or 0)
        if found.solved:
            on_value(found.solver.value(objective.expression))
        over = effort.enough() or effort.budget.over or effort.budget.left <= ends
        if found.solved or proven >= best() or over:
            return replace(found, infeasible=False, bound=proven)
        steep = not steep or not found.infeasible


def _complete_hint(model: cp_model.CpModel, effort: Effort) -> None:
    """Extend a hint about some variables to all of them, if it can be.

    Left to itself the search guesses the rest, badly, and begins far from where the hint is.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 0
    solver.parameters.fix_variables_to_their_hinted_value = True
    with effort.budget.limit(solver, effort.share * HINT_SHARE, effort.enough):
        status = solver.solve(model)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        model.clear_hints()  # type: ignore[no-untyped-call]  # ortools types most of its methods, not this one
        for index, value in enumerate(solver.response_proto.solution):
            model.add_hint(model.get_int_var_from_proto_index(index), value)


def _whole(objective: Objective | None, proven: float | None) -> int | None:
    """The bound as an integer."""
    if objective is None:
        return None
    if isinstance(objective.expression, int):
        return objective.expression
    if objective.maximised:
        return None if proven is None else math.floor(proven + _TOLERANCE)
    return 0 if proven is None else max(0, math.ceil(proven - _TOLERANCE))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes on what the search finds; CP-SAT calls it from its own threads, one at a time."""

    def __init__(self, objective: Objective | None, on_value: Told, on_bound: Told) -> None:
        super().__init__()
        self._objective = objective
        self._on_value, self._on_bound = on_value, on_bound
        self.bound: float | None = None

    def on_solution_callback(self) -> None:
        if self._objective is not None:
            self._on_value(round(self.objective_value))

    def on_best_bound(self, bound: float) -> None:
        self.bound = bound
        whole = _whole(self._objective, bound)
        if whole is not None:
            self._on_bound(whole)
