"""What the overview of a conference shows, in words and figures for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.i18n.languages import Language, beginning
from app.i18n.messages import mark
from app.models import Conference, InterestKind, InterestState, RequestStatus, Stage
from app.services import reminders, state_changes
from app.services.demand import Demand, Load
from app.services.overview import Lack, Overview, SideProgress, ToChase
from app.services.stage_rules import DEADLINES, Activity
from app.web.views.counterparts import STATUSES
from app.web.views.stage import Step, steps
from app.web.views.wording import Wording

KINDS: Mapping[InterestKind, str] = {InterestKind.NEED: mark("Needs"), InterestKind.OFFERING: mark("Offerings")}
# What delegations have until when; their deadlines are in the order of the conference.
OPEN: Mapping[Activity, str] = {
    Activity.SUBMIT: mark("Needs and offerings"),
    Activity.REQUEST: mark("Wishes and meeting requests"),
    Activity.OBJECT: mark("Objections"),
}
LACKS: Mapping[Lack, str] = {
    Lack.PEOPLE: mark("nobody has joined"),
    Lack.SUBMISSION: mark("nothing submitted"),
    Lack.DRAFT: mark("not submitted: {number}"),
    Lack.CORRECTION: mark("to be corrected: {number}"),
    Lack.APPROVAL: mark("to be approved: {number}"),
    Lack.ANSWER: mark("requests to answer: {number}"),
    Lack.INVITATION: mark("groups to answer: {number}"),
    Lack.DELEGATES: mark("no delegates named"),
    Lack.MEETING_LINK: mark("no meeting link"),
}


FEW = 20
"""So many of those to chase are shown at first."""
WORST = 8
"""So many of those that are over-asked are shown at once."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """`left` says how long there still is, None where it is over or never was."""

    name: str
    when: str
    left: str | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Chased:
    """A row of those to chase."""

    whom: ToChase
    name: str
    lacks: tuple[str, ...]
    reminded: str | None
    is_due: bool


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """The page, of those to chase with what is asked for in `lacking` and `side`; all of them if the `whole` is."""

    language: Language
    found: Overview
    lacking: Lack | None = None
    side: str | None = None
    whole: bool = False

    @property
    def conference(self) -> Conference:
        return self.found.conference

    @property
    def is_draft(self) -> bool:
        return self.conference.stage is Stage.DRAFT

    @property
    def steps(self) -> list[Step]:
        return steps(self.language, self.conference.stage)

    @property
    def deadlines(self) -> list[Deadline]:
        return [self._deadline(OPEN[activity], getattr(self.conference, name)) for activity, name in DEADLINES.items()]

    @property
    def sides(self) -> list[tuple[str, SideProgress]]:
        words = Wording(self.language)
        return [(words.side(each.side), each) for each in self.found.sides]

    @property
    def states(self) -> list[tuple[str, str]]:
        """The heads of the table of needs and offerings."""
        return [(beginning(self.language.gettext(state_changes.NAMES[state])), "number") for state in InterestState]

    @property
    def interests(self) -> list[tuple[str, list[int]]]:
        return [(self.language.gettext(KINDS[kind]), list(row.values())) for kind, row in self.found.interests.items()]

    @property
    def request_heads(self) -> list[tuple[str, str]]:
        return [(self.language.gettext(STATUSES[status].name), "number") for status in RequestStatus]

    def over_asked(self, demand: Demand) -> tuple[list[tuple[str, Load]], list[tuple[str, Load]]]:
        """The worst, and the others."""
        loads = [(self.language.name(load.delegation.organisation), load) for load in demand.over_asked]
        return loads[:WORST], loads[WORST:]

    @cached_property
    def chased(self) -> list[Chased]:
        """Those that lack what is asked for, on the side that is asked for."""
        return [
            self._chased(each)
            for each in self.found.to_chase
            if self.lacking in {None, *each.lacks} and self.side in {None, each.delegation.side}
        ]

    @property
    def shown(self) -> list[Chased]:
        return self.chased if self.whole else self.chased[:FEW]

    @property
    def whole_query(self) -> str:
        """The address of all of them."""
        asked = {"lacking": self.lacking, "side": self.side, "whole": "1"}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def lack_options(self) -> list[tuple[str, str]]:
        """What can be lacking, with how many delegations lack it."""
        numbers = {lack: sum(lack in each.lacks for each in self.found.to_chase) for lack in Lack}
        return [(lack, f"{self._lack(lack, None)} ({number})") for lack, number in numbers.items() if number]

    @property
    def side_options(self) -> list[tuple[str, str]]:
        return [(progress.side, name) for name, progress in self.sides]

    def _chased(self, each: ToChase) -> Chased:
        return Chased(
            whom=each,
            name=self.language.name(each.delegation.organisation),
            lacks=tuple(self._lack(lack, number) for lack, number in each.lacks.items()),
            reminded=None if each.reminded_at is None else self._moment(each.reminded_at),
            is_due=reminders.is_due(each),
        )

    def _lack(self, lack: Lack, number: int | None) -> str:
        """With how much of it; without that, what it is called in a list of all."""
        if number is None:
            return self.language.gettext(LACKS[lack]).partition(":")[0]
        return self.language.sentence(LACKS[lack], {"number": number})

    def _deadline(self, name: str, at: datetime | None) -> Deadline:
        gettext = self.language.gettext
        if at is None:
            return Deadline(gettext(name), gettext("no deadline"), None, is_over=False)
        left = at - datetime.now(UTC)
        days = self.language.ngettext("%(num)s day left", "%(num)s days left", left.days) if left.days > 0 else None
        soon = gettext("less than a day left") if left.days == 0 else days
        return Deadline(gettext(name), self._moment(at), soon, is_over=left.days < 0)

    def _moment(self, at: datetime) -> str:
        return self.language.moment(at.astimezone(self._clock), tells_zone=False)

    @property
    def _clock(self) -> ZoneInfo:
        return ZoneInfo(self.conference.timezone)
