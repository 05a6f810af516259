"""Everything that the timetable page shows, for its template."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.access.addresses import API
from app.i18n.languages import Language
from app.matching.scheduling.timetable import GoalValue
from app.models import Delegation, Run, TimetableVersion
from app.services.timetable_sheets import Setting
from app.services.timetables import TOP, Share, SideSummary, Summary
from app.web.views import use
from app.web.views.board import Board, board
from app.web.views.contradiction import Contradiction
from app.web.views.fairness import Fairness
from app.web.views.interpreting import Interpreting
from app.web.views.lists import Diary, SlotList, by_slot, diaries
from app.web.views.notice import Notice, notice
from app.web.views.sheet import Party, Sheet
from app.web.views.wording import Wording

BOARD, SLOTS = "board", "slots"
MANY = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    view: str = BOARD
    party: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    view: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Files:
    """The addresses of two files by which anyone can check a timetable."""

    instance: str
    timetable: str


@dataclass(frozen=True, slots=True)
class UnplacedMeeting:
    """A meeting that is not held; without parties if they are not there any more. `full` says which of them is."""

    id: str
    parties: tuple[Party, ...]
    must_meet: bool
    theme: str | None = None
    full: str = ""


@dataclass(frozen=True, slots=True)
class UnplacedGroup:
    """The meetings that are not held for the same reason."""

    reason: str
    rule: str | None
    taken_out: bool
    meetings: tuple[UnplacedMeeting, ...]


@dataclass(frozen=True, kw_only=True)
class SessionPage:
    """The head of the page, and all of it while there is no timetable."""

    language: Language
    about: Setting
    asked: Asked
    version: TimetableVersion | None = None
    # The run that has this as its best so far; None of what is stored.
    provisional: Run | None = None

    @property
    def session_name(self) -> str:
        return self.language.name(self.about.session)

    @property
    def conference_name(self) -> str:
        return self.language.name(self.about.conference)

    @property
    def city(self) -> str:
        return self.about.conference.city

    @cached_property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.about.conference.timezone)

    @cached_property
    def when(self) -> str:
        """The day or days of the session and its hours, on the conference's clock."""
        conference, slots = self.about.conference, self.about.session.slots
        if not slots:
            return self.language.days(conference.starts_on, conference.ends_on)
        start, end = slots[0].starts_at.astimezone(self.clock), slots[-1].ends_at.astimezone(self.clock)
        days = self.language.days(start.date(), end.date())
        return f"{days}, {self.language.time(start)}\N{EN DASH}{self.language.time(end)}"

    @cached_property
    def run(self) -> Notice | None:
        return notice(self.language, self.about.latest_run) if self.about.latest_run else None

    @property
    def best_at(self) -> str:
        """When the run found this."""
        assert self.provisional is not None
        assert self.provisional.best_at is not None
        return self.language.moment(self.provisional.best_at.astimezone(self.clock))

    def version_name(self, version: TimetableVersion) -> str:
        if self.provisional:
            return self.language.gettext("Provisional, of %(when)s", when=self.best_at)
        made = version.created_at.astimezone(self.clock)
        when = f"{self.language.short_date(made.date())}, {self.language.time(made)}"
        return self.language.gettext("Version %(number)s (%(when)s)", number=version.number, when=when)

    def href(self, view: str, party: str | None = None) -> str:
        """The address of a view, in the version that was asked for."""
        query = {"view": view, "party": party, "version": self.asked.version}
        return "?" + urlencode({name: value for name, value in query.items() if value is not None})


