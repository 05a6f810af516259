"""Sentences for what the solver tells in codes: goals, proofs, reasons, rules, sides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.i18n.languages import Language
from app.i18n.messages import Size, mark
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue, Reason
from app.services.rule_names import RULES
from app.services.side_names import SIDES

BY_SIDE: Mapping[str, str] = {
    "province": mark("By province"),
    "mission": mark("By mission"),
    "partner": mark("By partner"),
    "business": mark("By enterprise"),
}
GOALS: Mapping[str, str] = {
    Goal.REQUIRED: mark("Must-meets that could not be placed"),
    Goal.FLOORS: mark("Meetings missing from the promised minimum"),
    Goal.WELFARE: mark("Value of all meetings together"),
    Goal.HELD: mark("Meetings held"),
    Goal.CHANGES: mark("Delegations to be told of a change"),
    Goal.BREAKS: mark("Waits between two meetings"),
    Goal.IDLE: mark("Slots spent waiting"),
    Goal.IDLE_RANGE: mark("Difference between the longest and the shortest waiting"),
    Goal.MOVES: mark("Changes of table from one meeting to the next"),
}
REASONS: Mapping[str, str] = {
    Reason.NO_COMMON_SLOT: mark("The two sides have no slot in common"),
    Reason.NO_TABLE: mark("No suitable table is free in any slot they have in common"),
    Reason.NO_INTERPRETER: mark("No interpreter for their languages is available"),
    Reason.PARTY_FULL: mark("One side is fully booked"),
    Reason.RULE: mark("Every way left would break a rule"),
    Reason.VALUE: mark("It could be held, but no better timetable with it was found"),
}
TAKEN_OUT = mark("It could be held, but the organisers have taken it out")


@dataclass(frozen=True)
class Wording:
    """The sentences, in one language."""

    language: Language

    def side(self, code: str) -> str:
        """The parties of a side, as a heading; a side that we have no word for is shown as it is called."""
        return self.language.gettext(SIDES[code]) if code in SIDES else code

    def by_side(self, code: str) -> str:
        """The name of the view that lists the meetings of each party of a side."""
        if code in BY_SIDE:
            return self.language.gettext(BY_SIDE[code])
        return self.language.gettext("By %(side)s", side=code)

    def tongues(self, codes: Iterable[str]) -> str:
        """Languages that people speak, as a list."""
        return self.language.listed(self.language.tongue(code) for code in codes)

    def chosen(self, codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
        """The names of what was chosen in a form."""
        return [names.get(code, code) for code in codes]

    def at_most(self, size: int) -> str:
        """How large what is sent may be, in bytes."""
        return self.language.sentence("At most {limit} are taken.", {"limit": Size(size)})

    def goal(self, code: str) -> str:
        return self.language.gettext(GOALS[code])

    def proof(self, goal: GoalValue) -> str:
        """What a goal's bound says of its value, in plain words."""
        gettext = self.language.gettext
        if goal.bound is None:
            return gettext("Nothing proven")
        if goal.value == goal.bound:
            return gettext("Proven best")
        if Goal(goal.goal).maximised:
            share = self.language.percent((goal.bound - goal.value) / goal.bound)
            return gettext("At most %(share)s below the best possible", share=share)
        excess = self.language.number(goal.value - goal.bound)
        return gettext("At most %(excess)s more than the best possible", excess=excess)

    def reason(self, code: str, rule: str | None, *, taken_out: bool = False) -> str:
        """Why a meeting is not held. Where it could be, whoever was `taken_out` is not told of a search."""
        sentence = self.language.gettext(TAKEN_OUT if taken_out and code == Reason.VALUE else REASONS[code])
        if rule is None:
            return sentence
        return f"{sentence}: {self.rule(rule)}"

    def rule(self, code: str) -> str:
        return self.language.gettext(RULES[code])
