"""The fit of every organisation of one side with every one of the other, kept up to date edit by edit."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.organisations import Fitting, Party, fit, fitting
from app.matching.scoring.score import Scorer


class Matrix:
    """Fits from 0 to 100: one side in the rows, the other in the columns.

    `put` scores the row or the column of one organisation again, and nothing else. What two organisations are worth to
    each other by wishes and history is added where it is needed (`organisations.with_circumstances`): it changes more
    often than what they write, and costs nothing.
    """

    def __init__(self, scorer: Scorer, rows: Iterable[Party], columns: Iterable[Party]) -> None:
        self._scorer = scorer
        self._rows = {party.id: party for party in rows}
        self._columns = {party.id: party for party in columns}
        self._row_of = {party: place for place, party in enumerate(self._rows)}
        self._column_of = {party: place for place, party in enumerate(self._columns)}
        self._found: dict[tuple[str, str], tuple[Fitting, ...]] = {}
        self._values = np.zeros((len(self._rows), len(self._columns)))
        for party in self._rows:
            self._score_row(party)

    @property
    def values(self) -> NDArray[np.float64]:
        """A copy of all fits, in the order in which the parties were given."""
        return self._values.copy()

    @property
    def rows(self) -> Mapping[str, Party]:
        return self._rows

    @property
    def columns(self) -> Mapping[str, Party]:
        return self._columns

    def value(self, row: str, column: str) -> float:
        """The fit of two organisations."""
        return float(self._values[self._row_of[row], self._column_of[column]])

    def fitting(self, row: str, column: str) -> tuple[Fitting, ...]:
        """The needs and offerings that the fit of two organisations stands on, best first."""
        return self._found[row, column]

    def best(self, row: str, most: int) -> list[tuple[str, float]]:
        """The organisations of the other side that fit one best, with their fits; ties in the given order."""
        values = self._values[self._row_of[row]]
        order = np.argsort(-values, kind="stable")[:most]
        names = list(self._columns)
        return [(names[place], float(values[place])) for place in order]

    def put(self, party: Party) -> None:
        """Take in an organisation that has changed; `KeyError` if it is on neither side."""
        if party.id in self._rows:
            self._rows[party.id] = party
            self._score_row(party.id)
        else:
            if party.id not in self._columns:
                raise KeyError(party.id)
            self._columns[party.id] = party
            for row in self._rows:
                self._score(row, party.id)

    def _score_row(self, row: str) -> None:
        for column in self._columns:
            self._score(row, column)

    def _score(self, row: str, column: str) -> None:
        found = fitting(self._scorer, self._rows[row], self._columns[column])
        self._found[row, column] = found
        self._values[self._row_of[row], self._column_of[column]] = fit(found)
