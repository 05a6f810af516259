"""What stands against the meeting that is picked up where it can't be: who is in the way, or else the rule."""

from collections.abc import Iterable
from functools import cached_property

from app.i18n.messages import mark
from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.problem import PartyId, SlotId
from app.matching.scheduling.timetable import Rule
from app.web.views.desk_warnings import Warnings

AWAY = mark("%(name)s is not there")
BUSY = mark("%(name)s already meets %(others)s")
FULL = mark("%(name)s holds as many meetings as it may")


class Obstacles(Warnings):
    """Of one draft, and of a meeting that it knows."""

    @cached_property
    def _others(self) -> Agenda:
        """All else that is held."""
        agenda, _ = admit(self.problem, (each for each in self.desk.placements if each.meeting != self.asked.meeting))
        return agenda

    def obstacles(self, slot: SlotId, rules: Iterable[Rule]) -> str:
        """What is against a slot, by the rules that would be broken in it."""
        return "; ".join(self._obstacle(slot, rule) for rule in rules)

    def _obstacle(self, slot: SlotId, rule: Rule) -> str:
        meeting = self.problem.meeting_by_id[self.asked.meeting or ""]
        start = self.problem.slot_index[slot]
        taken = range(start, start + meeting.length)
        told = (self._in_the_way(rule, party, taken) for party in meeting.parties)
        return "; ".join(filter(None, told)) or self.words.rule(rule)

    def _in_the_way(self, rule: Rule, party: PartyId, taken: range) -> str | None:
        """Of a rule about delegations, what it says of this one; None if it is not the one that is in the way."""
        gettext, name = self.language.gettext, self.party(party)
        if rule is Rule.PARTY_AVAILABILITY and not self._others.programme.party_away[party].isdisjoint(taken):
            return gettext(AWAY, name=name)
        if rule is Rule.PARTY_TEAMS and (met := self._met(party, taken)):
            return gettext(BUSY, name=name, others=self.language.listed(met))
        if rule is Rule.PARTY_MAXIMUM and self._others.at_maximum(party):
            return gettext(FULL, name=name)
        return None

    def _met(self, party: PartyId, taken: range) -> list[str]:
        """Whom it meets when all its teams are at tables; nobody if one of them is always free."""
        teams = self.problem.party_by_id[party].teams
        found = (self._others.parties.at(party, slot) for slot in taken)
        meetings = next((held for held in found if len(held) >= teams), [])
        return [self.party(other) for held in meetings for other in held.meeting.parties if other != party]
