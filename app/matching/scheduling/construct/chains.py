"""Chains: a meeting takes a slot, whoever is in its way takes the other of two slots, and so on until all fit.

Where parties have one team and are always there, these are the alternating paths of two colours in an edge colouring
(Kempe 1879, Koenig 1916), and between two sides one always makes room. A full hall, an interpreter or a resource is in
the way just as a party is. A chain is planned without touching the draft, so that giving it up costs nothing.
"""

import random
from collections.abc import Iterator, Sequence

from app.matching.scheduling.draft import Draft
from app.matching.scheduling.occupancy import NOWHERE, Spot


class Chains:
    """Chains in a draft, planned one at a time. `longest` is the most meetings that one chain may move."""

    def __init__(self, draft: Draft, rng: random.Random, *, longest: int = 400) -> None:
        self.draft = draft
        self._rng = rng
        self._longest = longest
        self._to = self._back = 0
        self._targets: dict[int, int] = {}
        self._queue: list[int] = []
        self._net: dict[int, list[int]] = {}
        self._busy: dict[int, int] = {}
        self._first: Spot = NOWHERE

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
            if self.plan(meeting, to, back) is not None and self.carry_out():
                return True
        return False

    def carry_out(self) -> bool:
        """Do what was planned last; false, and nothing is done, if zones forbid it, which no plan looks at."""
        draft = self.draft
        mark = draft.mark()
        spots = [(m, slot, draft.kind[m], draft.interpreter[m]) for m, slot in self._targets.items()]
        spots[0] = (spots[0][0], *self._first)
        for meeting, *_ in spots:
            if draft.start[meeting] >= 0:
                draft.remove(meeting)
        for meeting, slot, kind, interpreter in spots:
            if draft.compact.zone_gap and not (draft.legal(meeting) & draft.near(meeting, kind)) >> slot & 1:
                draft.undo(mark)
                return False
            draft.place(meeting, slot, kind, interpreter)
        return True

    def plan(self, meeting: int, to: int, back: int) -> dict[int, int] | None:
        """Plan a chain that puts `meeting` at `to` and what is in the way at `back`; None if it breaks a rule.

        The meeting is held at `back` or not at all, takes one slot, and may start at `to`. The answer has the busy
        slots of each place whose busy slots the chain changes.
        """
        draft = self.draft
        self._to, self._back = to, back
        self._targets, self._queue, self._net, self._busy = {meeting: to}, [], {}, {}
        if draft.start[meeting] >= 0:
            self._first = (to, draft.kind[meeting], draft.interpreter[meeting])
            fits = self._move(meeting, draft.places(meeting))
        else:
            chosen = None if draft.hopeless(meeting) else self._chosen(meeting, to)
            if chosen is None:
                return None
            self._first = chosen
            fits = self._enter_new(draft.compact.taken(meeting, chosen[1], chosen[2]))
        queue = self._queue
        while fits and queue:
            mover = queue.pop()
            fits = self._move(mover, draft.places(mover))
        return self._busy if fits and self._settled() else None

    def _chosen(self, meeting: int, slot: int) -> Spot | None:
        """A table class and an interpreter for a meeting that is not held yet: with room if there is any."""
        compact = self.draft.compact
        kind = self._choose(compact.kinds[meeting], slot)
        speakers = compact.speakers[meeting]
        interpreter = -1 if speakers is None else self._choose(speakers, slot)
        if kind < 0 or (speakers is not None and interpreter < 0):
            return None
        return slot, kind, interpreter

    def _choose(self, places: Sequence[int], slot: int) -> int:
        compact, draft = self.draft.compact, self.draft
        able = [
            place
            for place in places
            if compact.open[place] >> slot & 1 and ((most := compact.most[place]) is None or draft.count[place] < most)
        ]
        roomy = [place for place in able if not draft.full[place] >> slot & 1]
        return self._rng.choice(roomy or able) if able else -1

    def _enter_new(self, places: Sequence[int]) -> bool:
        """Put the first meeting, which was not held, at `to`."""
        draft, capacity, bit = self.draft, self.draft.compact.capacity, 1 << self._to
        for place in places:
            here = draft.at[place][self._to]
            net = self._net.setdefault(place, [0, 0])
            net[0] += 1
            if len(here) + net[0] > capacity[place] and not self._send_away(here, self._back):
                return False
            self._busy[place] = draft.busy[place] | bit
        return True

    def _move(self, meeting: int, places: Sequence[int]) -> bool:
        """Move a meeting that is held to its target; whoever is in its way is queued. False if nobody can give way."""
        draft, targets, nets = self.draft, self._targets, self._net
        capacity, starts, at = draft.compact.capacity, draft.compact.starts, draft.at
        target = targets[meeting]
        other = self._to + self._back - target
        for place in places:
            here = at[place][target]
            if capacity[place] == 1 and place not in nets:
                if not here:
                    self._busy[place] = draft.busy[place] ^ (1 << target) ^ (1 << other)
                elif not (here[0] in targets or (starts[here[0]] >> other & 1 and self._queue_up(here[0], other))):
                    return False
                continue
            net = nets.get(place)
            if net is None:
                net = nets[place] = [0, 0]
            index = 0 if target == self._to else 1
            net[index] += 1
            net[1 - index] -= 1
            if len(here) + net[index] > capacity[place] and not self._send_away(here, other):
                return False
        return True

    def _send_away(self, here: list[int], other: int) -> bool:
        """Queue one of those here that can go to the other slot, unless one is about to go anyway."""
        targets, starts = self._targets, self.draft.compact.starts
        number = len(here)
        first = int(self._rng.random() * number)
        for step in range(number):
            meeting = here[(first + step) % number]
            if meeting not in targets and starts[meeting] >> other & 1:
                return self._queue_up(meeting, other)
        return False

    def _queue_up(self, meeting: int, target: int) -> bool:
        if len(self._targets) >= self._longest or self.draft.compact.length[meeting] > 1:
            return False
        self._targets[meeting] = target
        self._queue.append(meeting)
        return True

    def _settled(self) -> bool:
        """Whether all fit in the end, get their rest, and stay in order."""
        draft, compact = self.draft, self.draft.compact
        slots = (self._to, self._back)
        for place, net in self._net.items():
            busy = draft.busy[place]
            for slot, change in zip(slots, net, strict=True):
                crowd = len(draft.at[place][slot]) + change
                if crowd > compact.capacity[place] or (crowd and not compact.open[place] >> slot & 1):
                    return False
                busy = busy | 1 << slot if crowd else busy & ~(1 << slot)
            self._busy[place] = busy
        rest = compact.rest
        for place, busy in self._busy.items():
            limit = rest[place]
            if busy & ~compact.open[place] or (limit is not None and compact.runs(busy, limit + 1)):
                return False
        return not compact.ordered or all(self._in_order(meeting) for meeting in self._targets)

    def _in_order(self, meeting: int) -> bool:
        """Whether the meeting follows what it must follow, and precedes what it must precede."""
        compact, target = self.draft.compact, self._targets[meeting]
        starts = [(m, self._targets.get(m, self.draft.start[m])) for m in compact.before[meeting]]
        followers = (self._targets.get(m, self.draft.start[m]) for m in compact.behind[meeting])
        ended = all(start < 0 or start + compact.length[m] <= target for m, start in starts)
        return ended and all(start < 0 or target < start for start in followers)

    def _pairs(self, meeting: int, tries: int) -> Iterator[tuple[int, int]]:
        """Pairs of slots: where some party is free, and where another one is; the likeliest first."""
        draft, compact = self.draft, self.draft.compact
        if compact.length[meeting] > 1:
            return
        starts = compact.starts[meeting]
        free = [starts & ~draft.full[party] for party in compact.parties[meeting]]
        wanted = compact.positions(starts)
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
