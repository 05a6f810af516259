"""Finding cycles, against the standard library's topological sorter."""

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from app.matching.scheduling.io.references import cycle_entries

GRAPHS = st.integers(0, 6).flatmap(
    lambda n: st.lists(st.lists(st.none() | st.integers(0, max(n - 1, 0)), max_size=4), min_size=n, max_size=n)
)


def is_acyclic(successors: list[list[int | None]]) -> bool:
    try:
        TopologicalSorter({i: [j for j in row if j is not None] for i, row in enumerate(successors)}).prepare()
    except CycleError:
        return False
    return True


@given(GRAPHS)
def test_there_are_entries_if_there_is_a_cycle_and_without_them_there_is_none(
    successors: list[list[int | None]],
) -> None:
    entries = list(cycle_entries(successors))

    assert (entries == []) == is_acyclic(successors)
    assert is_acyclic([[None if (i, j) in entries else to for j, to in enumerate(r)] for i, r in enumerate(successors)])


@given(GRAPHS)
def test_every_entry_is_on_a_cycle(successors: list[list[int | None]]) -> None:
    for i, j in cycle_entries(successors):
        reached, waiting = set[int](), [successors[i][j]]
        while waiting:
            place = waiting.pop()
            if place is not None and place not in reached:
                reached.add(place)
                waiting += successors[place]
        assert i in reached
