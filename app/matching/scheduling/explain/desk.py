"""A timetable laid out as a draft, in which exchanges can be tried and taken back, and read as placements again."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy

from app.matching.scheduling import checker
from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.explain.ground import Ground
from app.matching.scheduling.explain.scope import Values
from app.matching.scheduling.explain.seating import Seating
from app.matching.scheduling.explain.tally import Tally
from app.matching.scheduling.occupancy import NOWHERE, Spot
from app.matching.scheduling.problem import TableId
from app.matching.scheduling.timetable import Placement


class Desk:
    """A timetable as a draft. `faithful` says that it is legal as it stands: then the draft holds all of it.

    Of a timetable that breaks rules the draft holds as much as is legal. `here` are the values of the timetable itself,
    for the goals of its scope; `before` is where the draft had each meeting at first. The checker judges the timetable,
    unless whoever knows already says whether it is `legal`.
    """

    def __init__(self, ground: Ground, placements: Iterable[Placement], *, legal: bool | None = None) -> None:
        self.ground = ground
        self.problem = problem = ground.problem
        self.goals = ground.goals
        self.compact = _own_copy(ground.compact)
        self.draft = Draft(self.compact)
        self.seating = Seating(self.compact)
        self.pinned = frozenset(i for i, meeting in enumerate(problem.meetings) if meeting.pin is not None)
        given = tuple(placements)
        self.faithful = not checker.violations(problem, given) if legal is None else legal
        laid = {self._lay(p): p for p in given if self.faithful or self._fits(p)}
        self.draft.forget()
        self.before: list[Spot] = [self.draft.spot(meeting) for meeting in range(len(problem.meetings))]
        self._laid = laid
        self._tally = Tally(self.compact, [*laid])
        self.here: Values = self.values() if self.faithful else self._counted(given)

    def changed(self) -> dict[int, Spot]:
        """The meetings that are no longer where they were, and where they are."""
        now = {meeting: self.draft.spot(meeting) for meeting in sorted(self.draft.touched())}
        return {meeting: spot for meeting, spot in now.items() if spot != self.before[meeting]}

    def values(self, wished: Mapping[int, TableId] | None = None) -> Values:
        """The goals of the scope as the draft is now, with these meetings at tables of choice."""
        changed = self.changed()
        enter = [m for m in changed if self.before[m] == NOWHERE]
        leave = [m for m, spot in changed.items() if spot == NOWHERE]
        counted = self._tally.after(enter, leave)
        if not set(self.goals) <= set(SELECTION):
            counted |= checker.goal_values(self.problem, self.placements(wished) or ())
        return {goal: counted[goal] for goal in self.goals}

    def sound(self) -> bool:
        """Whether the draft is a legal timetable: it has all pins, and keeps the rules that a draft does not watch."""
        if any(self.draft.start[meeting] < 0 for meeting in self.pinned):
            return False
        policy = self.problem.policy
        if policy.max_break_spread is None and not policy.zone_gap:
            return True
        placements = self.placements()
        return placements is not None and not checker.violations(self.problem, placements)

    def placements(self, wished: Mapping[int, TableId] | None = None) -> tuple[Placement, ...] | None:
        """The draft as a timetable, with these meetings at tables of choice; None if no tables were found."""
        moved = self.moved(wished)
        if moved is None:
            return None
        staying = (p for m, p in self._laid.items() if m not in moved and self.draft.start[m] >= 0)
        return (*staying, *moved.values())

    def moved(self, wished: Mapping[int, TableId] | None = None) -> dict[int, Placement] | None:
        """The placements that are held and differ from the timetable's, by meeting; None if no tables were found."""
        wished = wished or {}
        moved = self.changed() | {meeting: self.draft.spot(meeting) for meeting in wished}
        tables = self.seating.after(self.before, moved, wished)
        return None if tables is None else {m: self._placement(m, table) for m, table in tables.items()}

    @contextmanager
    def only(self, meeting: int, start: int, kind: int) -> Iterator[None]:
        """Leave a meeting one start and one class of tables, until the end of the block."""
        compact = self.compact
        ways = compact.starts[meeting], compact.kinds[meeting]
        suits = kind in ways[1] and compact.runs(compact.open[kind], compact.length[meeting]) >> start & 1
        compact.starts[meeting] = ways[0] & 1 << start if suits else 0
        compact.kinds[meeting] = (kind,)
        try:
            yield
        finally:
            compact.starts[meeting], compact.kinds[meeting] = ways

    def _placement(self, meeting: int, table: TableId) -> Placement:
        start, _, interpreter = self.draft.spot(meeting)
        if self.draft.spot(meeting) == self.before[meeting]:  # Only its table has changed.
            people = self._laid[meeting].interpreters
        else:
            first = self.compact.first_interpreter
            people = (self.problem.interpreters[interpreter - first].id,) if interpreter >= 0 else ()
        return Placement(
            meeting=self.problem.meetings[meeting].id,
            slot=self.problem.slots[start].id,
            table=table,
            interpreters=people,
        )

    def _counted(self, placements: tuple[Placement, ...]) -> Values:
        values = checker.goal_values(self.problem, placements)
        return {goal: values[goal] for goal in self.goals}

    def _fits(self, placement: Placement) -> bool:
        """Whether a placement is legal beside what is in the draft."""
        compact, draft = self.compact, self.draft
        meeting = compact.meeting_index.get(placement.meeting, -1)
        start, kind = self.problem.slot_index.get(placement.slot, -1), compact.table_place.get(placement.table, -1)
        if min(meeting, start) < 0 or draft.start[meeting] >= 0 or kind not in compact.kinds[meeting]:
            return False
        length, people = compact.length[meeting], self._people(placement)
        if not people and compact.speakers[meeting] is not None:
            return False
        # Zones are not asked about: whether they are kept is seen in the end.
        return (
            all(self._serves(person, meeting, start) for person in people)
            and self.seating.free(placement.table, start, length)
            and not draft.full[kind] & compact.covered(start, length)
            and bool(draft.legal(meeting) >> start & 1)
        )

    def _lay(self, placement: Placement) -> int:
        """Put a placement into the draft where it stands; the number of its meeting."""
        meeting, start = self.compact.meeting_index[placement.meeting], self.problem.slot_index[placement.slot]
        people = self._people(placement)
        self.seating.sit(meeting, placement.table, start)
        self.draft.place(meeting, start, self.compact.table_place[placement.table], *people[:1])
        for guest in people[1:]:
            self._keep_busy(guest, self.compact.covered(start, self.compact.length[meeting]))
        return meeting

    def _people(self, placement: Placement) -> list[int]:
        """The interpreters as places, -1 for one who is unknown."""
        places = self.compact.interpreter_place
        return [places.get(who, -1) for who in dict.fromkeys(placement.interpreters)]

    def _serves(self, person: int, meeting: int, start: int) -> bool:
        """Whether an interpreter knows the languages and can take the meeting."""
        draft, compact = self.draft, self.compact
        length, speakers = compact.length[meeting], compact.speakers[meeting]
        return (
            person >= 0
            and (speakers is None or person in speakers)
            and not draft.full[person] & compact.covered(start, length)
            and not draft.tired(person, length) >> start & 1
            and draft.count[person] != compact.most[person]
        )

    def _keep_busy(self, person: int, slots: int) -> None:
        """A draft has one interpreter at a meeting: any other one is taken until the end."""
        self.compact.open[person] &= ~slots
        self.draft.full[person] |= slots
        self.draft.busy[person] |= slots
        self.draft.count[person] += 1


def _own_copy(compact: Compact) -> Compact:
    """Lists of its own, since a meeting is narrowed to one way while that is tried."""
    own = copy(compact)
    own.starts, own.kinds, own.open = [*own.starts], [*own.kinds], [*own.open]
    return own
