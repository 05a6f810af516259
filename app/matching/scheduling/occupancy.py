"""Who and what is taken when: meetings put in their places, one by one, with undo."""

from collections.abc import Iterator

from app.matching.scheduling.compact import Compact

Spot = tuple[int, int, int]
"""Start, table class and interpreter of a meeting; -1 where it has none."""
NOWHERE: Spot = (-1, -1, -1)


class Occupancy:
    """Meetings put at a start, a class of tables and an interpreter, whether that is legal or not.

    Whoever and whatever a meeting takes is a *place*, numbered as in `Compact`: parties first, then table classes,
    interpreters and resources. `at[p][s]` are the meetings that place p has in slot s, `busy[p]` the slots in which it
    has any, `full[p]` those in which it can take no more, `count[p]` how many meetings it has.
    """

    def __init__(self, compact: Compact) -> None:
        self.compact = compact
        number = len(compact.value)
        self.start = [-1] * number
        self.kind = [-1] * number
        self.interpreter = [-1] * number
        self.at: list[list[list[int]]] = [[[] for _ in range(compact.slots)] for _ in compact.capacity]
        self.busy = [0] * len(compact.capacity)
        self.full = [
            compact.everything & ~open_ if capacity else compact.everything
            for open_, capacity in zip(compact.open, compact.capacity, strict=True)
        ]
        self.count = [0] * len(compact.capacity)
        self._places: list[tuple[int, ...]] = [()] * number
        self._log: list[tuple[int, Spot]] = []

    def held(self) -> Iterator[int]:
        """The meetings held, by number."""
        return (meeting for meeting, start in enumerate(self.start) if start >= 0)

    def spot(self, meeting: int) -> Spot:
        """Where the meeting is."""
        return self.start[meeting], self.kind[meeting], self.interpreter[meeting]

    def places(self, meeting: int) -> tuple[int, ...]:
        """The places that the meeting, which is held, takes and that can be in the way of another."""
        return self._places[meeting]

    def serves(self, interpreter: int) -> list[int]:
        """The meetings that an interpreter, given by its place, serves."""
        return list(dict.fromkeys(meeting for here in self.at[interpreter] for meeting in here))

    def enter(self, meeting: int, start: int, kind: int, interpreter: int) -> None:
        """Hold the meeting there."""
        self._enter(meeting, start, kind, interpreter)
        self._log.append((meeting, NOWHERE))

    def remove(self, meeting: int) -> None:
        """Take the meeting out."""
        self._log.append((meeting, self.spot(meeting)))
        self._leave(meeting)

    def mark(self) -> int:
        """A point to which `undo` can return."""
        return len(self._log)

    def undo(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self._log) > mark:
            meeting, before = self._log.pop()
            if before == NOWHERE:
                self._leave(meeting)
            else:
                self._enter(meeting, *before)

    def touched(self) -> set[int]:
        """The meetings put in or taken out since the last `forget` for which that was not undone."""
        return {meeting for meeting, _ in self._log}

    def forget(self) -> None:
        """Give up undoing what was done so far."""
        self._log.clear()

    def _enter(self, meeting: int, start: int, kind: int, interpreter: int) -> None:
        self.start[meeting], self.kind[meeting], self.interpreter[meeting] = start, kind, interpreter
        at, busy, full, capacity = self.at, self.busy, self.full, self.compact.capacity
        taken = self._places[meeting] = self.compact.taken(meeting, kind, interpreter)
        for place in taken:
            self.count[place] += 1
        for slot in range(start, start + self.compact.length[meeting]):
            bit = 1 << slot
            for place in taken:
                here = at[place][slot]
                here.append(meeting)
                busy[place] |= bit
                if len(here) >= capacity[place]:
                    full[place] |= bit

    def _leave(self, meeting: int) -> None:
        start, taken = self.start[meeting], self._places[meeting]
        at, busy, full, capacity = self.at, self.busy, self.full, self.compact.capacity
        for place in taken:
            self.count[place] -= 1
        for slot in range(start, start + self.compact.length[meeting]):
            bit = 1 << slot
            for place in taken:
                here = at[place][slot]
                if len(here) == capacity[place]:
                    full[place] &= ~bit
                here.remove(meeting)
                if not here:
                    busy[place] &= ~bit
        self.start[meeting], self.kind[meeting], self.interpreter[meeting] = NOWHERE
