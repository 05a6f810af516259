"""The programme that chooses among the shapes found so far; what they lack can be had at a penalty."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.matching.scheduling.bounds.programme import Integers, Programme

PENALTY = 5
"""What a place costs that no shape provides, and a party without a shape: enough to be avoided where it can be."""


class Master:
    """A programme over `base`, with a row for each of `parties`: it has one shape. `places` are columns of the base."""

    def __init__(self, base: Programme, places: Integers, parties: Sequence[int]) -> None:
        self._base = base
        self._places = places
        self.row = {party: len(base.least) + number for number, party in enumerate(parties)}
        self._gains: list[int] = [-PENALTY] * len(parties)
        self._rows: list[int] = list(self.row.values())
        self._columns: list[int] = [len(base.lower) + number for number in range(len(parties))]
        self._factors: list[int] = [1] * len(parties)
        self._known: set[tuple[int, bytes]] = set()
        self._entries = _by_column(base, places)

    def add(self, party: int, shape: Integers, cost: int) -> bool:
        """Offer a party's shape, places by slot, at this cost; whether it is new."""
        key = (party, shape.tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        column = Counter({self.row[party]: 1})
        for slot in np.flatnonzero(shape).tolist():
            for row, factor in self._entries[int(self._places[party, slot])]:
                column[row] += factor * int(shape[slot])
        self._rows.extend(column)
        self._columns.extend([len(self._base.lower) + len(self._gains)] * len(column))
        self._factors.extend(column.values())
        self._gains.append(-cost)
        return True

    def programme(self) -> tuple[Programme, Integers]:
        """The programme as it is now, and what each column gains."""
        base, extra = self._base, np.ones(len(self._gains), np.int64)
        one = np.ones(len(self.row), np.int64)
        gain = np.concatenate([np.zeros(len(base.lower), np.int64), np.array(self._gains, np.int64)])
        gain[self._places[self._places >= 0]] = -PENALTY
        programme = replace(
            base,
            lower=np.append(base.lower, extra * 0),
            upper=np.append(base.upper, extra),
            least=np.append(base.least, one),
            most=np.append(base.most, one),
            entry_row=np.append(base.entry_row, np.array(self._rows, np.int64)),
            entry_column=np.append(base.entry_column, np.array(self._columns, np.int64)),
            entry_factor=np.append(base.entry_factor, np.array(self._factors, np.int64)),
        )
        return programme, gain


def _by_column(base: Programme, places: Integers) -> dict[int, list[tuple[int, int]]]:
    """The entries, row and factor, of each column of a place."""
    entries: dict[int, list[tuple[int, int]]] = {column: [] for column in places[places >= 0].tolist()}
    relevant = np.isin(base.entry_column, places)
    for column, row, factor in zip(
        *(part[relevant].tolist() for part in (base.entry_column, base.entry_row, base.entry_factor)), strict=True
    ):
        entries[column].append((row, factor))
    return entries
