"""Smaller problems that must be feasible if the whole one is: where one is not, its pins contradict each other.

Every rule but the pins and `break-spread` stays kept when a meeting is taken out. Where breaks do not matter, meetings
without a pin therefore help nobody. Where they do, they may be needed to fill one: a scope then has all meetings of the
parties it watches, and asks of these no more than that none has more breaks than the spread can ever allow.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.tables import table_classes
from app.matching.scheduling.problem import Meeting, MeetingId, PartyId, Problem
from app.matching.scheduling.timetable import Rule

Part = tuple[Rule, tuple[str, ...]]
"""One place of a rule, named by its subjects as the model names it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`pins` are those of `problem`; no party in `watched` may have more than `most_breaks` breaks."""

    problem: Problem
    pins: tuple[MeetingId, ...]
    watched: tuple[PartyId, ...] = ()
    most_breaks: int = 0

    @property
    def narrow(self) -> bool:
        """Whether a pinned meeting that is not at its pin is as good as not held: breaks do not matter."""
        return not self.watched and self.problem.policy.max_break_spread is None

    @property
    def size(self) -> int:
        """About the number of literals that a model of it has."""
        starts = 1 if self.narrow else len(self.problem.slots)
        return len(self.problem.meetings) * starts * len(table_classes(self.problem))

    def reduced(self, pins: Collection[MeetingId]) -> "Scope":
        """With these pins only; the meetings of the others stay only where they may fill a break."""
        kept = [m.id for m in self.problem.meetings if not self.narrow or m.id in pins]
        left = tuple(pin for pin in self.pins if pin in pins)
        most = self.problem.policy.max_break_spread
        return replace(self, problem=cut(self.problem, kept, left, spread=most), pins=left)

    def exact(self, problem: Problem) -> "Scope":
        """The same meetings under the true `break-spread`: what is feasible here is feasible in `problem`, too."""
        most = problem.policy.max_break_spread
        return Scope(replace(self.problem, policy=replace(self.problem.policy, max_break_spread=most)), self.pins)

    def limit_breaks(self, context: Context) -> None:
        """Post what this scope asks of breaks."""
        if self.watched and context.keeps(Rule.BREAK_SPREAD):
            for party in self.watched:
                ends = context.presence.break_ends(self.problem.party_by_id[party])
                context.model.add(sum(ends) <= self.most_breaks)


def pinned(problem: Problem) -> list[MeetingId]:
    """The meetings with a pin, in the order of the instance."""
    return [meeting.id for meeting in problem.meetings if meeting.pin is not None]


def whole(problem: Problem) -> Scope:
    """Everything but goals."""
    pins = pinned(problem)
    most = problem.policy.max_break_spread
    kept = pins if most is None else [meeting.id for meeting in problem.meetings]
    return Scope(cut(problem, kept, pins, spread=most), tuple(pins))


def lone(problem: Problem, pins: Sequence[MeetingId]) -> Scope:
    """These pins and nothing else; breaks do not matter."""
    return Scope(cut(problem, pins, pins), tuple(pins))


def watching(problem: Problem, parties: Collection[PartyId]) -> Scope:
    """All meetings of some parties, whose breaks may be no more than the spread can ever allow."""
    watched = set(parties)
    kept = [meeting.id for meeting in problem.meetings if not watched.isdisjoint(meeting.parties)]
    pins = [meeting for meeting in kept if problem.meeting_by_id[meeting].pin is not None]
    return Scope(cut(problem, kept, pins), tuple(pins), tuple(parties), most_breaks(problem))


def filling(problem: Problem) -> Scope:
    """All pins, and what may fill the breaks that they tear, under the true `break-spread`."""
    pins, most = pinned(problem), problem.policy.max_break_spread
    parties = set() if most is None else set(torn(problem))
    kept = [m.id for m in problem.meetings if m.pin is not None or not parties.isdisjoint(m.parties)]
    return Scope(cut(problem, kept, pins, spread=most), tuple(pins))


def most_breaks(problem: Problem) -> int:
    """What no party may exceed: the spread, and the breaks that even the party with the fewest meetings could have."""
    meetings = Counter(party for meeting in problem.meetings for party in meeting.parties)
    fewest = min((max(meetings[party.id] - 1, 0) for party in problem.parties), default=0)
    return fewest + (problem.policy.max_break_spread or 0)


def torn(problem: Problem) -> list[PartyId]:
    """The parties that have more breaks than the spread can ever allow, unless others fill them; the worst first.

    None where breaks may differ as they like.
    """
    if problem.policy.max_break_spread is None:
        return []
    busy: defaultdict[PartyId, set[int]] = defaultdict(set)
    for meeting in problem.meetings:
        if meeting.pin is not None:
            start = problem.slot_index[meeting.pin.slot]
            for party in meeting.parties:
                busy[party].update(range(start, start + meeting.length))
    breaks = {party: _breaks(problem, slots) for party, slots in busy.items()}
    most = most_breaks(problem)
    return sorted((party for party in breaks if breaks[party] > most), key=lambda party: -breaks[party])


def _breaks(problem: Problem, busy: set[int]) -> int:
    """Times that a free slot is followed by a busy one after another busy one of the same period."""
    in_time = (sorted(busy & set(period)) for period in problem.periods)
    return sum(later > earlier + 1 for slots in in_time for earlier, later in pairwise(slots))


def cut(
    problem: Problem, kept: Collection[MeetingId], pins: Collection[MeetingId], *, spread: int | None = None
) -> Problem:
    """The problem with these meetings and pins only, this spread, and without goals."""
    kept, pins = set(kept), set(pins)
    return replace(
        problem,
        meetings=tuple(_stripped(meeting, kept, pins) for meeting in problem.meetings if meeting.id in kept),
        published=None,
        policy=replace(problem.policy, goals=(), max_break_spread=spread),
    )


def _stripped(meeting: Meeting, kept: set[MeetingId], pins: set[MeetingId]) -> Meeting:
    after = tuple(earlier for earlier in meeting.after if earlier in kept)
    return replace(meeting, after=after, pin=meeting.pin if meeting.id in pins else None)


def at_pins(problem: Problem, free: Collection[MeetingId] = ()) -> Problem:
    """Every pinned meeting but those of `free` starts where its pin says or, where it may not start there, nowhere."""
    return replace(problem, meetings=tuple(m if m.id in free else _at_pin(m) for m in problem.meetings))


def _at_pin(meeting: Meeting) -> Meeting:
    if meeting.pin is None:
        return meeting
    allowed = meeting.slots is None or meeting.pin.slot in meeting.slots
    return replace(meeting, slots=(meeting.pin.slot,) if allowed else ())
