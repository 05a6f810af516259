"""Chains: a meeting takes a slot, whoever is in its way takes the other of two slots, and so on until all fit.

Where parties have one team and are always there, these are the alternating paths of two colours in an edge colouring
(Kempe 1879, Koenig 1916), and between two sides one always makes room. Where parties are away, tables are full, people
need rest or share interpreters, a chain may fail; then the draft is as it was, and another pair of slots is tried.
"""

import random
from collections.abc import Iterator

from app.matching.scheduling.draft import Draft


class Chains:
    """Chains in a draft. `longest` is the most meetings that one chain may move."""

    def __init__(self, draft: Draft, rng: random.Random, *, longest: int = 400) -> None:
        self.draft = draft
        self._rng = rng
        self._longest = longest

    def insert(self, meeting: int, *, tries: int = 60) -> bool:
        """Hold a meeting that is not held, moving others between pairs of slots; false if no chain made room."""
        starts = self.draft.legal(meeting)
        if starts:
            self.draft.place(meeting, self.draft.compact.lowest(starts))
            return True
        return any(self.swap(meeting, to, back) for to, back in self._pairs(meeting, tries))

    def swap(self, meeting: int, to: int, back: int) -> bool:
        """Put the meeting at `to`; what is in its way goes to `back`, what is in the way there to `to`, and so on."""
        draft = self.draft
        mark = draft.mark()
        moved: set[int] = set()
        queue = [(meeting, to)]
        while queue:
            mover, target = queue.pop()
            moved.add(mover)
            if draft.start[mover] >= 0:
                draft.remove(mover)
            if len(moved) > self._longest or not self._make_room(mover, target, to + back - target, moved, queue):
                draft.undo(mark)
                return False
            draft.place(mover, target)
        return True

    def _make_room(self, meeting: int, target: int, other: int, moved: set[int], queue: list[tuple[int, int]]) -> bool:
        """Take out what is in the way at `target`, and queue it for `other`; false if that is not enough."""
        draft = self.draft
        if not draft.compact.starts[meeting] >> target & 1:
            return False
        for party in draft.compact.parties[meeting]:
            if draft.full[party] >> target & 1 and not self._eject(
                draft.at[party][target], target, other, moved, queue
            ):
                return False
        if draft.legal(meeting) >> target & 1:
            return True
        if not draft.seated(meeting) >> target & 1 and not self._eject(
            self._seated_at(meeting, target), target, other, moved, queue
        ):
            return False
        if not draft.served(meeting) >> target & 1 and not self._eject(
            self._served_at(meeting, target), target, other, moved, queue
        ):
            return False
        return bool(draft.legal(meeting) >> target & 1)

    def _eject(
        self, candidates: list[int], target: int, other: int, moved: set[int], queue: list[tuple[int, int]]
    ) -> bool:
        """Take out one of the candidates that has not moved yet and can go to the other slot."""
        draft, compact = self.draft, self.draft.compact
        fit = [c for c in candidates if c not in moved and draft.start[c] == target and compact.starts[c] >> other & 1]
        if not fit:
            return False
        chosen = fit[0] if len(fit) == 1 else self._rng.choice(fit)
        if compact.length[chosen] > 1:
            return False
        draft.remove(chosen)
        queue.append((chosen, other))
        moved.add(chosen)
        return True

    def _seated_at(self, meeting: int, slot: int) -> list[int]:
        """A few of the meetings at suitable tables in this slot."""
        draft = self.draft
        sitting = [draft.sitting[kind][slot] for kind in draft.compact.kinds[meeting]]
        return [self._rng.choice(some) for some in sitting if some for _ in range(3)]

    def _served_at(self, meeting: int, slot: int) -> list[int]:
        speakers = self.draft.compact.speakers[meeting] or ()
        return [self.draft.serving[i][slot] for i in speakers if self.draft.serving[i][slot] >= 0]

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
