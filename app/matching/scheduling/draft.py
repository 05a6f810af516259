"""A timetable in the making: what is held where, what may still be held where, and what would have to give way.

Every question is answered for all starts at once by bit masks, so that placing a meeting costs microseconds. A draft
keeps every hard rule but `break-spread`, which half a timetable need not keep: whoever uses one judges that at the end.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.model.tables import seat
from app.matching.scheduling.occupancy import Occupancy
from app.matching.scheduling.timetable import Placement


class Draft(Occupancy):
    """Meetings in places that no hard rule forbids."""

    def __init__(self, compact: Compact) -> None:
        super().__init__(compact)
        self._tired = lru_cache(maxsize=1 << 16)(self._find_tired)

    @classmethod
    def of(cls, compact: Compact, placements: Iterable[Placement]) -> "Draft":
        """The draft of a timetable that keeps the hard rules."""
        draft = cls(compact)
        for placement in placements:
            meeting = compact.meeting_index[placement.meeting]
            interpreter = compact.interpreter_place[placement.interpreters[0]] if placement.interpreters else -1
            start = compact.problem.slot_index[placement.slot]
            draft.place(meeting, start, compact.table_place[placement.table], interpreter)
        draft.forget()
        return draft

    def placements(self) -> tuple[Placement, ...]:
        """The timetable, in the order of the instance's meetings, with a named table for each meeting."""
        compact, problem = self.compact, self.compact.problem
        sitting: dict[int, list[tuple[range, int]]] = {}
        for meeting in self.held():
            start = self.start[meeting]
            slots = range(start, start + compact.length[meeting])
            sitting.setdefault(self.kind[meeting], []).append((slots, meeting))
        tables: dict[int, str] = {}
        for kind, intervals in sitting.items():
            tables |= seat(intervals, compact.classes[kind - compact.first_class].ids)
        people = [who.id for who in problem.interpreters]
        return tuple(
            Placement(
                meeting=problem.meetings[meeting].id,
                slot=problem.slots[self.start[meeting]].id,
                table=tables[meeting],
                interpreters=() if who < 0 else (people[who - compact.first_interpreter],),
            )
            for meeting in self.held()
            for who in (self.interpreter[meeting],)
        )

    def place(self, meeting: int, start: int, kind: int = -1, interpreter: int = -1) -> None:
        """Hold the meeting there, which must be legal; a table class and an interpreter are chosen if not given."""
        if kind < 0:
            kind = self._choose_kind(meeting, start)
        if interpreter < 0 and self.compact.speakers[meeting] is not None:
            interpreter = self._choose_interpreter(meeting, start)
        self.enter(meeting, start, kind, interpreter)

    def legal(self, meeting: int) -> int:
        """The starts at which the meeting could be held beside all that is held."""
        compact = self.compact
        starts = compact.starts[meeting]
        if not compact.plain[meeting]:
            return self._legal_in_full(meeting, starts)
        full = self.full
        for party in compact.parties[meeting]:
            starts &= ~full[party]
        return starts & self.seated(meeting) if starts else 0

    def hopeless(self, meeting: int) -> bool:
        """Whether moving others about can't help: a party is at its maximum, or an alternative is held."""
        most, count = self.compact.most, self.count
        return any(
            (limit := most[place]) is not None and count[place] >= limit for place in self.compact.fixed[meeting]
        ) or any(self.start[rival] >= 0 for rival in self.compact.rivals[meeting])

    def tired(self, place: int, length: int) -> int:
        """The starts at which a meeting would leave a party or interpreter without rest."""
        rest = self.compact.rest[place]
        return 0 if rest is None else self._tired(self.busy[place], rest, length)

    def seated(self, meeting: int) -> int:
        """The starts at which a suitable table is left."""
        compact, length = self.compact, self.compact.length[meeting]
        starts = 0
        for kind in compact.kinds[meeting]:
            opened = compact.everything & ~self.full[kind]
            if length > 1:
                opened = compact.runs(opened, length)
            if compact.zone_gap:
                opened &= self.near(meeting, kind)
            starts |= opened
        return starts

    def served(self, meeting: int) -> int:
        """The starts at which a suitable interpreter is left, if it needs one."""
        speakers = self.compact.speakers[meeting]
        if speakers is None:
            return self.compact.everything
        starts = 0
        for interpreter in speakers:
            starts |= self._can_take(interpreter, self.compact.length[meeting])
        return starts

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

    def with_room(self, meetings: Iterable[int]) -> list[int]:
        """Those for which a table and all parties are free at one start: few, where a hall is full."""
        compact, full = self.compact, self.full
        tables = {kinds: self._free(kinds) for kinds in set(compact.kinds)}
        found = []
        for meeting in meetings:
            starts = compact.starts[meeting] & tables[compact.kinds[meeting]]
            for party in compact.parties[meeting] if starts else ():
                starts &= ~full[party]
            if starts:
                found.append(meeting)
        return found

    def _free(self, kinds: Iterable[int]) -> int:
        """The slots in which a table of one of these classes is free."""
        slots = 0
        for kind in kinds:
            slots |= self.compact.everything & ~self.full[kind]
        return slots

    def _legal_in_full(self, meeting: int, starts: int) -> int:
        compact, length = self.compact, self.compact.length[meeting]
        if self.hopeless(meeting):
            return 0
        for place in compact.fixed[meeting]:
            starts &= compact.runs(compact.everything & ~self.full[place], length)
            if compact.rest[place] is not None:
                starts &= ~self.tired(place, length)
        starts &= self._in_order(meeting)
        starts = starts & self.served(meeting) if starts else 0
        return starts & self.seated(meeting) if starts else 0

    def _can_take(self, place: int, length: int) -> int:
        """The starts at which a place with a maximum and a need of rest can take one more meeting."""
        compact, most = self.compact, self.compact.most[place]
        if most is not None and self.count[place] >= most:
            return 0
        return compact.runs(compact.everything & ~self.full[place], length) & ~self.tired(place, length)

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

    def near(self, meeting: int, kind: int) -> int:
        """The starts from which all parties have time to walk to and from their meetings in other zones."""
        compact = self.compact
        starts = compact.everything
        for party in compact.parties[meeting]:
            if compact.capacity[party] == 1:
                near = compact.everything & ~self._too_far(party, compact.zone[kind])
                starts &= compact.runs(near, compact.length[meeting])
        return starts

    def _too_far(self, party: int, zone: int) -> int:
        """The slots too close to a meeting of the party in another zone."""
        compact = self.compact
        elsewhere = 0
        for slot in range(compact.slots):
            if any(compact.zone[self.kind[other]] != zone for other in self.at[party][slot]):
                elsewhere |= 1 << slot
        return compact.widened(elsewhere, compact.zone_gap)

    def _choose_kind(self, meeting: int, start: int) -> int:
        """The class that fewest meetings could use: halls of special features are left to whoever needs them."""
        compact = self.compact
        kinds = compact.kinds[meeting]
        if len(kinds) == 1:
            return kinds[0]
        length = compact.length[meeting]
        legal = [
            kind
            for kind in kinds
            if compact.runs(compact.everything & ~self.full[kind], length) >> start & 1
            and (not compact.zone_gap or self.near(meeting, kind) >> start & 1)
        ]
        return min(legal, key=lambda kind: (compact.demand[kind], len(self.at[kind][start]), kind))

    def _choose_interpreter(self, meeting: int, start: int) -> int:
        """The one of fewest languages who can, and of those the one who has served least."""
        length = self.compact.length[meeting]
        speakers = self.compact.speakers[meeting] or ()
        legal = [i for i in speakers if self._can_take(i, length) >> start & 1]
        return min(legal, key=lambda i: (self.compact.languages[i], self.count[i], i))
