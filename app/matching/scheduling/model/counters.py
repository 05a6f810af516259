"""Unary counters: literals that say how many of others are true, so that learned clauses can speak of numbers.

The counter is that of Sinz, Towards an Optimal CNF Encoding of Boolean Cardinality Constraints, CP 2005, here
in both directions if need be.
"""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Literal


def count_up(
    model: cp_model.CpModel, literals: Sequence[Literal], most: int, *, exact: bool = True
) -> list[list[Literal]]:
    """Post that at most `most` (≥ 0) of `literals` are true.

    Step k - 1 of item i of the result says that at least k of the first i + 1 literals are; there are no steps above
    what can be reached by then. Unless `exact`, a step may also be true without being reached: that halves the clauses,
    and is enough where only the limit matters.
    """
    counts: list[list[Literal]] = []
    for i, literal in enumerate(literals):
        before = counts[-1] if counts else []
        now = [model.new_bool_var("") for _ in range(min(i + 1, most))]
        for k, step in enumerate(now):
            already, below = before[k : k + 1], before[k - 1 : k] if k > 0 else []
            # At least k + 1 now, if and only if already so, or at least k before and this one.
            for reached in already:
                model.add_implication(reached, step)
            model.add_bool_or([step, ~literal, *(~lower for lower in below)])
            if exact:
                model.add_bool_or([~step, literal, *already])
                for lower in below:
                    model.add_bool_or([~step, lower, *already])
        if len(before) == most:
            model.add_bool_or([~literal, *(~full for full in before[-1:])])
        counts.append(now)
    return counts
