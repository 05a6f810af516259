"""Which items of two lists to put together, so that the sum of what the pairs are worth is greatest.

The Hungarian method with potentials, one row added by a shortest augmenting path at a time, O(n² m):
Kuhn, H. W. (1955): The Hungarian method for the assignment problem; Jonker, R. and Volgenant, A. (1987): A shortest
augmenting path algorithm for dense and sparse linear assignment problems. Computing 38.
"""

from collections.abc import Sequence
from math import inf


def best_assignment(values: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of a row and a column, as many as the shorter side has, of the greatest sum; in order of the rows.

    `values` has rows of equal length; an empty table has no pairs.
    """
    if not values or not values[0]:
        return []
    if len(values) > len(values[0]):
        turned = best_assignment(list(zip(*values, strict=True)))
        return sorted((row, column) for column, row in turned)
    return _assigned([[-value for value in row] for row in values])


def _assigned(costs: list[list[float]]) -> list[tuple[int, int]]:
    """For each row a column of its own, of the least sum. Column 0 and row 0 stand for none."""
    rows, columns = len(costs), len(costs[0])
    of_rows, of_columns = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        came_from = _shortest_path(costs, of_rows, of_columns, row_of)
        column = came_from[0]
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return sorted((row - 1, column - 1) for column, row in enumerate(row_of) if column and row)


def _shortest_path(
    costs: list[list[float]], of_rows: list[float], of_columns: list[float], row_of: list[int]
) -> list[int]:
    """Grow a tree from the row at column 0 to a free column, moving the potentials along.

    Returns the column that each column was reached from; at 0, the free column itself.
    """
    columns = len(of_columns)
    slack, came_from, seen = [inf] * columns, [0] * columns, [False] * columns
    column = 0
    while row_of[column]:
        seen[column] = True
        row = row_of[column]
        for other in range(1, columns):
            if not seen[other]:
                reduced = costs[row - 1][other - 1] - of_rows[row] - of_columns[other]
                if reduced < slack[other]:
                    slack[other], came_from[other] = reduced, column
        following = min((other for other in range(1, columns) if not seen[other]), key=slack.__getitem__)
        step = slack[following]
        for other in range(columns):
            if seen[other]:
                of_rows[row_of[other]] += step
                of_columns[other] -= step
            else:
                slack[other] -= step
        column = following
    came_from[0] = column
    return came_from
