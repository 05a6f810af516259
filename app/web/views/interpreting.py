"""How the interpreters of a timetable are used: how many meetings each serves, and how many serve in each slot."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from app.models import Interpreter, Placement
from app.web.views.sheet import SlotTime
from app.web.views.wording import Wording


class Served(NamedTuple):
    """An interpreter: how many meetings they serve, of how many they could."""

    name: str
    tongues: str
    meetings: int
    whole: int


class Serving(NamedTuple):
    """A slot: how many interpreters have a meeting then, of how many there are at that time."""

    slot: SlotTime
    busy: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class Interpreting:
    """Of one version; `interpreters` in their order, with the slots in which they cannot serve."""

    words: Wording
    slots: Sequence[SlotTime]
    interpreters: Sequence[Interpreter]
    placements: Sequence[Placement]

    @property
    def each(self) -> list[Served]:
        meetings = Counter(interpreter for interpreter, _ in self._served)
        return [
            Served(row.name or row.code, self.words.tongues(row.languages), meetings[row.id], self._possible(row))
            for row in self.interpreters
        ]

    @property
    def by_slot(self) -> list[Serving]:
        busy = Counter(slot for _, slot in self._served)
        away = Counter(each.slot_id for row in self.interpreters for each in row.unavailabilities)
        whole = len(self.interpreters)
        return [Serving(slot, busy[slot.id], whole - away[slot.id]) for slot in self.slots]

    @property
    def _served(self) -> list[tuple[UUID, UUID]]:
        """Which interpreter serves in which slot, meeting by meeting."""
        return [
            (each.interpreter_id, placement.slot_id) for placement in self.placements for each in placement.interpreters
        ]

    def _possible(self, row: Interpreter) -> int:
        there = len({slot.id for slot in self.slots} - {each.slot_id for each in row.unavailabilities})
        return there if row.max_meetings is None else min(there, row.max_meetings)
