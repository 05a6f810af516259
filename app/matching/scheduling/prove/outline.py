"""Fewest breaks if only days are chosen: when each party is busy, not whom it meets when.

Every party has one of its days with fewest breaks, or breaks once more. Two that meet need a common slot in which they
can, parties of a cluster a table each, and the meetings of each part of the programme fill the slots in which their
parties are busy in that part. Much smaller than the whole model, and often as good a bound; a search by cores.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from ortools.sat.python import cp_model

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.prove.diary import Diary
from app.matching.scheduling.prove.seating import clusters, in_pairs, partners_of, tables_in

PART = 3
"""Slots of a part of the programme, more or less."""
CUT_SHARE = 0.05
"""The programme is cut at a slot if the starts of so many of the meetings begin or end there."""


def outline(
    compact: Compact, known: Sequence[Diary], most: int | None
) -> tuple[cp_model.CpModel, cp_model.LinearExpr | int]:
    """The model and what it makes small: the breaks of the parties in `known`, a second one more not counted.

    Nobody has more than `most` breaks, if that is not None.
    """
    drawn = _Outline(compact, known)
    for diary in known:
        if diary.days is not None and diary.breaks == most:
            drawn.model.add_bool_and(~drawn.broken[diary.party])
    return drawn.model, drawn.cost


class _Outline:
    """The model under construction."""

    def __init__(self, compact: Compact, known: Sequence[Diary]) -> None:
        self.model = cp_model.CpModel()
        self._compact = compact
        self._diaries = known
        self._pairs = in_pairs(compact, known)
        self._starts = {m: starts for diary in known for m, starts in zip(diary.meetings, diary.starts, strict=True)}
        self._busy = {
            (diary.party, slot): self.model.new_bool_var("")
            for diary in known
            for slot in compact.positions(diary.open)
        }
        self._days = {diary.party: [(self.model.new_bool_var(""), day) for day in diary.days or ()] for diary in known}
        self.broken = {diary.party: self.model.new_bool_var("") for diary in known}
        for diary in known:
            self._choose_day(diary)
        for slot in range(compact.slots):
            self._seat(slot)
        for meeting, starts in self._starts.items():
            if all(party in self._days for party in compact.parties[meeting]):
                self._share_slot(meeting, starts)
        self._fill_parts()
        more = [self.broken[diary.party] for diary in known if diary.days is not None]
        fewest = sum(diary.breaks for diary in known)
        self.cost = fewest + cp_model.LinearExpr.sum(more) if more else fewest

    def _choose_day(self, diary: Diary) -> None:
        """A party is busy as in the day that it has; broken or not, in as many slots as it has meetings."""
        model, days, broken = self.model, self._days[diary.party], self.broken[diary.party]
        model.add_exactly_one([broken, *(literal for literal, _ in days)])
        slots = self._compact.positions(diary.open)
        for slot in slots:
            busy, having = self._busy[diary.party, slot], [x for x, day in days if day >> slot & 1]
            for literal, day in days:
                model.add_implication(literal, busy if day >> slot & 1 else ~busy)
            model.add_bool_or([~busy, broken, *having])
        model.add(cp_model.LinearExpr.sum([self._busy[diary.party, slot] for slot in slots]) == len(diary.meetings))
        for starts in set(diary.starts):
            inside = sum(not other & ~starts for other in diary.starts)
            here = [self._busy[diary.party, slot] for slot in self._compact.positions(starts)]
            model.add(cp_model.LinearExpr.sum(here) >= inside)

    def _seat(self, slot: int) -> None:
        """Nobody is busy alone; members of a cluster need a table each."""
        compact, model = self._compact, self.model
        partners = partners_of(compact, self._diaries, slot)
        meetings = model.new_int_var(0, tables_in(compact, slot), "")
        for party, others in partners.items():
            if others <= self._days.keys():
                # A partner may have another meeting in its only open slot there; then it has no literal here.
                company = [self._busy[other, slot] for other in others if (other, slot) in self._busy]
                model.add_bool_or([~self._busy[party, slot], *company])
        for cluster in clusters(partners):
            model.add(cp_model.LinearExpr.sum([self._busy[party, slot] for party in cluster]) <= meetings)
        everyone = cp_model.LinearExpr.sum([self._busy[party, slot] for party in partners])
        if self._pairs:
            model.add(everyone == 2 * meetings)
        else:
            model.add(everyone <= max(map(len, compact.parties)) * meetings)

    def _share_slot(self, meeting: int, starts: int) -> None:
        """The days of two parties that meet have a slot in common in which they can."""
        for one, other in permutations(self._compact.parties[meeting], 2):
            theirs = self._days[other]
            for having, day in self._days[one]:
                common = [literal for literal, their_day in theirs if day & their_day & starts]
                if len(common) < len(theirs):
                    self.model.add_bool_or([~having, self.broken[other], *common])

    def _fill_parts(self) -> None:
        """Each meeting lies in one part of the programme; a party is busy there in as many slots as it has meetings."""
        parts = list(self._parts())
        within = [{m: self.model.new_bool_var("") for m, s in self._starts.items() if s & part} for part in parts]
        for meeting in self._starts:
            self.model.add_exactly_one([here[meeting] for here in within if meeting in here])
        for part, here in zip(parts, within, strict=True):
            for diary in self._diaries:
                slots = self._compact.positions(part & diary.open)
                busy = cp_model.LinearExpr.sum([self._busy[diary.party, slot] for slot in slots])
                mine = [here[meeting] for meeting in diary.meetings if meeting in here]
                self.model.add(busy == cp_model.LinearExpr.sum(mine))

    def _parts(self) -> Iterator[int]:
        """The programme in parts of a few slots, cut wherever the starts of several meetings begin or end."""
        slots, cuts = self._compact.slots, Counter[int]()
        for starts in self._starts.values():
            cuts.update({self._compact.lowest(starts), starts.bit_length()} if starts else ())
        firm = sorted({0, slots} | {cut for cut, often in cuts.items() if often > CUT_SHARE * len(self._starts)})
        for first, stop in pairwise(firm):
            pieces = max(1, round((stop - first) / PART))
            edges = [first + (stop - first) * piece // pieces for piece in range(pieces + 1)]
            yield from ((1 << end) - (1 << begin) for begin, end in pairwise(edges))
