"""Networks that count: they allow just what they should."""

from itertools import product

import pytest
from ortools.sat.python import cp_model

from app.matching.scheduling.prove.counting import at_most


@pytest.mark.parametrize("length", [1, 2, 3, 5, 6])
def test_network_allows_what_it_counts(length: int) -> None:
    for number in range(length + 1):
        model = cp_model.CpModel()
        literals = [model.new_bool_var("") for _ in range(length)]
        at_most(model, number, literals)

        found = solutions(model, literals)

        assert found == {values for values in product((0, 1), repeat=length) if sum(values) <= number}


def solutions(model: cp_model.CpModel, literals: list[cp_model.IntVar]) -> set[tuple[int, ...]]:
    """All values of the literals that the model allows."""
    found = set()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    while solver.solve(model) != cp_model.INFEASIBLE:
        values = tuple(solver.value(literal) for literal in literals)
        found.add(values)
        model.add_bool_or([~x if value else x for x, value in zip(literals, values, strict=True)])
    return found
