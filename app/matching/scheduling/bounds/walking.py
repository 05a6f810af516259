"""A bound of moves: whoever meets at tables that have nothing in common walks from one to the next.

Meetings of a party are in one *corner* if they could share a table; meetings in different corners never do. In a period
a party moves at least as often as it meets in corners, less one; so over the programme at least as often as it meets in
corners, less the periods in which it can meet at all. In how many corners that is follows from what is held, of which
`Linear` says what there must be.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.matching.scheduling.bounds.linear import Linear, Reached, never
from app.matching.scheduling.compact import Compact


class Walking(Linear):
    """The programme of a problem with a column for the moves of each party of one team."""

    def __init__(self, compact: Compact) -> None:
        super().__init__(compact)
        self._moves = [self._walk(list(corners(compact, party))) for party in _walkers(compact)]
        self._programme = self._draft.done()

    def moves(self, reached: Reached = (), *, over: Callable[[], bool] = never) -> int | None:
        """A proven bound of `moves` over all timetables as good as `reached` on goals about which meetings to hold.

        None if `over` came first, or if no timetable is as good as `reached`.
        """
        programme = self._limited(reached)
        gain = np.zeros(len(programme.lower), np.int64)
        gain[self._moves] = -1
        solution = programme.solve(gain, over)
        return (
            None if solution is None else max(0, -programme.bound(gain, programme.multipliers(gain, solution.prices)))
        )

    def _walk(self, visits: Sequence[Sequence[int]]) -> int:
        """The party's moves: at least its corners, less the periods in which it can meet."""
        compact, draft = self._compact, self._draft
        starts = [compact.starts[meeting] for corner in visits for meeting in corner]
        periods = sum(any(slots & period for slots in starts) for period in compact.periods)
        column = draft.column(max(0, len(visits) - 1))
        draft.row([column, *(self._met_at(corner) for corner in visits)], [1] + [-1] * len(visits), least=-periods)
        return column

    def _met_at(self, corner: Sequence[int]) -> int:
        """The column that says whether any of the meetings is held: that of the meeting, where there is one."""
        if len(corner) == 1:
            return corner[0]
        column = self._draft.column(1)
        for meeting in corner:
            self._draft.row([column, meeting], [1, -1], least=0)
        return column


def corners(compact: Compact, party: int) -> Iterator[list[int]]:
    """The party's meetings that can be held, together where a chain of tables that suit both leads from one to another.

    So no table suits meetings of two corners.
    """
    found: list[tuple[set[int], list[int]]] = []
    for meeting in compact.mine[party]:
        if compact.starts[meeting]:
            kinds, together = set(compact.kinds[meeting]), [meeting]
            for near in [corner for corner in found if not kinds.isdisjoint(corner[0])]:
                found.remove(near)
                kinds |= near[0]
                together = near[1] + together
            found.append((kinds, together))
    for _, together in found:
        yield together


def _walkers(compact: Compact) -> Iterator[int]:
    """The parties whose moves count, and that may have any."""
    for party, teams in enumerate(compact.teams):
        if teams == 1 and len(compact.mine[party]) > 1:
            yield party
