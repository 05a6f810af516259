"""Reduces what can't hold together until no part of it can be left out, with one model that is built once.

Each part has a literal that demands it, and is assumed or not. A core of assumptions comes first, as in all solvers of
this kind; a core need not be minimal, so a deletion filter follows (Chinneck, Feasibility and Infeasibility in
Optimization, 2008), each successful step of which shrinks to the new core: clause-set refinement (Belov, Lynce and
Marques-Silva, Towards efficient MUS extraction, AI Communications 25, 2012).
"""

from collections.abc import Collection, Mapping, Sequence

from ortools.sat.python import cp_model

from app.matching.scheduling.budget import FOREVER, Budget
from app.matching.scheduling.conflict.scope import Part
from app.matching.scheduling.model.choices import Literal

Literals = Mapping[Part, Literal]


class Filter:
    """`sure` turns false once the time was too short to know something; `patience` is for each question, in seconds."""

    def __init__(self, budget: Budget, seed: int, *, patience: float = FOREVER) -> None:
        self.sure = True
        self._patience = patience
        self._budget = budget
        self._seed = seed

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return self._budget.over

    def reduce(self, model: cp_model.CpModel, literals: Literals, *, needed: Sequence[Part] = ()) -> list[Part] | None:
        """Parts that contradict each other and of which none can be left out; None if all can hold together.

        Those `needed` come first and are not tried, since it is known already that none of them can be left out. It is
        None, too, where the time ends before anything is known; where it ends later, too many parts are left.
        """
        left = self.core(model, literals, literals)
        if left is None:
            return None
        left = [*needed, *(part for part in left if part not in set(needed))]
        position = len(needed)
        while position < len(left):
            core = self.core(model, literals, left[:position] + left[position + 1 :])
            if core is None:
                position += 1
            else:
                # All before `position` are needed even beside more than is left now.
                left = [part for index, part in enumerate(left) if index < position or part in set(core)]
        return left

    def core(self, model: cp_model.CpModel, literals: Literals, assumed: Collection[Part]) -> list[Part] | None:
        """Parts among `assumed` that contradict each other; None if there are none, or the time is over."""
        status, solver = self._solve(model, literals, assumed)
        if status != cp_model.INFEASIBLE:
            return None
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return [part for part in assumed if literals[part].index in core]

    def feasible(self, model: cp_model.CpModel, literals: Literals, assumed: Collection[Part]) -> bool:
        """Whether it is certain that these parts can hold together."""
        status, _ = self._solve(model, literals, assumed)
        return status in {cp_model.OPTIMAL, cp_model.FEASIBLE}

    def _solve(
        self, model: cp_model.CpModel, literals: Literals, assumed: Collection[Part]
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """What a search says of the model with these parts demanded."""
        solver = cp_model.CpSolver()
        if self.over:
            self.sure = False
            return cp_model.UNKNOWN, solver
        model.clear_assumptions()
        model.add_assumptions([literals[part] for part in assumed])
        solver.parameters.num_workers = 1  # With more, no core is given.
        solver.parameters.random_seed = self._seed
        solver.parameters.linearization_level = 0
        solver.parameters.cp_model_probing_level = 0  # Longer than these small questions take.
        with self._budget.limit(solver, self._patience / max(self._patience, self._budget.left), lambda: False):
            status = solver.solve(model)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"the model is not valid: {model.validate()}")
        self.sure &= status != cp_model.UNKNOWN
        return status, solver