@dataclass(frozen=True, kw_only=True)
class TimetablePage(SessionPage):
    """The page with a timetable."""

    version: TimetableVersion
    sheet: Sheet
    summary: Summary
    goals: tuple[GoalValue, ...]
    unplaced: tuple[UnplacedGroup, ...] = ()
    conflict: Contradiction | None = None
    interpreting: Interpreting | None = None

    @cached_property
    def words(self) -> Wording:
        return Wording(self.language)

    @property
    def view(self) -> str:
        """The view that was asked for, the board if there is no such view."""
        return self.asked.view if self.asked.view in {SLOTS, *self.sheet.sides} else BOARD

    @property
    def tabs(self) -> tuple[Tab, ...]:
        names = {BOARD: self.language.gettext("Overview"), SLOTS: self.language.gettext("By slot")}
        names |= {side: self.words.by_side(side) for side in self.sheet.sides}
        return tuple(Tab(view, name, self.href(view), current=view == self.view) for view, name in names.items())

    @property
    def board(self) -> Board | None:
        return board(self.sheet) if self.view == BOARD else None

    @property
    def slots(self) -> tuple[SlotList, ...]:
        return by_slot(self.sheet) if self.view == SLOTS else ()

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties to choose from; none where the view is not of one side."""
        return self.sheet.of_side(self.view)

    @property
    def diaries(self) -> tuple[Diary, ...]:
        """The diary of the party asked for, else of the whole side."""
        chosen = tuple(party for party in self.parties if party.code == self.asked.party)
        return diaries(self.sheet, chosen or self.parties)

    @property
    def shows_quality(self) -> bool:
        """Whether the view is of all parties, and so followed by how well they are served."""
        return self.view in {BOARD, SLOTS}

    @property
    def several_days(self) -> bool:
        return len({slot.starts_at.date() for slot in self.sheet.slots}) > 1

    @property
    def proven(self) -> Share:
        """How many of the goals are proven best."""
        return Share(sum(goal.value == goal.bound for goal in self.goals), len(self.goals))

    @property
    def files(self) -> Files | None:
        """None for a version that no run has made."""
        if self.version.run_id is None:
            return None
        return Files(f"{API}/runs/{self.version.run_id}/instance", f"{API}/timetables/{self.version.id}/file")

    @cached_property
    def sides(self) -> tuple[SideSummary, ...]:
        """How well each side is served, the hosting one first."""
        return tuple(sorted(self.summary.sides, key=lambda side: self.sheet.sides.index(side.side)))

    def waits(self, side: SideSummary) -> tuple[tuple[int, int], ...]:
        """How many of the side wait for so many slots between their meetings."""
        return use.waits(self.sheet, side.side)

    def each(self, side: SideSummary) -> tuple[use.Served, ...]:
        """How well each delegation of the side is served."""
        return use.each(self.sheet, side.side)

    @property
    def tables_in_use(self) -> tuple[use.InUse, ...]:
        return use.tables(self.sheet) if self.sheet.tables else ()

    def fairness(self, side: SideSummary) -> Fairness:
        """How evenly the meetings of the side are spread."""
        stored = self.version.run_data.get("fairness", {"sides": []})["sides"]
        of_side = next((document for document in stored if document["side"] == side.side), None)
        return Fairness(words=self.words, side=side, document=of_side)

    @property
    def headline_wishes(self) -> Iterable[tuple[str, Share]]:
        """The hosts' first wishes and first three wishes, where they made any."""
        hosts = next(iter(self.sides), None)
        if hosts is not None and hosts.by_rank:
            name = self.words.side(hosts.side)
            yield self.language.gettext("%(side)s: first wishes met", side=name), hosts.first_wishes
            yield self.language.gettext("%(side)s: top %(num)s wishes met", num=TOP, side=name), hosts.top_wishes

    def link(self, party: Party) -> str:
        """The address of a party's own meetings."""
        return self.href(party.side, party.code)

    def names(self, delegations: Sequence[Delegation]) -> str:
        """The labels of the delegations; of many only the first few, and how many more there are."""
        labels = [self.language.label(delegation.organisation) for delegation in delegations[:MANY]]
        if len(delegations) > MANY:
            rest = len(delegations) - MANY
            labels.append(self.language.ngettext("%(num)s other", "%(num)s others", rest))
        return self.language.listed(labels)
