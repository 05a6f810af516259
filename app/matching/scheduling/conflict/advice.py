"""What is told of a conflict: its parts in words, the smallest change of pins, and what other change would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.conflict.amend import amendments
from app.matching.scheduling.conflict.filtering import Filter
from app.matching.scheduling.conflict.pins import PinModel
from app.matching.scheduling.conflict.remedy import Mender, Release, Remedy
from app.matching.scheduling.conflict.scope import filling
from app.matching.scheduling.conflict.telling import told
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.sentences import Said, said
from app.matching.scheduling.timetable import Conflict, Rule

MOST_TOLD, MOST_TRIED, PATIENCE = 100, 4, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """`parts` say the conflict, part by part; each of `instead`, by itself, resolves all conflicts with all pins kept.

    No remedy is known if that is None. `parts` is empty where the conflict is too long to be told.
    """

    parts: tuple[Said, ...]
    remedy: Remedy | None
    instead: tuple[Said, ...]

    def plain(self, problem: Problem) -> dict[str, Any]:
        """As free data of a timetable file; with the parties of each meeting named, for whoever knows no meetings."""
        changes = [] if self.remedy is None else [_change(each) for each in self.remedy.releases]
        named = {name for each in (*self.parts, *changes, *self.instead) for name in each.meetings}
        return {
            "parts": [part.plain() for part in self.parts],
            "remedy": None
            if self.remedy is None
            else {"changes": [change.plain() for change in changes], "fewest": self.remedy.fewest},
            "instead": [change.plain() for change in self.instead],
            "meetings": {m.id: list(m.parties) for m in problem.meetings if m.id in named},
        }


def advise(problem: Problem, conflict: Sequence[Conflict], budget: Budget, *, seed: int = 0) -> Advice:
    """Words and remedies for `conflict`, which is one of `problem`, as far as the time goes."""
    involved = [part.subjects[0] for part in conflict if part.rule == Rule.PINS]
    brief = len(conflict) <= MOST_TOLD
    return Advice(
        parts=tuple(told(problem, part) for part in conflict) if brief else (),
        remedy=Mender(problem, budget, seed).remedy(involved if brief else ()),
        instead=tuple(
            words
            for words, changed in islice(amendments(problem, conflict) if brief else (), MOST_TRIED)
            if _feasible(changed, budget, seed)
        ),
    )


def _feasible(problem: Problem, budget: Budget, seed: int) -> bool:
    """Whether all pins can be kept for sure; where the time is over, nothing is."""
    if budget.over:
        return False
    model = PinModel(filling(problem))
    search = Filter(budget, seed, patience=PATIENCE)
    return search.feasible(model.context.model, model.literals, model.literals)


def _change(release: Release) -> Said:
    meetings, slots = [release.meeting], [release.pin.slot]
    if release.to is None:
        return said("release" if release.settled else "release/open", meetings=meetings, slots=slots)
    if release.to.table is None:
        return said("move", meetings=meetings, slots=slots, to=[release.to.slot])
    return said("move/table", meetings=meetings, slots=slots, to=[release.to.slot], tables=[release.to.table])
