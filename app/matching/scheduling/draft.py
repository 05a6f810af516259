"""A timetable in the making: what is held where, what may still be held where, and what would have to give way.

Every question is answered for all starts at once by bit masks, so that placing a meeting costs microseconds. A draft
keeps every hard rule but `break-spread`, which half a timetable need not keep: whoever uses one judges that at the end.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.crowding import Crowding

Placed = tuple[int, int, int]
"""Start, table class and interpreter of a meeting; -1 where it has none."""
NOWHERE: Placed = (-1, -1, -1)


class Draft:
    """Meetings put at a start, a class of tables and an interpreter, with undo.

    `full[p]` are the slots in which party p has no team left or is away, `busy[p]` those in which it meets,
    `at[p][s]` its meetings in slot s; `sitting[c][s]` are the meetings that start at s at tables of class c, and
    `serving[i][s]` is the meeting that interpreter i serves in s, or -1.
    """

    def __init__(self, compact: Compact) -> None:
        self.compact = compact
        number = len(compact.value)
        self.start = [-1] * number
        self.kind = [-1] * number
        self.interpreter = [-1] * number
        self.full = [compact.everything & ~free for free in compact.free]
        self.busy = [0] * len(compact.teams)
        self.count = [0] * len(compact.teams)
        self.at: list[list[list[int]]] = [[[] for _ in range(compact.slots)] for _ in compact.teams]
        self.halls = Crowding(compact.class_free, compact.class_size, compact.slots)
        self.staff = Crowding(compact.interpreter_free, [1] * len(compact.interpreter_free), compact.slots)
        self.resources = Crowding(
            [compact.everything] * len(compact.problem.resources),
            [resource.capacity for resource in compact.problem.resources],
            compact.slots,
        )
        self.sitting: list[list[list[int]]] = [[[] for _ in range(compact.slots)] for _ in compact.classes]
        self._seat = [0] * number
        self.serving: list[list[int]] = [[-1] * compact.slots for _ in compact.interpreter_free]
        self._log: list[tuple[int, Placed]] = []
        self._tired = lru_cache(maxsize=1 << 16)(self._find_tired)

    def held(self) -> Iterator[int]:
        """The meetings held, by number."""
        return (meeting for meeting, start in enumerate(self.start) if start >= 0)

    def place(self, meeting: int, start: int, kind: int = -1, interpreter: int = -1) -> None:
        """Hold the meeting there, which must be legal; a table class and an interpreter are chosen if not given."""
        compact = self.compact
        length = compact.length[meeting]
        if kind < 0:
            kind = self._choose_kind(meeting, start)
        if interpreter < 0 and compact.speakers[meeting] is not None:
            interpreter = self._choose_interpreter(meeting, start)
        self.start[meeting], self.kind[meeting], self.interpreter[meeting] = start, kind, interpreter
        for slot in range(start, start + length):
            bit = 1 << slot
            for party in compact.parties[meeting]:
                here = self.at[party][slot]
                here.append(meeting)
                self.busy[party] |= bit
                if len(here) >= compact.teams[party]:
                    self.full[party] |= bit
            self.halls.enter(kind, slot)
            for resource in compact.resources[meeting]:
                self.resources.enter(resource, slot)
            if interpreter >= 0:
                self.staff.enter(interpreter, slot)
                self.serving[interpreter][slot] = meeting
        for party in compact.parties[meeting]:
            self.count[party] += 1
        sitting = self.sitting[kind][start]
        self._seat[meeting] = len(sitting)
        sitting.append(meeting)
        if interpreter >= 0:
            self.staff.served[interpreter] += 1
        self._log.append((meeting, NOWHERE))

    def remove(self, meeting: int) -> None:
        """Take the meeting out."""
        compact = self.compact
        start, kind, interpreter = self.start[meeting], self.kind[meeting], self.interpreter[meeting]
        for slot in range(start, start + compact.length[meeting]):
            bit = 1 << slot
            for party in compact.parties[meeting]:
                here = self.at[party][slot]
                here.remove(meeting)
                if not here:
                    self.busy[party] &= ~bit
                if len(here) < compact.teams[party]:
                    self.full[party] &= ~bit
            self.halls.leave(kind, slot)
            for resource in compact.resources[meeting]:
                self.resources.leave(resource, slot)
            if interpreter >= 0:
                self.staff.leave(interpreter, slot)
                self.serving[interpreter][slot] = -1
        for party in compact.parties[meeting]:
            self.count[party] -= 1
        sitting = self.sitting[kind][start]
        last = sitting.pop()
        if last != meeting:
            sitting[self._seat[meeting]] = last
            self._seat[last] = self._seat[meeting]
        if interpreter >= 0:
            self.staff.served[interpreter] -= 1
        self.start[meeting] = self.kind[meeting] = self.interpreter[meeting] = -1
        self._log.append((meeting, (start, kind, interpreter)))

    def mark(self) -> int:
        """A point to which `undo` can return."""
        return len(self._log)

    def undo(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self._log) > mark:
            meeting, before = self._log.pop()
            if before == NOWHERE:
                self.remove(meeting)
            else:
                self.place(meeting, *before)
            self._log.pop()

    def forget(self) -> None:
        """Give up undoing what was done so far."""
        self._log.clear()

    def legal(self, meeting: int) -> int:
        """The starts at which the meeting could be held beside all that is held."""
        compact = self.compact
        starts = compact.starts[meeting]
        if compact.plain[meeting]:
            for party in compact.parties[meeting]:
                starts &= ~self.full[party]
            if starts:
                starts &= self.seated(meeting)
            return starts
        return self._legal_in_full(meeting, starts)

    def _legal_in_full(self, meeting: int, starts: int) -> int:
        compact = self.compact
        length = compact.length[meeting]
        for party in compact.parties[meeting]:
            most = compact.most[party]
            if most is not None and self.count[party] >= most:
                return 0
            starts &= compact.runs(compact.everything & ~self.full[party], length)
            if compact.rest[party] is not None:
                starts &= ~self.tired(party, length)
        if any(self.start[rival] >= 0 for rival in compact.rivals[meeting]):
            return 0
        for resource in compact.resources[meeting]:
            starts &= compact.runs(self.resources.open[resource], length)
        starts &= self._in_order(meeting)
        if starts and compact.speakers[meeting] is not None:
            starts &= self.served(meeting)
        return starts & self.seated(meeting) if starts else 0

    def tired(self, party: int, length: int) -> int:
        """The starts at which a meeting would leave the party without rest."""
        rest = self.compact.rest[party]
        return 0 if rest is None else self._tired(self.busy[party], rest, length)

    def _find_tired(self, busy: int, rest: int, length: int) -> int:
        compact = self.compact
        tired = 0
        for start in range(compact.slots):
            if compact.runs(busy | compact.covered(start, length), rest + 1):
                tired |= 1 << start
        return tired

    def _in_order(self, meeting: int) -> int:
        """The starts after all that must come before and before all that must come after."""
        compact = self.compact
        starts = compact.everything
        for earlier in compact.before[meeting]:
            if self.start[earlier] >= 0:
                starts &= ~compact.covered(0, self.start[earlier] + compact.length[earlier])
        for later in compact.behind[meeting]:
            if self.start[later] >= 0:
                starts &= compact.covered(0, max(0, self.start[later] - compact.length[meeting] + 1))
        return starts

    def seated(self, meeting: int) -> int:
        """The starts at which a suitable table is left."""
        compact = self.compact
        kinds, length = compact.kinds[meeting], compact.length[meeting]
        starts = 0
        for kind in kinds:
            opened = self.halls.open[kind]
            opened = opened if length == 1 else compact.runs(opened, length)
            if compact.zone_gap:
                opened &= self._near(meeting, kind)
            starts |= opened
        return starts

    def _near(self, meeting: int, kind: int) -> int:
        """The starts from which all parties have time to walk to and from their meetings in other zones."""
        compact = self.compact
        zone, starts = compact.zone[kind], compact.everything
        for party in compact.parties[meeting]:
            if compact.teams[party] == 1:
                far = compact.everything & ~self._too_far(party, zone)
                starts &= compact.runs(far, compact.length[meeting])
        return starts

    def _too_far(self, party: int, zone: int) -> int:
        """The slots too close to a meeting of the party in another zone."""
        compact = self.compact
        elsewhere = 0
        for slot in range(compact.slots):
            if any(compact.zone[self.kind[other]] != zone for other in self.at[party][slot]):
                elsewhere |= 1 << slot
        return compact.widened(elsewhere, compact.zone_gap)

    def served(self, meeting: int) -> int:
        """The starts at which a suitable interpreter is left."""
        speakers = self.compact.speakers[meeting]
        if speakers is None:
            return self.compact.everything
        starts = 0
        for interpreter in speakers:
            starts |= self._open_for(interpreter, self.compact.length[meeting])
        return starts

    def _open_for(self, interpreter: int, length: int) -> int:
        """The starts at which the interpreter could serve."""
        compact, who = self.compact, self.compact.problem.interpreters[interpreter]
        if who.max_meetings is not None and self.staff.served[interpreter] >= who.max_meetings:
            return 0
        starts = compact.runs(self.staff.open[interpreter], length)
        if who.max_consecutive is not None:
            busy = compact.interpreter_free[interpreter] & ~self.staff.open[interpreter]
            starts &= ~self._tired(busy, who.max_consecutive, length)
        return starts

    def _choose_kind(self, meeting: int, start: int) -> int:
        """The class of most tables left: own tables and halls of special features are left to whoever needs them."""
        compact = self.compact
        kinds = compact.kinds[meeting]
        if len(kinds) == 1:
            return kinds[0]
        length = compact.length[meeting]
        legal = [
            kind
            for kind in kinds
            if compact.runs(self.halls.open[kind], length) >> start & 1
            and (not compact.zone_gap or self._near(meeting, kind) >> start & 1)
        ]
        return max(legal, key=lambda kind: (-compact.demand[kind], self.halls.left(kind, start)))

    def _choose_interpreter(self, meeting: int, start: int) -> int:
        """The one of fewest languages who can, and of those the one who has served least."""
        length = self.compact.length[meeting]
        speakers = self.compact.speakers[meeting] or ()
        legal = [i for i in speakers if self._open_for(i, length) >> start & 1]
        languages = self.compact.languages
        return min(legal, key=lambda i: (languages[i], self.staff.served[i]))

    def put(self, meetings: Iterable[int], choose: Callable[["Draft", int, int], int]) -> list[int]:
        """Place each meeting that can be, at the start that `choose` takes of the legal ones; returns the rest."""
        rest = []
        for meeting in meetings:
            starts = self.legal(meeting)
            if starts:
                self.place(meeting, choose(self, meeting, starts))
            else:
                rest.append(meeting)
        return rest
