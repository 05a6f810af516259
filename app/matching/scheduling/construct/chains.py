"""Chains: a meeting takes a slot, whoever is in its way takes the other of two slots, and so on until all fit.

Where parties have one team and are always there, these are the alternating paths of two colours in an edge colouring
(Kempe 1879, Koenig 1916), and between two sides one always makes room. A full hall, an interpreter or a resource is in
the way just as a party is. A chain is planned without touching the draft, so that giving it up costs nothing.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.matching.scheduling.draft import Draft


@dataclass(slots=True)
class Plan:
    """Where a chain puts its meetings (start, table class, interpreter), and when whom it touches is busy then."""

    spots: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    busy: dict[int, int] = field(default_factory=dict)


class Chains:
    """Chains in a draft. `longest` is the most meetings that one chain may move."""

    def __init__(self, draft: Draft, rng: random.Random, *, longest: int = 400) -> None:
        self.draft = draft
        self._rng = rng
        self._longest = longest

    def insert(self, meeting: int, *, tries: int = 60) -> bool:
        """Hold a meeting that is not held, moving others between pairs of slots; false if no chain made room."""
        draft = self.draft
        starts = draft.legal(meeting)
        if starts:
            draft.place(meeting, draft.compact.lowest(starts))
            return True
        if draft.hopeless(meeting):
            return False
        for to, back in self._pairs(meeting, tries):
            plan = self.plan(meeting, to, back)
            if plan is not None and self.carry_out(plan):
                return True
        return False

    def carry_out(self, plan: Plan) -> bool:
        """Do what was planned; false, and nothing is done, if zones forbid it, which no plan looks at."""
        draft = self.draft
        mark = draft.mark()
        for meeting in plan.spots:
            if draft.start[meeting] >= 0:
                draft.remove(meeting)
        for meeting, spot in plan.spots.items():
            if draft.compact.zone_gap and not draft.legal(meeting) >> spot[0] & 1:
                draft.undo(mark)
                return False
            draft.place(meeting, *spot)
        return True

    def plan(self, meeting: int, to: int, back: int) -> Plan | None:
        """A chain that puts `meeting` at `to` and what is in the way at `back`; None if it breaks a rule."""
        planner = _Planner(self.draft, self._rng, to, back, self._longest)
        return planner.plan if planner.run(meeting) else None

    def _pairs(self, meeting: int, tries: int) -> Iterator[tuple[int, int]]:
        """Pairs of slots: where some party is free, and where another one is; the likeliest first."""
        draft, compact = self.draft, self.draft.compact
        if compact.length[meeting] > 1:
            return
        starts = compact.starts[meeting]
        free = [starts & ~draft.full[party] for party in compact.parties[meeting]]
        wanted = [slot for slot in range(compact.slots) if starts >> slot & 1]
        self._rng.shuffle(wanted)
        wanted.sort(key=lambda slot: -sum(mask >> slot & 1 for mask in free))
        for to in wanted:
            backs = [
                slot
                for slot in range(compact.slots)
                if slot != to and any(mask >> slot & 1 and not mask >> to & 1 for mask in free)
            ] or [slot for slot in range(compact.slots) if slot != to]
            self._rng.shuffle(backs)
            for back in backs:
                if tries <= 0:
                    return
                tries -= 1
                yield to, back


class _Planner:
    """Plans one chain between two slots."""

    def __init__(self, draft: Draft, rng: random.Random, to: int, back: int, longest: int) -> None:
        self.plan = Plan()
        self._draft, self._compact = draft, draft.compact
        self._rng = rng
        self._sum = to + back
        self._longest = longest
        self._net: dict[tuple[int, int], int] = {}
        self._queue: list[int] = []
        self._to = to

    def run(self, first: int) -> bool:
        """Plan the whole chain; false if it breaks a rule."""
        if not self._move(first, self._to):
            return False
        while self._queue:
            meeting = self._queue.pop()
            target, kind, interpreter = self.plan.spots[meeting]
            for place in self._compact.fixed[meeting]:
                if not self._make_room(place, target):
                    return False
            if not self._make_room(kind, target):
                return False
            if interpreter >= 0 and not self._make_room(interpreter, target):
                return False
        return self._rested() and self._in_order()

    def _move(self, meeting: int, target: int) -> bool:
        """Put a meeting at `target` in the plan."""
        compact, draft = self._compact, self._draft
        spots = self.plan.spots
        if not compact.starts[meeting] >> target & 1 or compact.length[meeting] > 1 or len(spots) >= self._longest:
            return False
        start, kind, interpreter = draft.start[meeting], draft.kind[meeting], draft.interpreter[meeting]
        net = self._net
        if start >= 0:
            if start != self._sum - target:
                return False
            for place in draft.places(meeting):
                net[place, start] = net.get((place, start), 0) - 1
        if len(compact.kinds[meeting]) > 1 or kind < 0:
            kind = self._choose(compact.kinds[meeting], target, kind)
        speakers = compact.speakers[meeting]
        if speakers is not None:
            interpreter = self._choose(speakers, target, interpreter)
            if interpreter < 0:
                return False
        for place in compact.fixed[meeting]:
            net[place, target] = net.get((place, target), 0) + 1
        net[kind, target] = net.get((kind, target), 0) + 1
        if interpreter >= 0:
            net[interpreter, target] = net.get((interpreter, target), 0) + 1
        spots[meeting] = (target, kind, interpreter)
        self._queue.append(meeting)
        return True

    def _choose(self, places: Sequence[int], slot: int, now: int) -> int:
        """One of the places with room in this slot, the present one first; else any that is open then; else -1."""
        compact = self._compact
        openly = [place for place in places if compact.open[place] >> slot & 1]
        roomy = [place for place in openly if self._crowd(place, slot) < compact.capacity[place]]
        if roomy:
            return now if now in roomy else roomy[0]
        return self._rng.choice(openly) if openly else -1

    def _crowd(self, place: int, slot: int) -> int:
        return len(self._draft.at[place][slot]) + self._net.get((place, slot), 0)

    def _make_room(self, place: int, slot: int) -> bool:
        """Send somebody away from a place that is too full now; false if nobody can go."""
        capacity = self._compact.capacity[place]
        here, spots = self._draft.at[place][slot], self.plan.spots
        while len(here) + self._net.get((place, slot), 0) > capacity:
            other = self._sum - slot
            if len(here) > 1:
                stay = [m for m in self._sample(here) if m not in spots and self._compact.starts[m] >> other & 1]
                if not stay or not self._move(stay[int(self._rng.random() * len(stay))], other):
                    return False
            elif not here or here[0] in spots or not self._move(here[0], other):
                return False
        return True

    def _sample(self, meetings: list[int]) -> list[int]:
        """A few of many meetings."""
        few = 8
        return meetings if len(meetings) <= few else [self._rng.choice(meetings) for _ in range(few)]

    def _rested(self) -> bool:
        """Note when all those touched are busy; false if somebody gets no rest, or more than the maximum."""
        draft, compact = self._draft, self._compact
        added: dict[int, int] = {}
        for (place, slot), net in self._net.items():
            if not net or compact.first_class <= place < compact.first_interpreter:
                continue
            bit = 1 << slot
            before = self.plan.busy.get(place, draft.busy[place])
            self.plan.busy[place] = before | bit if len(draft.at[place][slot]) + net else before & ~bit
            added[place] = added.get(place, 0) + net
        return all(self._bearable(place, busy, added[place]) for place, busy in self.plan.busy.items())

    def _bearable(self, place: int, busy: int, added: int) -> bool:
        rest, most = self._compact.rest[place], self._compact.most[place]
        if rest is not None and self._compact.runs(busy, rest + 1):
            return False
        return added <= 0 or most is None or self._draft.count[place] + added <= most

    def _in_order(self) -> bool:
        """Whether the chain keeps precedences and alternatives."""
        compact, spots = self._compact, self.plan.spots
        if not compact.ordered and not compact.rivalled:
            return True
        return all(
            all(self._ends(earlier) <= spots[meeting][0] for earlier in compact.before[meeting])
            and all(self._start(later) >= spots[meeting][0] + 1 for later in compact.behind[meeting])
            and all(self._draft.start[rival] < 0 for rival in compact.rivals[meeting])
            for meeting in spots
        )

    def _start(self, meeting: int) -> int:
        """The start of a meeting, after everything if it is not held."""
        start = self.plan.spots[meeting][0] if meeting in self.plan.spots else self._draft.start[meeting]
        return self._compact.slots if start < 0 else start

    def _ends(self, meeting: int) -> int:
        """The slot from which on a meeting is over, the first if it is not held."""
        start = self.plan.spots[meeting][0] if meeting in self.plan.spots else self._draft.start[meeting]
        return 0 if start < 0 else start + self._compact.length[meeting]
