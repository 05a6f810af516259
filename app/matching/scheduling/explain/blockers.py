"""Who stands in the way of a meeting that has one way left, and must go if it is to be held there."""

from collections.abc import Iterator

from app.matching.scheduling.explain.desk import Desk

MOST_OUT = 30


class Blockers:
    """Takes out of a desk's draft, one after another, what forbids the only way that a meeting has left."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._draft, self._compact = desk, desk.draft, desk.compact

    def take_out(self, meeting: int) -> list[int] | None:
        """Those taken out, until the meeting is legal; None if something is in the way that is pinned, or unknown."""
        taken_out: list[int] = []
        starts = self._compact.starts[meeting]
        while starts and not self._draft.legal(meeting):
            movable = [m for m in self._in_the_way(meeting, self._compact.lowest(starts)) if m not in self._desk.pinned]
            if not movable or len(taken_out) == MOST_OUT:
                return None
            cheapest = min(movable, key=lambda m: (self._compact.required[m], self._compact.value[m], m))
            self._draft.remove(cheapest)
            taken_out.append(cheapest)
        return taken_out if starts else None

    def _in_the_way(self, meeting: int, start: int) -> list[int]:
        """The meetings of which one must go, for the first reason that is found."""
        for reason in (self._crowd, self._rivals, self._order, self._speakers, self._neighbours):
            found = [m for m in dict.fromkeys(reason(meeting, start)) if m != meeting]
            if found:
                return found
        return []

    def _crowd(self, meeting: int, start: int) -> Iterator[int]:
        """At a place that is full, at its maximum or without rest: the parties, the resources, the class of tables."""
        draft, compact = self._draft, self._compact
        length = compact.length[meeting]
        slots = compact.covered(start, length)
        for place in (*compact.fixed[meeting], *compact.kinds[meeting]):
            full = draft.full[place] & slots
            most = compact.most[place]
            if full:
                yield from draft.at[place][compact.lowest(full)]
            elif most is not None and draft.count[place] >= most:
                yield from self._of(place, compact.everything)
            elif draft.tired(place, length) >> start & 1:
                yield from self._of(place, self._run(draft.busy[place] | slots, slots) & ~slots)
            else:
                continue
            return

    def _rivals(self, meeting: int, _start: int) -> Iterator[int]:
        return (rival for rival in self._compact.rivals[meeting] if self._draft.start[rival] >= 0)

    def _order(self, meeting: int, start: int) -> Iterator[int]:
        """What should have ended, or should not have begun."""
        at, compact = self._draft.start, self._compact
        yield from (m for m in compact.before[meeting] if at[m] >= 0 and at[m] + compact.length[m] > start)
        yield from (m for m in compact.behind[meeting] if 0 <= at[m] < start + compact.length[meeting])

    def _speakers(self, meeting: int, start: int) -> Iterator[int]:
        """What the interpreters do meanwhile, else all that they do."""
        if self._draft.served(meeting) >> start & 1:
            return
        people = self._compact.speakers[meeting] or ()
        slots = self._compact.covered(start, self._compact.length[meeting])
        now = [m for person in people for m in self._of(person, slots)]
        yield from now or (m for person in people for m in self._of(person, self._compact.everything))

    def _neighbours(self, meeting: int, start: int) -> Iterator[int]:
        """What the parties do too soon before or after in another zone."""
        compact, (kind,) = self._compact, self._compact.kinds[meeting]
        slots = compact.widened(compact.covered(start, compact.length[meeting]), compact.zone_gap)
        for party in compact.parties[meeting]:
            if compact.capacity[party] == 1:
                yield from (
                    m for m in self._of(party, slots) if compact.zone[self._draft.kind[m]] != compact.zone[kind]
                )

    def _of(self, place: int, slots: int) -> Iterator[int]:
        """The meetings that a place has in these slots."""
        for slot in range(self._compact.slots):
            if slots >> slot & 1:
                yield from self._draft.at[place][slot]

    def _run(self, busy: int, slots: int) -> int:
        """The busy slots that hang together with these."""
        run, before = slots, 0
        while run != before:
            before, run = run, self._compact.widened(run, 1) & busy
        return run
