"""What-if runs in words: what would be otherwise, and what would come of it beside the timetable as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scheduling.otherwise import (
    Absent,
    Amendment,
    ClosedSlot,
    Goals,
    Maximum,
    MoreInterpreters,
    MoreSlot,
    MoreTables,
    Teams,
    WithoutInterpreter,
    WithoutTable,
    amendment,
)
from app.matching.scheduling.problem import Spot
from app.matching.scheduling.timetable import GoalValue, Status
from app.models import Delegation, Run
from app.services.planning.names import names_of
from app.services.timetable_sheets import Setting
from app.services.what_if_results import Comparison, Difference
from app.web.views.run import RunLine
from app.web.views.wording import Wording

NO_ANSWER = mark("No timetable would keep all pins then.")
OTHER_DATA = mark(
    "Something was edited since that timetable was made: not all of the difference comes of the question."
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What slots and delegations are called, by their ids in the instance."""

    language: Language
    clock: ZoneInfo
    slots: Mapping[str, str]
    parties: Mapping[str, str]

    @classmethod
    def of(cls, language: Language, about: Setting, present: Sequence[Delegation]) -> Self:
        clock, ids = ZoneInfo(about.conference.timezone), names_of(present).parties
        times = {slot.code: slot.starts_at.astimezone(clock) for slot in about.session.slots}
        several = len({time.date() for time in times.values()}) > 1
        return cls(
            language,
            clock,
            {
                code: f"{language.short_date(time.date())} {language.time(time)}" if several else language.time(time)
                for code, time in times.items()
            },
            {ids[each.id]: language.label(each.organisation) for each in present},
        )

    def slot(self, code: str) -> str:
        return self.slots.get(code, code)

    def party(self, name: str) -> str:
        return self.parties.get(name, name)

    def said(self, each: Amendment) -> str:
        """What is otherwise, as a line of a list."""
        return self._of_room(each) or self._of_delegations(each) or self._of_others(each)

    def _of_room(self, each: Amendment) -> str:
        gettext, ngettext = self.language.gettext, self.language.ngettext
        match each:
            case MoreTables(like=None):
                return ngettext("%(num)s more table", "%(num)s more tables", each.number)
            case MoreTables(like=like):
                return ngettext(
                    "%(num)s more table like %(table)s", "%(num)s more tables like %(table)s", each.number, table=like
                )
            case WithoutTable():
                return gettext("Without table %(table)s", table=each.table)
            case MoreSlot():
                return gettext("One more slot after %(slot)s, at the end of its part", slot=self.slot(each.after))
            case ClosedSlot():
                return gettext("Nobody meets at %(slot)s", slot=self.slot(each.slot))
        return ""

    def _of_delegations(self, each: Amendment) -> str:
        gettext = self.language.gettext
        match each:
            case Absent(slots=()):
                return gettext("%(name)s does not come", name=self.party(each.party))
            case Absent():
                slots = self.language.listed(map(self.slot, each.slots))
                return gettext("%(name)s does not come at %(slots)s", name=self.party(each.party), slots=slots)
            case Maximum(most=None):
                return gettext("%(name)s holds as many meetings as it can", name=self.party(each.party))
            case Maximum():
                return gettext("%(name)s holds %(most)s meetings at most", name=self.party(each.party), most=each.most)
            case Teams():
                name = self.party(each.party)
                return gettext("%(name)s can hold %(teams)s meetings at once", name=name, teams=each.teams)
        return ""

    def _of_others(self, each: Amendment) -> str:
        words = Wording(self.language)
        match each:
            case MoreInterpreters():
                return self.language.ngettext(
                    "%(num)s more interpreter of %(tongues)s",
                    "%(num)s more interpreters of %(tongues)s",
                    each.number,
                    tongues=words.tongues(each.languages),
                )
            case WithoutInterpreter():
                return self.language.gettext("Without interpreter %(code)s", code=each.interpreter)
            case Goals():
                goals = self.language.listed(map(words.goal, each.goals))
                return self.language.gettext("Goals in this order: %(goals)s", goals=goals)
        return ""

    def question(self, run: Run) -> list[str]:
        return [self.said(amendment(each)) for each in run.amendments or ()]

    def line(self, run: Run) -> "Asked":
        """A question in a list."""
        line = RunLine(language=self.language, run=run, clock=self.clock, number=None)
        return Asked(f"/runs/{run.id}", self.question(run), line.listed_at, line.status, line.kind, line.failure)


@dataclass(frozen=True, slots=True)
class Asked:
    href: str
    question: Sequence[str]
    asked: str
    status: str
    kind: str
    failure: str | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    name: str
    before: str
    then: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    parties: str
    before: str
    then: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`warning` is what the reader should know of all of it."""

    warning: str | None
    number: int | None
    held_before: int
    held: int
    goals: Sequence[GoalLine]
    gained: Sequence[MeetingLine]
    lost: Sequence[MeetingLine]
    moved: Sequence[MeetingLine]
    told: Sequence[str]

    @classmethod
    def of(cls, naming: Naming, found: Comparison) -> Self:
        lines = _Lines(naming, found)
        return cls(
            warning=lines.warning,
            number=None if found.version is None else found.version.number,
            held_before=found.held_before,
            held=found.held,
            goals=lines.goals(),
            gained=lines.meetings(found.gained),
            lost=lines.meetings(found.lost),
            moved=lines.meetings(found.moved),
            told=[naming.party(each) for each in found.told],
        )


@dataclass(frozen=True, slots=True)
class _Lines:
    naming: Naming
    found: Comparison

    @property
    def warning(self) -> str | None:
        if self.found.outcome.status == Status.INFEASIBLE:
            return self.naming.language.gettext(NO_ANSWER)
        is_other = self.found.version is not None and not self.found.is_of_same_data
        return self.naming.language.gettext(OTHER_DATA) if is_other else None

    def goals(self) -> list[GoalLine]:
        words = Wording(self.naming.language)
        return [
            GoalLine(
                words.goal(each.goal),
                self._value(each.before),
                self._value(each.then),
                "" if each.then is None else words.proof(each.then),
            )
            for each in self.found.goals
        ]

    def _value(self, goal: GoalValue | None) -> str:
        return "–" if goal is None else self.naming.language.number(goal.value)

    def meetings(self, differences: Iterable[Difference]) -> list[MeetingLine]:
        return [
            MeetingLine(
                " – ".join(map(self.naming.party, each.parties)), self._spot(each.before), self._then(each.then)
            )
            for each in differences
        ]

    def _spot(self, spot: Spot | None) -> str:
        return "" if spot is None else f"{self.naming.slot(spot.slot)}, {spot.table}"

    def _then(self, spot: Spot | None) -> str:
        """By the clock as it would be: one more slot may put off others."""
        if spot is None:
            return ""
        return f"{self.naming.language.time(self.found.slots[spot.slot].start)}, {spot.table}"
