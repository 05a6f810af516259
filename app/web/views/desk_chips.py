"""Meetings as they are shown at the desk: in the grid, and in the tray of those that are left over."""

from collections.abc import Mapping
from functools import cached_property

from app.matching.scheduling.problem import Meeting, MeetingId
from app.matching.scheduling.timetable import Unplaced
from app.web.views.desk_naming import Naming
from app.web.views.desk_parts import RANK, STATE, TABLES, Chip, Leftover

BANDS = 4
RANKS_TO_TONES = ((1, 4), (3, 3), (6, 2))


class Chips(Naming):
    """The chips of one draft."""

    @cached_property
    def _numbers(self) -> Mapping[MeetingId, int]:
        return {meeting.id: number for number, meeting in enumerate(self.problem.meetings)}

    def chip(self, meeting: MeetingId, *, but: str | None = None) -> Chip:
        """A meeting, told to one of its parties by the others."""
        known, put = self.problem.meeting_by_id[meeting], self.held.get(meeting)
        others = [party for party in known.parties if party != but]
        tone, note = self._shade(known)
        return Chip(
            number=self._numbers[meeting],
            meeting=meeting,
            label=", ".join(self.party(party) for party in others),
            whole=self.whole(meeting),
            note=note,
            tone=tone,
            table=put.table if put and self.view != TABLES and not self._goes_without_saying(put.table, but) else "",
            pinned=known.pin is not None,
            picked=meeting == self.asked.meeting,
            must_meet=known.required,
            wrong=meeting in self._wrong,
        )

    @cached_property
    def _wrong(self) -> frozenset[str]:
        return frozenset(subject for each in self.desk.violations for subject in each.subjects)

    def _goes_without_saying(self, table: str, party: str | None) -> bool:
        """Whether it is the only own table of the party in whose row it would stand."""
        known = self.problem.party_by_id.get(party or "")
        return known is not None and known.tables == (table,)

    def _shade(self, meeting: Meeting) -> tuple[int, str]:
        if self.asked.shade == RANK:
            ranks = self._ranks(meeting)
            best = min(ranks, default=0)
            tone = next((tone for most, tone in RANKS_TO_TONES if best and best <= most), 1 if best else 0)
            return tone, "·".join(map(str, sorted(ranks))) or "–"
        if self.asked.shade == STATE:
            return self._state(meeting.id)
        return (BANDS * meeting.value + self._most - 1) // self._most if meeting.value else 0, str(meeting.value)

    @cached_property
    def _most(self) -> int:
        return max((meeting.value for meeting in self.problem.meetings), default=0) or 1

    def _ranks(self, meeting: Meeting) -> list[int]:
        ids = [*map(self.id_of, meeting.parties)]
        return [self.names.ranks[one, other] for one in ids for other in ids if (one, other) in self.names.ranks]

    def _state(self, meeting: MeetingId) -> tuple[int, str]:
        """Against the version from which the draft began."""
        put, before = self.held.get(meeting), self.names.origins.get(meeting)
        if put is None or meeting not in self.names.origins or before == (put.slot, put.table):
            return 0, ""
        gettext = self.language.gettext
        return (4, gettext("new")) if before is None else (2, gettext("moved"))

    @property
    def leftovers(self) -> list[Leftover]:
        """The meetings that are not held: those that must be first, then by what they are worth."""
        meetings = self.problem.meeting_by_id
        order = sorted(
            self.desk.unplaced,
            key=lambda each: (not meetings[each.meeting].required, -meetings[each.meeting].value, each.meeting),
        )
        return [
            Leftover(
                chip=self.chip(each.meeting),
                reason=self.why_not(each),
                href=self.asked.query(meeting=each.meeting),
            )
            for each in order
        ]

    def why_not(self, left: Unplaced) -> str:
        """Why a meeting is not held."""
        return self.words.reason(left.reason, left.rule, taken_out=left.meeting in self.names.taken_out)
