"""What stands against a meeting: who is in the way of it, or else the rule."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from app.i18n.messages import mark
from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.problem import Meeting, PartyId, SlotId
from app.matching.scheduling.timetable import Rule, Unplaced
from app.web.views.desk_warnings import Warnings
from app.web.views.fullness import FULL, Fullness

AWAY = mark("%(name)s is not there")
BUSY = mark("%(name)s already meets %(others)s")


class Obstacles(Warnings):
    """Of one draft."""

    @cached_property
    def _agenda(self) -> Agenda:
        """All that is held."""
        return admit(self.problem, self.desk.placements)[0]

    @cached_property
    def _others(self) -> Agenda:
        """All that is held but the meeting that is picked up."""
        return admit(self.problem, (each for each in self.desk.placements if each.meeting != self.asked.meeting))[0]

    def why_not(self, left: Unplaced) -> str:
        """Why a meeting is not held; where a side is full, which one."""
        meeting = self.problem.meeting_by_id[left.meeting]
        full = Fullness.told(left.message, meeting.parties)
        always = self._always(meeting, full.engaged)
        names = {each: self.party(each) for each in meeting.parties}
        return full.sentence(self.language, names, always) or super().why_not(left)

    def obstacles(self, slot: SlotId, rules: Iterable[Rule]) -> str:
        """What is against a slot for the meeting that is picked up, by the rules that would be broken in it."""
        return "; ".join(self._obstacle(slot, rule) for rule in rules)

    def _always(self, meeting: Meeting, engaged: Sequence[PartyId]) -> Sequence[PartyId]:
        """Those of the engaged that have a meeting wherever all could meet."""
        starts = [*self._common_starts(meeting)] if engaged else []
        return [each for each in engaged if all(self._met(self._agenda, each, taken) for taken in starts)]

    def _common_starts(self, meeting: Meeting) -> Iterator[range]:
        """The slots that it could take as far as its parties are there."""
        programme = self._agenda.programme
        for start in range(len(self.problem.slots)):
            taken = range(start, start + meeting.length)
            if programme.fits(start, meeting.length) and all(
                programme.party_away[party].isdisjoint(taken) for party in meeting.parties
            ):
                yield taken

    def _obstacle(self, slot: SlotId, rule: Rule) -> str:
        meeting = self.problem.meeting_by_id[self.asked.meeting or ""]
        start = self.problem.slot_index[slot]
        taken = range(start, start + meeting.length)
        told = (self._in_the_way(rule, party, taken) for party in meeting.parties)
        return "; ".join(filter(None, told)) or self.words.rule(rule)

    def _in_the_way(self, rule: Rule, party: PartyId, taken: range) -> str | None:
        """Of a rule about delegations, what it says of this one; None if it is not the one that is in the way."""
        if rule is Rule.PARTY_AVAILABILITY and not self._others.programme.party_away[party].isdisjoint(taken):
            return self._of(AWAY, party)
        if rule is Rule.PARTY_TEAMS and (met := self._met(self._others, party, taken)):
            return self._of(BUSY, party, others=self.language.listed(met))
        if rule is Rule.PARTY_MAXIMUM and self._others.at_maximum(party):
            return self._of(FULL, party)
        return None

    def _met(self, agenda: Agenda, party: PartyId, taken: range) -> list[str]:
        """Whom it meets when all its teams are at tables; nobody if one of them is always free."""
        teams = self.problem.party_by_id[party].teams
        found = (agenda.parties.at(party, slot) for slot in taken)
        meetings = next((held for held in found if len(held) >= teams), [])
        return [self.party(other) for held in meetings for other in held.meeting.parties if other != party]

    def _of(self, message: str, party: PartyId, **words: str) -> str:
        return self.language.gettext(message, name=self.party(party), **words)
