"""The way through setting up a conference: what is done, what is missing, what can be left out, and what is next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Stage
from app.services.setups import PREPARING, SessionSetup, Setup
from app.web.views.wording import Wording

DONE, MISSING, OPTIONAL = "done", "missing", "optional"
WORDS: Mapping[str, tuple[str, str]] = {
    DONE: (mark("done"), "good"),
    MISSING: (mark("missing"), "warn"),
    OPTIONAL: (mark("if need be"), "quiet"),
}
SIDES = 2
"""So many sides a meeting has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`action` is what the button to the page of it says; `also` are other pages on which it can be done."""

    label: str
    state: str
    detail: str
    href: str
    action: str
    also: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> str:
        return WORDS[self.state][1]


@dataclass(frozen=True)
class SetupPage:
    language: Language
    found: Setup

    @property
    def path(self) -> str:
        return f"/conferences/{self.found.conference.id}"

    @property
    def leads(self) -> bool:
        """Whether the overview leads through it: until it is all there, and in a draft in any case."""
        stage = self.found.conference.stage
        return stage is Stage.DRAFT or (stage in PREPARING and self.next is not None)

    @property
    def tells_times(self) -> bool:
        """Whether it says when something ends, by the clock of the conference."""
        conference = self.found.conference
        return bool(conference.submissions_close_at or conference.requests_close_at)

    @cached_property
    def steps(self) -> list[Step]:
        return [
            self._data(),
            self._deadlines(),
            self._organisers(),
            self._sessions(),
            *self._of_sessions(),
            self._delegations(),
            self._invitations(),
            self._collecting(),
        ]

    @property
    def next(self) -> Step | None:
        """The first that is missing."""
        return next((step for step in self.steps if step.state == MISSING), None)

    @property
    def before_collecting(self) -> list[Step]:
        """All that is missing of what delegations find when collecting is opened."""
        return [step for step in self.steps[:-1] if step.state == MISSING]

    @property
    def needed(self) -> list[Step]:
        """What a conference does not do without."""
        return [step for step in self.steps if step.state != OPTIONAL]

    @property
    def done(self) -> int:
        return sum(step.state == DONE for step in self.steps)

    def word(self, step: Step) -> str:
        return self.language.gettext(WORDS[step.state][0])

    def _data(self) -> Step:
        conference, gettext = self.found.conference, self.language.gettext
        return Step(
            label=gettext("Name, days and place"),
            state=DONE,
            detail=f"{self.language.days(conference.starts_on, conference.ends_on)} · {conference.city}",
            href=f"{self.path}/settings",
            action=gettext("Change"),
        )

    def _deadlines(self) -> Step:
        conference, gettext = self.found.conference, self.language.gettext
        ends = {
            gettext("Needs and offerings"): conference.submissions_close_at,
            gettext("Wishes and meeting requests"): conference.requests_close_at,
        }
        lacking = MISSING if conference.stage in PREPARING else OPTIONAL
        told = [
            f"{name}: {self.language.moment(conference.by_its_clock(at), tells_zone=False)}"
            for name, at in ends.items()
            if at is not None
        ]
        return Step(
            label=gettext("Deadlines"),
            state=DONE if len(told) == len(ends) else lacking,
            detail=" · ".join(told) or gettext("Until when delegations submit, wish and ask."),
            href=f"{self.path}/deadlines",
            action=gettext("Set the deadlines"),
        )

    def _organisers(self) -> Step:
        gettext, found = self.language.gettext, self.found
        known = found.organisers + found.invited_organisers
        return Step(
            label=gettext("Those who organise"),
            state=DONE if known else MISSING,
            detail=self.language.ngettext(
                "%(num)s organiser has joined or is invited", "%(num)s organisers have joined or are invited", known
            )
            if known
            else gettext("Nobody yet but administrators."),
            href=f"{self.path}/people/invite",
            action=gettext("Invite somebody"),
        )

    def _sessions(self) -> Step:
        gettext, found = self.language.gettext, self.found.sessions
        names = self.language.listed(self.language.name(each.session) for each in found)
        return Step(
            label=gettext("Sessions"),
            state=DONE if found else MISSING,
            detail=names or gettext("A session is made from a format: with its slots, who asks whom, and its goals."),
            href=f"{self.path}/sessions/new",
            action=gettext("Add a session") if found else gettext("Make the first session"),
        )

    def _of_sessions(self) -> Iterator[Step]:
        """What each session is laid out with; the steps lead to the first session that lacks it."""
        gettext, ngettext = self.language.gettext, self.language.ngettext
        yield self._part(
            gettext("Programme"),
            lambda each: each.slots,
            lambda num: ngettext("%(num)s slot", "%(num)s slots", num),
            at="programme",
            why=gettext("The slots in which meetings are held."),
        )
        yield self._part(
            gettext("Tables and halls"),
            lambda each: each.tables,
            lambda num: ngettext("%(num)s table", "%(num)s tables", num),
            at="tables",
            why=gettext("So many meetings can be held at a time."),
        )
        yield self._part(
            gettext("Sides and their rules"),
            lambda each: each.rules,
            lambda num: ngettext("rules for %(num)s side", "rules for %(num)s sides", num),
            at="rules",
            why=gettext("Without rules everybody may ask everybody, and nobody is promised anything."),
            lacking=OPTIONAL,
        )
        yield self._part(
            gettext("Interpreters"),
            lambda each: each.interpreters,
            lambda num: ngettext("%(num)s interpreter", "%(num)s interpreters", num),
            at="interpreters",
            why=gettext("Only where two delegations have no language in common."),
            lacking=OPTIONAL,
        )

    def _part(
        self,
        label: str,
        number: Callable[[SessionSetup], int],
        told: Callable[[int], str],
        *,
        at: str,
        why: str,
        lacking: str = MISSING,
    ) -> Step:
        found = self.found.sessions
        lack = next((each for each in found if not number(each)), None)
        there = [(each, number(each)) for each in found if number(each)]
        several = len(found) > 1
        counts = [f"{self.language.name(each.session)}: {told(num)}" if several else told(num) for each, num in there]
        where = lack or next(iter(found), None)
        return Step(
            label=label,
            state=DONE if found and lack is None else lacking,
            detail=" · ".join(counts) or why,
            # Without a session there is nowhere to do it: first things first.
            href=f"/sessions/{where.session.id}/{at}" if where else f"{self.path}/sessions/new",
            action=self.language.gettext("Go there") if where else self.language.gettext("Make the first session"),
            also=[(self.language.name(each.session), f"/sessions/{each.session.id}/{at}") for each in found if several],
        )

    def _delegations(self) -> Step:
        gettext, sides, words = self.language.gettext, self.found.sides, Wording(self.language)
        told = [f"{words.side(side)}: {self.language.number(number)}" for side, number in sides.items()]
        return Step(
            label=gettext("The delegations"),
            state=DONE if len(sides) >= SIDES else MISSING,
            detail=" · ".join(told) or gettext("Of at least two sides, one by one or all at once from a workbook."),
            href=f"{self.path}/delegations/new",
            action=gettext("Add a delegation"),
            also=[
                (gettext("Import a workbook"), f"{self.path}/import"),
                (gettext("List of delegations"), f"{self.path}/delegations"),
            ],
        )

    def _invitations(self) -> Step:
        gettext, found = self.language.gettext, self.found
        whole = found.delegations
        return Step(
            label=gettext("Invitations"),
            state=DONE if whole and found.reached == whole else MISSING,
            detail=gettext(
                "%(part)s of %(whole)s delegations have somebody who has joined or is invited.",
                part=self.language.number(found.reached),
                whole=self.language.number(whole),
            )
            if whole
            else gettext("At least one person of each delegation, who then names the others."),
            href=f"{self.path}/delegations?reached=no#delegations" if whole else f"{self.path}/delegations/new",
            action=gettext("Invite delegations") if whole else gettext("Add a delegation"),
        )

    def _collecting(self) -> Step:
        gettext, conference = self.language.gettext, self.found.conference
        is_open = conference.stage is not Stage.DRAFT
        return Step(
            label=gettext("Collecting opened"),
            state=DONE if is_open else MISSING,
            detail=gettext("Delegations submit, wish and ask for meetings until their deadlines."),
            href=f"{self.path}/stage",
            action=gettext("Stage and release") if is_open else gettext("Open collecting"),
        )
