"""What things are called at the desk: sides, slots, parties, meetings, and what changes cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from app.i18n.languages import Language
from app.matching.scheduling.checker.cells import Cell as Place
from app.matching.scheduling.problem import Goal, InterpreterId, MeetingId, PartyId, Problem, SlotId
from app.matching.scheduling.timetable import Placement, Rule
from app.models import TimetableVersion
from app.services.timetable_drafts.drafts import Desk
from app.services.timetable_drafts.exchanges import UNKNOWN, Prospect
from app.services.timetable_drafts.reading import NO_STRANGERS, Names, Setting, Strangers
from app.web.views.desk_parts import INTERPRETERS, SHADES, SHORT_GOALS, TABLES, Asked, Column
from app.web.views.wording import Wording

NOBODY = UUID(int=0)
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, kw_only=True)
class Naming:
    """A draft and what was asked of it. `places` and `prospect` are of the meeting that is picked up.

    So is `interpreting`, where interpreters have rows: who could do that in each slot, and what stands against it.

    `strangers` are the meetings of which the session knows nothing any more.
    """

    language: Language
    about: Setting
    desk: Desk
    names: Names
    asked: Asked
    places: Sequence[Place] = ()
    interpreting: Mapping[SlotId, Mapping[InterpreterId, Sequence[Rule]]] = field(default_factory=dict)
    prospect: Prospect = UNKNOWN
    strangers: Strangers = NO_STRANGERS
    kept: int | None = None

    @cached_property
    def words(self) -> Wording:
        return Wording(self.language)

    @property
    def problem(self) -> Problem:
        return self.desk.judged.problem

    @cached_property
    def held(self) -> Mapping[MeetingId, Placement]:
        return {each.meeting: each for each in self.desk.placements}

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The side that hosts first: the one with most own tables, else the smallest."""
        sizes: dict[str, tuple[int, int]] = {}
        for party in self.problem.parties:
            owning, size = sizes.get(party.side, (0, 0))
            sizes[party.side] = (owning - (party.tables is not None), size + 1)
        return tuple(sorted(sizes, key=lambda side: sizes[side]))

    @cached_property
    def view(self) -> str:
        """Whose rows are shown."""
        return self.asked.rows if self.asked.rows in dict(self.views) else self.sides[0]

    @cached_property
    def views(self) -> tuple[tuple[str, str], ...]:
        gettext = self.language.gettext
        named = [(side, self.words.side(side)) for side in self.sides] + [(TABLES, gettext("Tables"))]
        return (*named, *([(INTERPRETERS, gettext("Interpreters"))] if self.problem.interpreters else []))

    @property
    def shades(self) -> list[tuple[str, str]]:
        return [(code, self.language.gettext(name)) for code, name in SHADES.items()]

    @cached_property
    def times(self) -> Mapping[str, str]:
        """When each slot begins; with the day, if there are several."""
        times = {slot.id: self.language.time(slot.start) for slot in self.problem.slots}
        return {slot: f"{self._days[slot]}, {time}" if self._days else time for slot, time in times.items()}

    @cached_property
    def _days(self) -> Mapping[str, str]:
        """The day of each slot; none if all are on the same."""
        days = {slot.id: slot.start.date() for slot in self.problem.slots}
        return {slot: self.language.short_date(day) for slot, day in days.items()} if len({*days.values()}) > 1 else {}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Of the slots, in order."""
        before = [None, *(self._days.get(slot.id) for slot in self.problem.slots)]
        return tuple(
            Column(
                slot=slot.id,
                begins=self.language.time(slot.start),
                ends=self.language.time(slot.end),
                day=self._days.get(slot.id),
                begins_a_day=self._days.get(slot.id) != yesterday,
            )
            for slot, yesterday in zip(self.problem.slots, before, strict=False)
        )

    @cached_property
    def begins(self) -> frozenset[str]:
        """The slots with which a period begins, but the first."""
        slots = self.problem.slots
        return frozenset(slot.id for i, slot in enumerate(slots) if i and slots[i - 1].period != slot.period)

    @cached_property
    def _delegations(self) -> Mapping[PartyId, UUID]:
        return {party: delegation_id for delegation_id, party in self.desk.parties.items()}

    def party(self, party: PartyId) -> str:
        """What a party is called; by its id if it is no longer there."""
        delegation = self.names.delegations.get(self._delegations.get(party, UUID(int=0)))
        return party if delegation is None else self.language.label(delegation.organisation)

    def whole(self, meeting: MeetingId) -> str:
        """Who meets, and in a group what for."""
        known = self.problem.meeting_by_id.get(meeting)
        if known is None:
            return meeting
        together = " – ".join(self.party(party) for party in known.parties)
        group = self.names.groups.get(meeting)
        return together if group is None else f"{group.theme}: {together}"

    @property
    def held_in_vain(self) -> list[tuple[MeetingId, str]]:
        """The meetings of the draft that nobody wants any more, and what they are called."""
        return [(meeting, self.whole(meeting)) for meeting in self.strangers.held]

    @property
    def left_out(self) -> list[str]:
        """What the meetings are called that the version holds, but the draft does not know."""
        present, label = self.names.delegations, self.language.label
        return [
            " – ".join(
                label(present[each.delegation_id].organisation) for each in put.parties if each.delegation_id in present
            )
            or put.meeting
            for put in self.strangers.left_out
        ]

    @property
    def kept_version(self) -> TimetableVersion | None:
        """That of which the page tells that it has just been kept."""
        version = self.desk.draft.version
        return version if version is not None and version.number == self.kept else None

    def id_of(self, party: PartyId) -> UUID:
        return self._delegations.get(party, NOBODY)

    def subject(self, subject: str) -> str:
        if subject in self.problem.meeting_by_id:
            return self.whole(subject)
        return self.party(subject) if subject in self.problem.party_by_id else self.times.get(subject, subject)

    def costs(self, change: Mapping[Goal, int]) -> str:
        """In words, the goals that change."""
        return ", ".join(
            f"{self.language.gettext(SHORT_GOALS[goal])} {self.signed(by)}" for goal, by in change.items() if by
        )

    def clock(self, moment: datetime) -> str:
        """The time of day by the clock of the session; with the day, unless that is today."""
        clock = self.problem.slots[0].start.tzinfo
        local = moment.astimezone(clock)
        time = self.language.time(local)
        return time if local.date() == datetime.now(clock).date() else f"{self.language.short_date(local)}, {time}"

    def signed(self, by: int) -> str:
        return f"{'+' if by > 0 else MINUS}{self.language.number(abs(by))}"
