"""How meetings and welfare are spread over the parties of each side, counted from the placements alone; no solver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.problem import Party, PartyId, Problem
from app.matching.scheduling.timetable import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How unequal some amounts are; `gini` is 0 if all are equal and comes near 1 if one party has everything."""

    minimum: int
    median: float
    gini: float
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The meetings of a party, and its welfare: the values of these meetings and its side's bonus for so many."""

    party: PartyId
    meetings: int
    welfare: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReport:
    """The parties of a side, those with the fewest meetings first, and with the least welfare among these."""

    side: str
    parties: tuple[Served, ...]

    @property
    def leximin(self) -> tuple[int, ...]:
        """The numbers of meetings in ascending order. Of two such vectors the lexicographically larger is fairer."""
        return tuple(served.meetings for served in self.parties)

    @property
    def meetings(self) -> Spread:
        """The spread of the numbers of meetings."""
        return spread(self.leximin)

    @property
    def welfare(self) -> Spread:
        """The spread of the parties' welfare."""
        return spread([served.welfare for served in self.parties])

    @property
    def least_served(self) -> tuple[PartyId, ...]:
        """The parties with the fewest meetings."""
        return tuple(served.party for served in self.parties if served.meetings == self.parties[0].meetings)


def spread(amounts: Iterable[int]) -> Spread:
    """The spread of amounts, at least one, none of them negative."""
    ordered = sorted(amounts)
    return Spread(minimum=ordered[0], median=float(median(ordered)), gini=gini(ordered), maximum=ordered[-1])


def gini(ordered: Sequence[int]) -> float:
    """The Gini coefficient of amounts in ascending order: half their relative mean difference; 0 if all are 0.

    Source: Gini, Variabilità e mutabilità, 1912; here by ranks, after Sen, On Economic Inequality, 1973.
    """
    number, total = len(ordered), sum(ordered)
    ranked = sum(rank * amount for rank, amount in enumerate(ordered, 1))
    return (2 * ranked - (number + 1) * total) / (number * total) if total else 0.0


def report(problem: Problem, placements: Iterable[Placement]) -> tuple[SideReport, ...]:
    """The report of each side, in the order of their first parties."""
    agenda, _ = admit(problem, placements)
    sides: dict[str, list[Served]] = {}
    for party in problem.parties:
        sides.setdefault(party.side, []).append(_served(agenda, party))
    # Sorting is stable: parties served equally stay in the order of the instance.
    return tuple(
        SideReport(side=side, parties=tuple(sorted(served, key=lambda one: (one.meetings, one.welfare))))
        for side, served in sides.items()
    )


def _served(agenda: Agenda, party: Party) -> Served:
    held = agenda.parties.of(party.id)
    bonus = agenda.problem.policy.bonus.get(party.side, ())[: len(held)]
    return Served(party=party.id, meetings=len(held), welfare=sum(each.meeting.value for each in held) + sum(bonus))
