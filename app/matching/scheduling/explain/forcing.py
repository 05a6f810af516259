"""Holding a meeting at a place of choice: with all else held, by a chain, or else at the cost of other meetings."""

import random
from collections.abc import Collection, Iterable

from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.explain.blockers import Blockers
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.exchange import Exchange

TRIES, FEW, FILLERS = 200, 12, 6
"""The most chains that are tried to carry out an exchange, or just to put a meeting in again; and the most meetings
that are tried in place of those that are lost."""


class Forcing:
    """Changes a desk's draft: after an answer of true it is a legal timetable that holds what was asked for."""

    def __init__(self, desk: Desk, *, seed: int = 0) -> None:
        self._desk, self._draft, self._compact = desk, desk.draft, desk.compact
        self._rng = random.Random(seed)
        self._chains = Chains(desk.draft, self._rng)
        self._blockers = Blockers(desk)

    def exchange(self, enter: Iterable[int], leave: Iterable[int]) -> bool:
        """Take some meetings out and put others in, in this order; all the rest stays held. Undoes it if that fails."""
        mark = self._draft.mark()
        self._remove(leave)
        start = self._draft.start
        if all(start[m] >= 0 or self._chains.insert(m, tries=TRIES) for m in enter) and self._desk.sound():
            return True
        self._draft.undo(mark)
        return False

    def put(self, meeting: int, start: int, kind: int, exchange: Exchange | None = None) -> bool | None:
        """Hold a meeting, which is not held, there: true if all that is held stays held, false if others are lost.

        None, and nothing is done, if no way was found. An exchange says which others are lost at best.
        """
        mark = self._draft.mark()
        with self._desk.only(meeting, start, kind):
            if self._alternate(meeting, start) and self._desk.sound():
                return True
            self._draft.undo(mark)
            if exchange is not None and self.exchange((meeting, *exchange.enter), exchange.leave):
                return not exchange.leave
            lost = self._reinsert(meeting)
            if lost:
                self._fill(lost)
        if lost is None or not self._desk.sound():
            self._draft.undo(mark)
            return None
        return not lost

    def instead(self, meeting: int, enter: Iterable[int], leave: Iterable[int]) -> bool:
        """As much of an exchange as can be had with the meeting in it. Undoes what it did if it fails."""
        mark = self._draft.mark()
        self._remove(leave)
        if self._draft.start[meeting] >= 0 or self._chains.insert(meeting, tries=TRIES):
            for other in (*self._by_worth(enter), *self._by_worth(leave)):
                if self._draft.start[other] < 0:
                    self._chains.insert(other)
            if self._desk.sound():
                return True
        self._draft.undo(mark)
        return False

    def alone(self, meeting: int) -> bool:
        """Hold a meeting beside the pinned ones, then of all others as many as fit. Undoes what it did if it fails."""
        mark = self._draft.mark()
        self._remove(m for m in [*self._draft.held()] if m not in self._desk.pinned)
        missing = [m for m in self._desk.pinned if self._draft.start[m] < 0]
        if all(self._chains.insert(m, tries=TRIES) for m in (*sorted(missing), meeting)):
            others = [m for m in range(len(self._compact.value)) if self._draft.start[m] < 0]
            for other in self._by_worth(others):
                self._chains.insert(other, tries=1)
            if self._desk.sound():
                return True
        self._draft.undo(mark)
        return False

    def _remove(self, meetings: Iterable[int]) -> None:
        for meeting in meetings:
            if self._draft.start[meeting] >= 0:
                self._draft.remove(meeting)

    def _alternate(self, meeting: int, start: int) -> bool:
        """Place it at once or at the head of a chain between its slot and another one."""
        if self._draft.legal(meeting):
            self._draft.place(meeting, start)
            return True
        if self._draft.hopeless(meeting) or self._compact.length[meeting] > 1:
            return False
        for back in range(self._compact.slots):
            planned = back != start and self._chains.plan(meeting, start, back) is not None
            if planned and self._chains.carry_out():
                return True
        return False

    def _reinsert(self, meeting: int) -> list[int] | None:
        """Take out what is in the way, and put it in elsewhere; the meetings for which there was no place."""
        out = self._blockers.take_out(meeting)
        if out is None:
            return None
        self._draft.place(meeting, self._compact.lowest(self._compact.starts[meeting]))
        return [m for m in self._by_worth(out) if not self._chains.insert(m, tries=FEW)]

    def _fill(self, lost: Collection[int]) -> None:
        """Put in others of the parties whose meetings are lost."""
        parties = {party for other in lost for party in self._compact.parties[other]}
        others = {other for party in parties for other in self._compact.mine[party] if self._draft.start[other] < 0}
        for other in self._by_worth(others)[:FILLERS]:
            self._chains.insert(other, tries=FEW)

    def _by_worth(self, meetings: Iterable[int]) -> list[int]:
        compact = self._compact
        return sorted(meetings, key=lambda m: (not compact.required[m], -compact.value[m], m))
