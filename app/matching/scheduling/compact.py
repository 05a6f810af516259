"""The problem by position: integers and bit masks instead of ids, so that a question costs a few machine operations.

Meetings, parties, interpreters, resources and table classes are numbered from 0 in the order of the instance; sets of
slots are those of `slotsets`.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from app.matching.scheduling.model.tables import TableClass, table_classes
from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.slotsets import SlotSets


class Compact(SlotSets):
    """What the fast stages know of a problem. Nothing in it changes once it is made.

    Whoever and whatever a meeting takes for its time is a *place*: parties first (so a party's place is its number),
    then table classes, interpreters and resources. `capacity[p]` meetings at once fit into place p, in the slots
    `open[p]`; `most[p]` is its maximum and `rest[p]` the most busy slots in a row, None where nothing limits it.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem
        self.zone_gap = problem.policy.zone_gap
        self.teams = [party.teams for party in problem.parties]
        self.floor = [party.min_meetings for party in problem.parties]
        self.bonus = [tuple(problem.policy.bonus.get(party.side, ())) for party in problem.parties]
        self._number_places()
        self._number_meetings(problem.meetings)

    def _number_places(self) -> None:
        problem = self.problem
        self.classes: tuple[TableClass, ...] = table_classes(problem, told_apart=False)
        self.first_class = len(problem.parties)
        self.first_interpreter = self.first_class + len(self.classes)
        self.first_resource = self.first_interpreter + len(problem.interpreters)
        self.party_index = {party.id: i for i, party in enumerate(problem.parties)}
        halls = [tables.representative for tables in self.classes]
        absent = [
            *(party.unavailable for party in problem.parties),
            *(table.unavailable for table in halls),
            *(who.unavailable for who in problem.interpreters),
        ]
        self.open = [self.everything & ~self.of(slots) for slots in absent]
        self.open += [self.everything] * len(problem.resources)
        self.capacity = [
            *self.teams,
            *(len(tables.tables) for tables in self.classes),
            *[1] * len(problem.interpreters),
        ]
        self.capacity += [resource.capacity for resource in problem.resources]

    def _number_meetings(self, meetings: Sequence[Meeting]) -> None:
        number = self.party_index
        self.parties: list[tuple[int, ...]] = [tuple([number[p] for p in m.parties]) for m in meetings]
        self.value = [m.value for m in meetings]
        self.length = [m.length for m in meetings]
        self.required = [m.required for m in meetings]
        self.mine: list[list[int]] = [[] for _ in self.teams]
        for i, members in enumerate(self.parties):
            for party in members:
                self.mine[party].append(i)
        self._limit()
        self.kinds = self._kinds(meetings)
        self.starts = [self._starts(i, m) for i, m in enumerate(meetings)]

    def _limit(self) -> None:
        """Maxima and rest; those that can't be reached are none, since what looks them up is slower."""
        problem, unlimited = self.problem, [None] * (len(self.capacity) - self.first_interpreter)
        longest = max((mask.bit_count() for mask in self.periods), default=0)
        counts = [*map(len, self.mine), *[0] * len(self.classes), *[len(problem.meetings)] * len(problem.interpreters)]
        people = [*problem.parties, *[None] * len(self.classes), *problem.interpreters]
        self.most: list[int | None] = [
            None if who is None or who.max_meetings is None or who.max_meetings >= number else who.max_meetings
            for who, number in zip(people, counts, strict=True)
        ]
        self.rest: list[int | None] = [
            None if who is None or (who.max_consecutive or longest) >= longest else who.max_consecutive
            for who in people
        ]
        self.most += unlimited[: len(problem.resources)]
        self.rest += unlimited[: len(problem.resources)]

    def _starts(self, index: int, meeting: Meeting) -> int:
        """Starts that the meeting's own slots, pin, periods, parties and suitable tables leave."""
        allowed = self.everything if meeting.slots is None else self.of(meeting.slots)
        free = self.everything
        for party in self.parties[index]:
            free &= self.open[party]
        if meeting.length > 1:
            free = self.runs(free, meeting.length)
        if meeting.pin is not None:
            allowed &= 1 << self.problem.slot_index[meeting.pin.slot]
        seated = 0
        for kind in self.kinds[index]:
            seated |= self.runs(self.open[kind], meeting.length)
        return allowed & free & seated

    def _kinds(self, meetings: Sequence[Meeting]) -> list[tuple[int, ...]]:
        """The table classes, as places, that suit each meeting; shared between meetings of equal needs."""
        known: dict[object, tuple[int, ...]] = {}
        kinds = []
        plain = all(party.tables is None for party in self.problem.parties)
        for meeting in meetings:
            pinned = None if meeting.pin is None else meeting.pin.table
            own = None if plain else self.problem.own_tables(meeting)
            key = (meeting.features, own, pinned)
            if key not in known:
                known[key] = tuple(
                    self.first_class + index
                    for index, tables in enumerate(self.classes)
                    if (own is None or tables.representative.id in own)
                    and (pinned is None or pinned in tables.ids)
                    and set(meeting.features) <= set(tables.representative.features)
                )
            kinds.append(known[key])
        return kinds

    @cached_property
    def fixed(self) -> list[tuple[int, ...]]:
        """The places that each meeting takes wherever it is held: its parties and resources."""
        if not self.problem.resources:
            return self.parties
        number = {resource.id: self.first_resource + i for i, resource in enumerate(self.problem.resources)}
        return [
            (*parties, *(number[resource] for resource in meeting.resources))
            for parties, meeting in zip(self.parties, self.problem.meetings, strict=True)
        ]

    @cached_property
    def plain(self) -> list[bool]:
        """Whether only the parties' teams and the tables matter to where a meeting is held."""
        free = [rest is None and most is None for rest, most in zip(self.rest, self.most, strict=True)]
        return [
            not (m.length > 1 or m.interpreting or m.resources or m.alternative is not None)
            and not (self.before[i] or self.behind[i] or self.zone_gap)
            and all(free[party] for party in self.parties[i])
            for i, m in enumerate(self.problem.meetings)
        ]

    @cached_property
    def zone(self) -> dict[int, int]:
        """The number of the zone of each table class, by place."""
        zones = {zone: i for i, zone in enumerate(dict.fromkeys(c.representative.zone for c in self.classes))}
        return {self.first_class + i: zones[c.representative.zone] for i, c in enumerate(self.classes)}

    @cached_property
    def demand(self) -> dict[int, int]:
        """How many meetings could stand at the tables of each class, by place."""
        demand = dict.fromkeys(range(self.first_class, self.first_interpreter), 0)
        for kinds in self.kinds:
            for kind in kinds:
                demand[kind] += 1
        return demand

    @cached_property
    def languages(self) -> dict[int, int]:
        """How many languages each interpreter knows, by place."""
        return {self.first_interpreter + i: len(who.languages) for i, who in enumerate(self.problem.interpreters)}

    @cached_property
    def speakers(self) -> list[tuple[int, ...] | None]:
        """The places of interpreters who know all its languages, those of fewest first; None if it needs none."""
        known: dict[tuple[str, ...], tuple[int, ...] | None] = {(): None}
        people = sorted(enumerate(self.problem.interpreters), key=lambda who: (len(who[1].languages), who[0]))
        for meeting in self.problem.meetings:
            if meeting.interpreting not in known:
                needed = set(meeting.interpreting)
                known[meeting.interpreting] = tuple(
                    self.first_interpreter + i for i, who in people if needed <= set(who.languages)
                )
        return [known[meeting.interpreting] for meeting in self.problem.meetings]

    @cached_property
    def meeting_index(self) -> dict[str, int]:
        """The number of each meeting."""
        return {meeting.id: i for i, meeting in enumerate(self.problem.meetings)}

    @cached_property
    def table_place(self) -> dict[str, int]:
        """The place of the class of each table."""
        return {table: self.first_class + i for i, tables in enumerate(self.classes) for table in tables.ids}

    @cached_property
    def interpreter_place(self) -> dict[str, int]:
        """The place of each interpreter."""
        return {who.id: self.first_interpreter + i for i, who in enumerate(self.problem.interpreters)}

    @cached_property
    def before(self) -> list[tuple[int, ...]]:
        """The meetings that must have ended when each one starts."""
        return [tuple(self.meeting_index[e] for e in meeting.after) for meeting in self.problem.meetings]

    @cached_property
    def behind(self) -> list[list[int]]:
        """The meetings that each one must precede."""
        behind: list[list[int]] = [[] for _ in self.before]
        for later, earlier in enumerate(self.before):
            for meeting in earlier:
                behind[meeting].append(later)
        return behind

    @cached_property
    def ordered(self) -> bool:
        """Whether any meeting must follow another."""
        return any(self.before)

    @cached_property
    def rivals(self) -> list[tuple[int, ...]]:
        """The other meetings with the same label of alternatives."""
        labels: defaultdict[str, list[int]] = defaultdict(list)
        for i, meeting in enumerate(self.problem.meetings):
            if meeting.alternative is not None:
                labels[meeting.alternative].append(i)
        return [
            () if m.alternative is None else tuple(other for other in labels[m.alternative] if other != i)
            for i, m in enumerate(self.problem.meetings)
        ]

    @cached_property
    def loose(self) -> frozenset[int]:
        """Table classes that are never full before a party of every meeting there is, such as own tables."""
        users: dict[int, list[int]] = {}
        for meeting, kinds in enumerate(self.kinds):
            for kind in kinds:
                users.setdefault(kind, []).append(meeting)
        return frozenset(kind for kind, meetings in users.items() if self._is_loose(kind, meetings))

    def _is_loose(self, kind: int, meetings: Sequence[int]) -> bool:
        owners = set(self.parties[meetings[0]]).intersection(*(self.parties[meeting] for meeting in meetings[1:]))
        return any(
            self.capacity[owner] <= self.capacity[kind] and not self.open[owner] & ~self.open[kind] for owner in owners
        )

    def taken(self, meeting: int, kind: int, interpreter: int) -> tuple[int, ...]:
        """The places that a meeting takes there and that can be in the way of another."""
        fixed = self.fixed[meeting] if kind in self.loose else (*self.fixed[meeting], kind)
        return fixed if interpreter < 0 else (*fixed, interpreter)
