"""What is wrong with an instance before anybody searches: found by counting, and true of every timetable of it.

Each check is a function of what is known of the problem that yields findings. None of them says that all is well: that
every party could hold its meetings does not mean that they fit together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.matching.scheduling.checker.agenda import Programme
from app.matching.scheduling.checker.masks import mask
from app.matching.scheduling.checker.supply import Supply
from app.matching.scheduling.problem import Meeting, MeetingId, Party, PartyId, Problem, SlotId


class Trouble(StrEnum):
    """What can be wrong, in the order in which it is told."""

    NO_SLOTS = "no-slots"
    NO_TABLES = "no-tables"
    NO_MEETINGS = "no-meetings"
    NEVER_THERE = "never-there"
    NO_COMMON_SLOT = "no-common-slot"
    PROMISE = "promise-out-of-reach"
    BUSY_ELSEWHERE = "busy-elsewhere"
    OVER_ASKED = "over-asked"
    NO_TABLE = "no-suitable-table"
    FEW_TABLES = "too-few-tables"
    NO_INTERPRETER = "no-interpreter"
    FEW_INTERPRETERS = "too-few-interpreters"
    FEW_RESOURCES = "too-few-resources"
    UNWANTED = "unwanted"
    TWO_PLACES = "in-two-places"  # Found by whoever knows the people: an instance has none.


Elsewhere = Mapping[PartyId, Collection[SlotId]]
NOWHERE: Elsewhere = {}
NOTHING_TO_SOLVE = (Trouble.NO_SLOTS, Trouble.NO_TABLES, Trouble.NO_MEETINGS)
"""With one of these there is nothing to search for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One trouble: of so many `wanted` meetings at most `possible` can be held.

    It is `grave` if a meeting that is required or promised is lost by it. `needs` are features of a table, languages,
    or a resource that is scarce.
    """

    trouble: Trouble
    grave: bool = False
    parties: tuple[PartyId, ...] = ()
    meetings: tuple[MeetingId, ...] = ()
    needs: tuple[str, ...] = ()
    wanted: int = 0
    possible: int = 0


class Known:
    """What the checks share: who wants which meetings, which of these have a start, and how many everyone can hold.

    `elsewhere` are the slots in which a party would be there but for what else it does.
    """

    def __init__(self, problem: Problem, elsewhere: Elsewhere) -> None:
        self.problem = problem
        programme = Programme(problem)
        self.supply = Supply(problem, programme)
        self.starts = {meeting.id: self.supply.starts(meeting) for meeting in problem.meetings}
        self.able = [meeting for meeting in problem.meetings if self.starts[meeting.id]]
        self.of_party: dict[PartyId, list[Meeting]] = defaultdict(list)
        for meeting in problem.meetings:
            for party in meeting.parties:
                self.of_party[party].append(meeting)
        self.present = {each.id: programme.slots & ~mask(programme.party_away[each.id]) for each in problem.parties}
        self.capacity = {each.id: self._capacity(each, self.present[each.id]) for each in problem.parties}
        self.freed = {
            each.id: self._capacity(each, self.present[each.id] | self._mask(elsewhere.get(each.id, ())))
            for each in problem.parties
        }

    def wanted(self, meetings: Iterable[Meeting]) -> int:
        """How many of the meetings could be held if there were room for all: of alternatives one."""
        listed = list(meetings)
        return len({meeting.alternative or f"\0{meeting.id}" for meeting in listed})

    def holdable(self, meetings: Sequence[Meeting]) -> int:
        """A bound on how many of the meetings can be held: that of the side which can hold fewest of them."""
        shares: dict[str, int] = defaultdict(int)
        covered: dict[str, set[MeetingId]] = defaultdict(set)
        mine: dict[PartyId, list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            for party in meeting.parties:
                mine[party].append(meeting)
                covered[self.problem.party_by_id[party].side].add(meeting.id)
        for party, own in mine.items():
            shares[self.problem.party_by_id[party].side] += min(self.wanted(own), self.capacity[party])
        everywhere = [share for side, share in shares.items() if len(covered[side]) == len(meetings)]
        return min([self.wanted(meetings), sum(shares.values()) // 2, *everywhere])

    def _mask(self, slots: Iterable[SlotId]) -> int:
        return mask(self.problem.slot_index[slot] for slot in slots)

    def _capacity(self, party: Party, slots: int) -> int:
        rest = party.max_consecutive
        busy = sum(in_a_row(run, rest) for run in _runs(self.problem.periods, slots))
        able = party.teams * busy
        return able if party.max_meetings is None else min(able, party.max_meetings)


def precheck(problem: Problem, elsewhere: Elsewhere = NOWHERE) -> tuple[Finding, ...]:
    """All troubles of the problem, the grave ones first, those of a kind together."""
    if missing := tuple(_nothing_to_solve(problem)):
        return missing
    known = Known(problem, elsewhere)
    found = [finding for check in CHECKS for finding in check(known)]
    order = list(Trouble)
    return tuple(sorted(found, key=lambda finding: (not finding.grave, order.index(finding.trouble))))


def _nothing_to_solve(problem: Problem) -> Iterator[Finding]:
    parts = (problem.slots, problem.tables, problem.meetings)
    for trouble, things in zip(NOTHING_TO_SOLVE, parts, strict=True):
        if not things:
            yield Finding(trouble=trouble, grave=True)


def never_there(known: Known) -> Iterator[Finding]:
    """Parties that are wanted and have no slot left."""
    for party, meetings in known.of_party.items():
        if not known.present[party]:
            grave = any(each.required for each in meetings)
            trouble = Trouble.BUSY_ELSEWHERE if known.freed[party] else Trouble.NEVER_THERE
            yield Finding(trouble=trouble, grave=grave, parties=(party,), wanted=known.wanted(meetings))


def without_common_slot(known: Known) -> Iterator[Finding]:
    """Parties that have no start with anyone whom they must meet (or want to), and single meetings besides."""
    absent = [party for party in known.of_party if not known.present[party]]
    told: set[MeetingId] = {each.id for party in absent for each in known.of_party[party]}
    for party, meetings in known.of_party.items():
        insisted = [each for each in meetings if each.required]
        looked_at = insisted or meetings
        if len(looked_at) > 1 and not any(known.starts[each.id] for each in looked_at):
            told |= {each.id for each in looked_at}
            ids = tuple(each.id for each in looked_at)
            wanted = len(looked_at)
            yield Finding(
                trouble=Trouble.NO_COMMON_SLOT, grave=bool(insisted), parties=(party,), meetings=ids, wanted=wanted
            )
    for meeting in known.problem.meetings:
        if not known.starts[meeting.id] and meeting.id not in told:
            yield Finding(
                trouble=Trouble.NO_COMMON_SLOT,
                grave=meeting.required,
                parties=meeting.parties,
                meetings=(meeting.id,),
                wanted=1,
            )


def out_of_reach(known: Known) -> Iterator[Finding]:
    """Parties that are promised more meetings than anybody could hold with them."""
    for party in known.problem.parties:
        able = [each for each in known.of_party[party.id] if known.starts[each.id]]
        possible = min(known.wanted(able), known.capacity[party.id])
        if possible < party.min_meetings:
            yield Finding(
                trouble=Trouble.PROMISE, grave=True, parties=(party.id,), wanted=party.min_meetings, possible=possible
            )


def over_asked(known: Known) -> Iterator[Finding]:
    """Parties that are wanted for more meetings than they can hold, the worst first; for what else they do, or not."""
    found = []
    for party in known.problem.parties:
        meetings, possible = known.of_party[party.id], known.capacity[party.id]
        wanted = known.wanted(meetings)
        if wanted > possible and known.present[party.id]:
            trouble = Trouble.BUSY_ELSEWHERE if known.freed[party.id] > possible else Trouble.OVER_ASKED
            grave = known.wanted(each for each in meetings if each.required) > possible
            found.append(Finding(trouble=trouble, grave=grave, parties=(party.id,), wanted=wanted, possible=possible))
    yield from sorted(found, key=lambda finding: finding.possible - finding.wanted)


def tables(known: Known) -> Iterator[Finding]:
    """Meetings that no table suits, and more meetings than tables for them."""
    by_need: dict[tuple[str, ...], list[Meeting]] = defaultdict(list)
    unseated: dict[tuple[str, ...], list[Meeting]] = defaultdict(list)
    for meeting in known.able:
        suitable = known.supply.tables(known.supply.stand(meeting)).starts & known.starts[meeting.id]
        (by_need if suitable else unseated)[tuple(sorted(meeting.features))].append(meeting)
    for features, meetings in unseated.items():
        yield _lost(Trouble.NO_TABLE, meetings, needs=features)
    every = [meeting for meetings in by_need.values() for meeting in meetings]
    for features, meetings in {**by_need, (): every}.items():
        yield from _scarce(known, Trouble.FEW_TABLES, meetings, _table_slots(known.problem, features), features)


def interpreters(known: Known) -> Iterator[Finding]:
    """Meetings for whose languages there is nobody, and more meetings than interpreters for them."""
    by_need: dict[tuple[str, ...], list[Meeting]] = defaultdict(list)
    for meeting in known.able:
        if meeting.interpreting:
            by_need[tuple(sorted(meeting.interpreting))].append(meeting)
    lacking = False
    for languages, meetings in by_need.items():
        possible = _served(known.problem, languages)
        trouble = Trouble.FEW_INTERPRETERS if possible else Trouble.NO_INTERPRETER
        for finding in _scarce(known, trouble, meetings, possible, languages):
            lacking = True
            yield finding
    if by_need and not lacking:
        every = [meeting for meetings in by_need.values() for meeting in meetings]
        yield from _scarce(known, Trouble.FEW_INTERPRETERS, every, _served(known.problem, ()), ())


def resources(known: Known) -> Iterator[Finding]:
    """More meetings than can have what they need of something else, over the whole programme."""
    for resource in known.problem.resources:
        meetings = [each for each in known.able if resource.id in each.resources]
        possible = resource.capacity * len(known.problem.slots)
        yield from _scarce(known, Trouble.FEW_RESOURCES, meetings, possible, (resource.id,))


def unwanted(known: Known) -> Iterator[Finding]:
    """Parties without any meeting, all in one finding."""
    alone = tuple(party.id for party in known.problem.parties if not known.of_party[party.id])
    if alone:
        yield Finding(trouble=Trouble.UNWANTED, parties=alone)


CHECKS: tuple[Callable[[Known], Iterator[Finding]], ...] = (
    never_there,
    without_common_slot,
    out_of_reach,
    over_asked,
    tables,
    interpreters,
    resources,
    unwanted,
)


def _lost(trouble: Trouble, meetings: Sequence[Meeting], *, needs: tuple[str, ...]) -> Finding:
    ids = tuple(each.id for each in meetings)
    grave = any(each.required for each in meetings)
    return Finding(trouble=trouble, grave=grave, meetings=ids, needs=needs, wanted=len(meetings))


def _scarce(
    known: Known, trouble: Trouble, meetings: Sequence[Meeting], possible: int, needs: tuple[str, ...]
) -> Iterator[Finding]:
    """A finding if more of the meetings could be held than there is room for."""
    wanted = known.holdable(meetings) if meetings else 0
    if wanted > possible:
        grave = known.wanted(each for each in meetings if each.required) > possible
        ids = tuple(each.id for each in meetings)
        yield Finding(trouble=trouble, grave=grave, meetings=ids, needs=needs, wanted=wanted, possible=possible)


def _table_slots(problem: Problem, features: tuple[str, ...]) -> int:
    """The slots of all tables that have these features."""
    fitting = (table for table in problem.tables if set(features) <= set(table.features))
    return sum(len(problem.slots) - len(set(table.unavailable)) for table in fitting)


def _served(problem: Problem, languages: tuple[str, ...]) -> int:
    """How many meetings the interpreters who know these languages can serve."""
    able = [each for each in problem.interpreters if set(languages) <= set(each.languages)]
    slots = ((len(problem.slots) - len(set(each.unavailable)), each.max_meetings) for each in able)
    return sum(free if most is None else min(free, most) for free, most in slots)


def _runs(periods: Iterable[range], slots: int) -> Iterator[int]:
    """The numbers of slots that follow each other within a period."""
    for period in periods:
        present = "".join("x" if slots >> slot & 1 else " " for slot in period)
        yield from map(len, present.split())


def in_a_row(slots: int, rest: int | None) -> int:
    """How many of these slots can be busy if after so many in a row one is free."""
    return slots if rest is None else slots - slots // (rest + 1)
