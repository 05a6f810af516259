"""The people of a delegation at its meetings.

A meeting is held by a team: by somebody who leads it, and by an expert besides where one knows what it is about. At a
team where only experts may sit, one of them holds it alone. Meetings can be at the same time if each gets a team, a
leader and an expert of its own: disjoint paths from experts over teams to leaders.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.matching.staffing.paths import Node, disjoint_paths

PersonId = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sit at some teams, numbered from 1: as an expert of `sectors`, or to lead (None)."""

    id: PersonId
    teams: frozenset[int]
    sectors: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Which team holds a meeting, and who of it sits there: who leads, then the expert."""

    team: int
    people: tuple[PersonId, ...]


class Staff:
    """Who may sit at which of a number of teams, in the order of rank.

    If nobody may sit anywhere, nothing is known: then all teams can meet, and nobody is named. Teams that are `taken`
    meet elsewhere at that time.
    """

    def __init__(self, people: Sequence[Person], *, teams: int, taken: Collection[int] = ()) -> None:
        self.teams = [team for team in range(1, teams + 1) if team not in taken]
        self.people = [person for person in people if person.teams.intersection(self.teams)]

    @cached_property
    def at_once(self) -> int:
        """How many meetings the delegation can hold at the same time."""
        if not self.people:
            return len(self.teams)
        return _count(disjoint_paths([self._anybody] * len(self.teams), self._following))

    def seated(self, topics: Sequence[Collection[str]], parents: Mapping[str, str]) -> list[Seat | None]:
        """Who sits where in meetings at the same time that are about these sectors; none where nobody is left.

        As many as can be are held, those with the highest rank lead, and then as many as can be have an expert who
        knows one of the sectors, a part of it or what it is a part of; the first meetings come first.
        """
        starts = [self._anybody] * len(topics)
        paths = disjoint_paths(starts, self._following)
        for i, sectors in enumerate(topics):
            experts = [_expert(each) for each in self.people if _knows(each, sectors, parents)]
            tried = [*starts[:i], experts, *starts[i + 1 :]]
            found = disjoint_paths(tried, self._following)
            if [path is None for path in found] == [path is None for path in paths]:
                starts, paths = tried, found
        return [None if path is None else _seat(path) for path in paths]

    @cached_property
    def _leaders(self) -> dict[int, list[Node]]:
        """Of each team, who may lead it; the teams of those with the highest rank first."""
        leaders: dict[int, list[Node]] = {}
        for person in self.people:
            if person.sectors is None:
                for team in sorted(person.teams.intersection(self.teams)):
                    leaders.setdefault(team, []).append(("leader", person.id))
        return leaders

    @cached_property
    def _following(self) -> dict[Node, list[Node]]:
        """From each expert to teams, and from each team to who may lead it; at a team that nobody leads a way ends."""
        network: dict[Node, list[Node]] = {("team", team): leaders for team, leaders in self._leaders.items()}
        for person in self.people:
            if person.sectors is not None:
                teams = person.teams.intersection(self.teams)
                network[_expert(person)] = [("team", team) for team in sorted(teams)]
        return network

    @cached_property
    def _anybody(self) -> list[Node]:
        """Where a meeting begins that needs no expert: at a team that is led, or with who sits where nobody leads."""
        unled = set(self.teams).difference(self._leaders)
        alone = [_expert(each) for each in self.people if each.sectors is not None and each.teams & unled]
        return [*(("team", team) for team in self._leaders), *alone]


def related(one: str, other: str, parents: Mapping[str, str]) -> bool:
    """Whether two sectors are the same, or the one is above the other; `parents` gives the top sector of each."""
    return one == other or parents.get(one) == other or parents.get(other) == one


def _count(paths: Sequence[object]) -> int:
    return sum(path is not None for path in paths)


def _expert(person: Person) -> Node:
    return ("expert", person.id)


def _seat(path: Sequence[Node]) -> Seat:
    """A path names its nodes by their kinds."""
    by_kind = dict(path)
    people = [by_kind[kind] for kind in ("leader", "expert") if kind in by_kind]
    return Seat(team=by_kind["team"], people=tuple(people))


def _knows(person: Person, topics: Collection[str], parents: Mapping[str, str]) -> bool:
    return any(related(one, other, parents) for one in person.sectors or () for other in topics)
