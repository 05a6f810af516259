"""What the referee says: violations of the hard rules, values of the goals, false claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Rule


class Claimed(StrEnum):
    """What a timetable says of itself and the referee can judge without solving."""

    INSTANCE = "instance"
    GOALS = "goals"
    VALUE = "value"
    BOUND = "bound"
    STATUS = "status"
    UNPLACED = "unplaced"
    REASON = "reason"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a hard rule is broken.

    `subjects` are the ids concerned: meetings, parties, tables, interpreters, resources, slots, in this order of kinds
    and within a kind in the order of time or, failing that, of the timetable.
    """

    rule: Rule
    message: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the timetable says of itself and that is not so."""

    claim: Claimed
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole verdict; a timetable may be published if it has no violation and no false claim."""

    violations: tuple[Violation, ...]
    goals: Mapping[Goal, int]
    claims: tuple[Claim, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations and not self.claims
