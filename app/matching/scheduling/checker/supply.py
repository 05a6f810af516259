"""What a meeting can use, from the problem alone: starts, tables and interpreters, whatever else is held."""

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from app.matching.scheduling.checker.agenda import Programme
from app.matching.scheduling.checker.masks import Kept, lasting, mask
from app.matching.scheduling.problem import Meeting, Problem, TableId


class Stand(NamedTuple):
    """What a meeting asks of its table: features, one of `own` if that is given, for so many slots."""

    features: tuple[str, ...]
    own: frozenset[TableId] | None
    length: int


class Suitable(NamedTuple):
    """The tables or interpreters that suit a meeting, each with the starts at which it is available, and all starts."""

    starts: int
    each: Mapping[str, int]


class Supply:
    """Answers by meeting; those about tables and interpreters are shared by meetings with equal needs."""

    def __init__(self, problem: Problem, programme: Programme) -> None:
        self._problem = problem
        self._programme = programme
        self._present = cache(self._find_present)
        self._stands = cache(lambda features, length: Stand(features, None, length))
        self._tables = cache(self._find_tables)
        self._speakers = cache(self._find_speakers)

    def starts(self, meeting: Meeting) -> int:
        """The starts that its `slots`, the periods and the availability of its parties allow."""
        starts = self.present(meeting)
        if meeting.slots is None:
            return starts
        return starts & mask(self._problem.slot_index[slot] for slot in meeting.slots)

    def present(self, meeting: Meeting) -> int:
        """The starts that the periods and the availability of its parties allow."""
        starts, present = self._present(meeting.length)
        for party in meeting.parties if starts else ():
            starts &= present[party]
        return starts

    def stand(self, meeting: Meeting) -> Stand:
        """What the meeting asks of its table."""
        own = self._programme.own_tables
        if not own:
            return self._stands(meeting.features, meeting.length)
        shares = [own[party] for party in meeting.parties if party in own]
        return Stand(meeting.features, frozenset.intersection(*shares) if shares else None, meeting.length)

    def tables(self, stand: Stand) -> Suitable:
        """The tables with the features, of the parties' own."""
        return self._tables(stand)

    def speakers(self, languages: tuple[str, ...], length: int) -> Suitable:
        """The interpreters who know the languages."""
        return self._speakers(languages, length)

    def _find_present(self, length: int) -> tuple[int, Kept]:
        """All starts of this length, and those at which a party is available."""
        away = self._programme.party_away
        return self._programme.starts(length), Kept(lambda party: self._available(away[party], length))

    def _find_tables(self, stand: Stand) -> Suitable:
        away, features = self._programme.table_away, stand.features
        return self._suitable(
            {
                table.id: away[table.id]
                for table in self._problem.tables
                if (stand.own is None or table.id in stand.own) and all(each in table.features for each in features)
            },
            stand.length,
        )

    def _find_speakers(self, languages: tuple[str, ...], length: int) -> Suitable:
        away = self._programme.interpreter_away
        return self._suitable(
            {
                interpreter.id: away[interpreter.id]
                for interpreter in self._problem.interpreters
                if all(language in interpreter.languages for language in languages)
            },
            length,
        )

    def _suitable(self, away: Mapping[str, frozenset[int]], length: int) -> Suitable:
        """Of those who are away in some slots, the ones that are available at some start."""
        each = {who: starts for who, absent in away.items() if (starts := self._available(absent, length))}
        return Suitable(reduce(or_, each.values(), 0), each)

    def _available(self, away: frozenset[int], length: int) -> int:
        """The starts of so many slots of one period in which one is not away."""
        return self._programme.starts(length) & lasting(self._programme.slots & ~mask(away), length)
