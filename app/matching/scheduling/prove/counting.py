"""Literals are counted by a network that sorts them, so that clauses about numbers can be learned.

Source: Asín, Nieuwenhuis, Oliveras, Rodríguez-Carbonell, Cardinality Networks: a theoretical and empirical study,
Constraints 16, 2011; merging of any two lengths as in Abío et al., A Parametric Approach for Smaller and Better
Encodings of Cardinality Constraints, CP 2013, after Batcher's odd-even merge.
"""

from collections.abc import Sequence
from itertools import chain

from ortools.sat.python import cp_model

Literal = cp_model.LiteralT


def at_most(model: cp_model.CpModel, number: int, literals: Sequence[Literal]) -> None:
    """At most `number` (≥ 0) of `literals` are true."""
    if len(literals) > number:
        model.add_bool_and(~_sorted(model, literals, number + 1)[number])


def _sorted(model: cp_model.CpModel, literals: Sequence[Literal], first: int) -> list[Literal]:
    """The first so many of the literals in sorted order: output k (from 0) is true if more than k of them are."""
    if len(literals) == 1:
        return list(literals)
    half = len(literals) // 2
    return _merged(model, _sorted(model, literals[:half], first), _sorted(model, literals[half:], first), first)


def _merged(model: cp_model.CpModel, some: list[Literal], others: list[Literal], first: int) -> list[Literal]:
    """The first so many of two sorted sequences as one: those at even places, and those at odd ones, are merged first.

    There are at most two more true ones among the former than among the latter: one comparison each puts that right.
    """
    if not first or not some or not others:
        return [*some, *others][:first]
    if len(some) == len(others) == 1:
        return _compared(model, some[0], others[0])[:first]
    even = _merged(model, some[::2], others[::2], first // 2 + 1)
    odd = _merged(model, some[1::2], others[1::2], first // 2)
    paired = min(len(odd), len(even) - 1)
    pairs = [_compared(model, *pair) for pair in zip(odd, even[1:], strict=False)]
    return [*even[:1], *chain.from_iterable(pairs), *odd[paired:], *even[1 + paired :]][:first]


def _compared(model: cp_model.CpModel, one: Literal, other: Literal) -> list[Literal]:
    """Two outputs: true if any of the two is, and true if both are."""
    either, both = model.new_bool_var("either"), model.new_bool_var("both")
    model.add_implication(one, either)
    model.add_implication(other, either)
    model.add_bool_or([~one, ~other, both])
    return [either, both]
