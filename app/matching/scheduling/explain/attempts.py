"""Timetables that hold one more meeting, the likeliest to be the best of them first, and a bound on all of them.

Between two sides that is an exchange along a shortest path, carried out in the draft; if it does not fit in time,
others of the same cost are tried. Failing that, and where a flow is not the right model, the meeting is put at one
place after another at whatever cost. Exchanges start from a best selection: where the timetable is not one, it is
made one first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import islice, product

from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.exchange import Exchange, Exchanges
from app.matching.scheduling.explain.forcing import Forcing
from app.matching.scheduling.explain.scope import Values
from app.matching.scheduling.occupancy import NOWHERE, Spot

SEEDS, WAYS = 4, 16
"""How many exchanges of the same cost are tried, in two orders each, and how many ways if none of them fits."""


class Attempts:
    """Changes a desk's draft, and leaves it as it was."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._draft, self._compact = desk, desk.draft, desk.compact
        self._forcing = Forcing(desk)
        self._held = [*desk.draft.held()]
        self._exchanges: dict[int, Exchanges] = {}
        self.flows = desk.ground.network is not None
        self._seeds = SEEDS if self.flows else 0

    def bound(self, meeting: int) -> Values | None:
        """Values that no timetable with the meeting is better than; None if none are known, or no timetable has it."""
        exchange = self.exchange(meeting)
        if exchange is None:
            return None
        # The goals that are not about which meetings to hold are costs, and the least cost is none.
        return {goal: exchange.values.get(goal, 0) for goal in self._desk.goals}

    def excluded(self, meeting: int) -> bool:
        """Whether a flow proves that no timetable has it."""
        return self.flows and self.exchange(meeting) is None

    def exchange(self, meeting: int, seed: int = 0) -> Exchange | None:
        """What enters and leaves at best if the meeting is held; None if no timetable has it, or a flow can't say."""
        return self._of(seed).of(meeting) if self.flows else None

    def found(self, meeting: int) -> Iterator[Values]:
        """The values of timetables that hold a meeting which the draft does not hold."""
        start, none = self._start, True
        for attempt in self._attempts(meeting):
            with self._from(start):
                values = self._desk.values() if attempt() else None
            if values is not None:
                none = False
                yield values
        if none:
            with self._from({}):
                values = self._desk.values() if self._forcing.alone(meeting) else None
            if values is not None:
                yield values

    def _attempts(self, meeting: int) -> Iterator[Callable[[], bool]]:
        forcing, exchange = self._forcing, None
        for seed, backwards in product(range(self._seeds), (False, True)):
            exchange = self.exchange(meeting, seed)
            if exchange is None:
                return
            others = reversed(exchange.enter) if backwards else exchange.enter
            yield partial(forcing.exchange, (meeting, *others), exchange.leave)
        if exchange is not None:
            yield partial(forcing.instead, meeting, exchange.enter, exchange.leave)
        for start, kind in islice(self._ways(meeting), WAYS):
            yield partial(self._put, meeting, start, kind)

    def _ways(self, meeting: int) -> Iterator[tuple[int, int]]:
        for start in range(self._compact.slots):
            if self._compact.starts[meeting] >> start & 1:
                yield from ((start, kind) for kind in self._compact.kinds[meeting])

    def _put(self, meeting: int, start: int, kind: int) -> bool:
        return self._forcing.put(meeting, start, kind) is not None

    def _of(self, seed: int) -> Exchanges:
        if seed not in self._exchanges:
            ground = self._desk.ground
            assert ground.network is not None, "only asked where a flow is the right model"
            self._exchanges[seed] = Exchanges(ground.network, ground.selection, self._held, seed=seed)
        return self._exchanges[seed]

    @cached_property
    def _start(self) -> dict[int, Spot]:
        """Where meetings go first, to make a best selection of the timetable; nowhere if it is one or none fits.

        Where other goals count it stays as it is: what is best for them is not known.
        """
        if not self.flows or len(self._desk.ground.selection) < len(self._desk.goals):
            return {}
        with self._from({}):
            for seed in range(SEEDS):
                exchange = self._of(seed).nearest()
                if exchange is None or not (exchange.enter or exchange.leave):
                    return {}
                if self._forcing.exchange(exchange.enter, exchange.leave):
                    self._held = [*self._draft.held()]
                    self._exchanges.clear()
                    return self._desk.changed()
        self._seeds = 1
        return {}

    @contextmanager
    def _from(self, start: dict[int, Spot]) -> Iterator[None]:
        """Put meetings at these spots, and everything back at the end."""
        mark = self._draft.mark()
        for meeting in start:
            if self._draft.start[meeting] >= 0:
                self._draft.remove(meeting)
        for meeting, spot in start.items():
            if spot != NOWHERE:
                self._draft.place(meeting, *spot)
        try:
            yield
        finally:
            self._draft.undo(mark)
