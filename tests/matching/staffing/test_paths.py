"""Disjoint paths against every choice of paths."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.staffing.paths import Node, disjoint_paths

Network = Mapping[Node, Sequence[Node]]


def layered(source: Random) -> tuple[list[list[Node]], Network]:
    """Three layers of up to four nodes, some of them dead ends, and up to four starts."""
    layers = [[(layer, n) for n in range(source.randint(1, 4))] for layer in "abc"]
    following = {
        node: [each for each in after if source.random() < 0.5] for here, after in pairwise(layers) for node in here
    }
    nodes = layers[0] + layers[1]
    starts = [[node for node in nodes if source.random() < 0.4] for _ in range(source.randint(1, 4))]
    return starts, following


def ways(node: Node, following: Network) -> list[list[Node]]:
    if node not in following:
        return [[node]]
    return [[node, *way] for each in following[node] for way in ways(each, following)]


def most(starts: Sequence[Sequence[Node]], following: Network) -> int:
    """By trying all."""
    choices: list[list[list[Node]]] = [
        [[], *(way for node in first for way in ways(node, following))] for first in starts
    ]
    counts = []
    for chosen in product(*choices):
        used = [node for way in chosen for node in way]
        if len(used) == len(set(used)):
            counts.append(sum(bool(way) for way in chosen))
    return max(counts)


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=200)
def test_paths_are_disjoint_lead_through_the_network_and_are_as_many_as_can_be(seed: int) -> None:
    starts, following = layered(Random(seed))

    found = disjoint_paths(starts, following)

    used = [node for path in found if path for node in path]
    assert len(used) == len(set(used))
    for first, path in zip(starts, found, strict=True):
        assert path is None or any(path == way for node in first for way in ways(node, following))
    assert sum(path is not None for path in found) == most(starts, following)


def test_a_later_start_sends_an_earlier_one_another_way() -> None:
    a, b = ("a", 1), ("b", 1)

    assert disjoint_paths([[a, b], [a]], {}) == [[b], [a]]
    assert disjoint_paths([[a], [a]], {}) == [[a], None]
    assert disjoint_paths([[a]], {a: []}) == [None]
    assert disjoint_paths([], {}) == []
