"""Rules about parties: when they can meet, how often, how long, and how evenly their breaks are spread."""

from collections.abc import Iterator

from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules import people
from app.matching.scheduling.checker.rules.wording import counted, listed
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.timetable import Rule


def party_availability(view: View) -> Iterator[Violation]:
    """A party meets only in slots in which it is available."""
    for party in view.parties:
        absent = view.agenda.programme.party_away[party.id]
        yield from people.away(view, Rule.PARTY_AVAILABILITY, party, view.agenda.parties, absent)


def party_teams(view: View) -> Iterator[Violation]:
    """A party holds at most as many meetings at the same time as it has teams."""
    for party in view.parties:
        for position, there in view.agenda.parties.crowded(party.id, party.teams):
            meetings, (slot,) = [held.meeting.id for held in there], view.slot_ids([position])
            message = f"{party.id} is in {listed(meetings)} at {slot}, but has {counted(party.teams, 'team')}."
            yield Violation(Rule.PARTY_TEAMS, message, (*meetings, party.id, slot))


def party_maximum(view: View) -> Iterator[Violation]:
    """A party holds at most its maximum of meetings."""
    for party in view.parties:
        yield from people.too_many(Rule.PARTY_MAXIMUM, party, view.agenda.parties)


def party_consecutive(view: View) -> Iterator[Violation]:
    """A party is busy for at most so many slots in a row within a period."""
    for party in view.parties:
        yield from people.too_long(view, Rule.PARTY_CONSECUTIVE, party, view.agenda.parties)


def break_spread(view: View) -> Iterator[Violation]:
    """The numbers of breaks of any two parties differ by at most so many, in whatever part the view is."""
    most = view.agenda.problem.policy.max_break_spread
    if most is None:
        return
    breaks = {party: len(gaps) for party, gaps in view.agenda.gaps.items()}
    if not breaks or max(breaks.values()) - min(breaks.values()) <= most:
        return
    worst, best = max(breaks, key=breaks.__getitem__), min(breaks, key=breaks.__getitem__)
    message = f"{worst} has {counted(breaks[worst], 'break')} and {best} {breaks[best]}, more than {most} apart."
    yield Violation(Rule.BREAK_SPREAD, message, (worst, best))
