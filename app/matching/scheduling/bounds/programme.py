"""Linear programmes with whole numbers, their solution by the simplex method, and proofs that need not trust it.

The solver works in floating point and only proposes. What is proven rests on weak duality, computed in whole numbers:
for any multipliers y of the rows, each with the sign that its row allows, no solution is worth more than
`sum(b y) + sum_j max over the bounds of x_j of (c_j - y A_j) x_j`. Good multipliers make it tight; bad ones cannot make
it wrong.

Source: Geoffrion, Lagrangean relaxation for integer programming, 1974; the safe dual bounds of Neumaier and Shcherbina,
2004, here with scaled integers instead of directed rounding.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper

from app.matching.scheduling.watching import interrupted

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

FREE = 2**62
# Divisible by every denominator up to 16, so that the common fractions among dual values stay what they are.
SCALE = 720_720
# Where gains differ the dual simplex is much the faster, provided that perturbed costs break the ties between equal
# meetings; where all are equal it may wander about for minutes, and the primal finds its way in a second.
DUAL = "use_dual_simplex: true perturb_costs_in_dual_simplex: true"
PRIMAL = "use_dual_simplex: false"
FIRST_SECONDS = 4.0
UNDECIDED = (model_builder_helper.SolveStatus.NOT_SOLVED, model_builder_helper.SolveStatus.FEASIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What the solver proposes: the columns' values, and for each row what one more unit of it would bring."""

    shares: Reals
    prices: Reals


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Columns within bounds and rows `least <= sum of entries <= most`; -FREE and FREE stand for no limit.

    An entry says that column `entry_column[i]` counts `entry_factor[i]` times in row `entry_row[i]`.
    """

    lower: Integers
    upper: Integers
    least: Integers
    most: Integers
    entry_row: Integers
    entry_column: Integers
    entry_factor: Integers

    @property
    def contradictory(self) -> bool:
        """Whether the limits of a single column or row already leave nothing."""
        return bool((self.lower > self.upper).any() or (self.least > self.most).any())

    def at_least(self, gain: Integers, target: int) -> Self:
        """The same programme, where `gain` must reach `target`: by a row, or by fixing columns if all must be full."""
        full = int(gain.astype(object) @ self.upper.astype(object))
        if target >= full:
            fixed = np.where(gain > 0, self.upper, self.lower)
            # More than everything is impossible; an empty row that can't be filled says so.
            return replace(self, lower=fixed) if target == full else self._with_row(np.zeros_like(gain), target - full)
        return self._with_row(gain, target) if target > 0 else self

    def _with_row(self, gain: Integers, target: int) -> Self:
        columns = np.flatnonzero(gain)
        return replace(
            self,
            least=np.append(self.least, target),
            most=np.append(self.most, FREE if len(columns) else 0),
            entry_row=np.append(self.entry_row, np.full(len(columns), len(self.least))),
            entry_column=np.append(self.entry_column, columns),
            entry_factor=np.append(self.entry_factor, gain[columns]),
        )

    def solve(self, gain: Integers, over: Callable[[], bool]) -> Solution | None:
        """The most of `gain` in floating point; None if there is no solution, or none was found before `over`.

        Both simplex methods take turns, each with twice the time of the one before, on a deterministic clock.
        """
        if self.contradictory:
            return None
        model = self._model(gain)
        methods = [DUAL, PRIMAL] if len(np.unique(gain[gain != 0])) > 1 else [PRIMAL, DUAL]
        for attempt, method in enumerate(cycle(methods)):
            if over():
                break
            solver = model_builder_helper.ModelSolverHelper("glop")
            limit = FIRST_SECONDS * 2**attempt
            solver.set_solver_specific_parameters(f"{method} max_deterministic_time: {limit}")
            with interrupted(solver.interrupt_solve, over):
                solver.solve(model)
            if solver.status() == model_builder_helper.SolveStatus.OPTIMAL:
                return Solution(shares=np.array(solver.variable_values()), prices=np.array(solver.dual_values()))
            if solver.status() not in UNDECIDED:
                break
        return None

    def multipliers(self, gain: Integers, prices: Reals) -> Integers:
        """Whole multipliers near `prices` times `SCALE`, with the sign that each row allows, too small to overflow."""
        weight = np.zeros(len(self.lower), np.int64)
        np.add.at(weight, self.entry_column, np.abs(self.entry_factor))
        limit = (FREE - SCALE * int(np.abs(gain).max(initial=0))) // max(1, int(weight.max(initial=0))) // 2
        whole = np.rint(np.clip(np.nan_to_num(prices), -limit / SCALE, limit / SCALE) * SCALE).astype(np.int64)
        whole[(self.most == FREE) & (whole > 0)] = 0
        whole[(self.least == -FREE) & (whole < 0)] = 0
        return whole

    def margins(self, gain: Integers, multipliers: Integers) -> Integers:
        """What each column would bring beyond the price of all that it takes, times `SCALE`."""
        margins = gain * SCALE
        np.subtract.at(margins, self.entry_column, self.entry_factor * multipliers[self.entry_row])
        return margins

    def bound(self, gain: Integers, multipliers: Integers) -> int:
        """The most that `gain` can be in whole numbers, as these `multipliers` prove it: exact arithmetic only."""
        margins = self.margins(gain, multipliers)
        rows = np.where(multipliers > 0, self.most, self.least)
        rows[multipliers == 0] = 0
        columns = np.where(margins > 0, self.upper, self.lower)
        # Objects are Python's integers, which never overflow.
        total = rows.astype(object) @ multipliers.astype(object) + columns.astype(object) @ margins.astype(object)
        return int(total) // SCALE

    def _model(self, gain: Integers) -> model_builder_helper.ModelBuilderHelper:
        model = model_builder_helper.ModelBuilderHelper()
        # The stubs of ortools have the types of numpy's arrays wrong.
        lower: Any = self.lower.astype(np.float64)
        upper: Any = self.upper.astype(np.float64)
        whole: Any = np.zeros(len(self.lower), np.bool_)
        model.add_var_array_with_bounds(lower, upper, whole, "")
        for column in np.flatnonzero(gain).tolist():
            model.set_var_objective_coefficient(column, float(gain[column]))
        model.set_maximize(True)
        for row, (least, most) in enumerate(zip(_limits(self.least), _limits(self.most), strict=True)):
            model.add_linear_constraint()
            model.set_constraint_lower_bound(row, least)
            model.set_constraint_upper_bound(row, most)
        entries = (self.entry_row, self.entry_column, self.entry_factor.astype(np.float64))
        for row, column, factor in zip(*(entry.tolist() for entry in entries), strict=True):
            model.add_term_to_constraint(row, column, factor)
        return model


class Draft:
    """A programme while it is written."""

    def __init__(self) -> None:
        self._lower: list[int] = []
        self._upper: list[int] = []
        self._least: list[int] = []
        self._most: list[int] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._factors: list[int] = []

    def column(self, upper: int, lower: int = 0) -> int:
        """A new column with its bounds; its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        return len(self._upper) - 1

    def row(
        self, columns: Sequence[int], factors: Iterable[int] | None = None, *, least: int = -FREE, most: int = FREE
    ) -> int:
        """A new row over these columns, each counted once unless `factors` say how often; its number."""
        number = len(self._least)
        self._least.append(least)
        self._most.append(most)
        self._rows.extend([number] * len(columns))
        self._columns.extend(columns)
        self._factors.extend([1] * len(columns) if factors is None else factors)
        return number

    def done(self) -> Programme:
        """The programme as written so far."""
        lists = {
            "lower": self._lower,
            "upper": self._upper,
            "least": self._least,
            "most": self._most,
            "entry_row": self._rows,
            "entry_column": self._columns,
            "entry_factor": self._factors,
        }
        return Programme(**{name: np.array(numbers, np.int64) for name, numbers in lists.items()})


def _limits(limits: Integers) -> list[float]:
    reals = limits.astype(np.float64)
    reals[limits == FREE] = np.inf
    reals[limits == -FREE] = -np.inf
    numbers: list[float] = reals.tolist()
    return numbers
