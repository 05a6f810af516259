"""The stage of a conference as its page shows it: plain values, for a failure forgets rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language, beginning
from app.i18n.messages import mark
from app.models import Conference, Placement, Stage
from app.queries.timetables import TOLD
from app.services import stages
from app.services.releases import Change, Edited, SessionRelease
from app.services.stage_changes import PROMISED, TELLING, promises
from app.services.stage_rules import STEPS
from app.web.views.wording import Wording

ORDER = tuple(Stage)
FEW = 12
"""So many changes and delegations are shown at once."""

MEANS: Mapping[Stage, str] = {
    Stage.DRAFT: mark("Delegations can do nothing yet."),
    Stage.COLLECTING: mark("Delegations submit, wish and ask for meetings until their deadlines."),
    Stage.REVIEWING: mark(
        "Nothing new is submitted. What is returned can be corrected; wishes go on until their deadline."
    ),
    Stage.SCHEDULING: mark("Delegations change no more than who comes, and timetables are made of what there is."),
    Stage.PRELIMINARY: mark("Delegations are told of the newest timetable of each session, and can object."),
    Stage.FINAL: mark("Delegations are told of the newest timetable of each session. It is what they come for."),
    Stage.HELD: mark("The days have been."),
    Stage.ARCHIVED: mark("Nothing changes any more."),
}
BACK: Mapping[tuple[Stage, Stage], str] = {
    (Stage.FINAL, Stage.PRELIMINARY): mark(
        "Delegations go on reading the timetable that they know, and can object to it again."
    ),
    (Stage.HELD, Stage.FINAL): mark("Delegations go on reading the timetable that they know, and can say who comes."),
}
"""What a step back means where that is not what its stage meant on the way there."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in the row of all; `at` is "past", "now" or "ahead"."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Way:
    """A step that can be taken; a telling one is a release, one that takes back ends what was told.

    `promised` says which deadlines are ahead that it would cut short.
    """

    stage: str
    name: str
    means: str
    tells: bool
    takes_back: bool
    promised: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting that changes: who, where it was and where it will be; null is not held."""

    who: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Reached:
    """What a version that was edited by hand reaches of a goal, and what one that was calculated does."""

    goal: str
    calculated: str
    by_hand: str
    is_worse: bool


@dataclass(frozen=True, slots=True)
class ByHand:
    """A version that was edited by hand; `number` is that of the newest that was calculated, if any was."""

    number: int | None
    is_alike: bool
    goals: Sequence[Reached]

    @property
    def is_worse(self) -> bool:
        """In the first goal in which the two differ; those after it count for less."""
        return bool(self.goals) and self.goals[0].is_worse


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a session; `by_hand` is null where its timetable is as it was calculated."""

    name: str
    told_number: int | None
    new_number: int | None
    rows: Sequence[Row]
    concerned: Sequence[tuple[str, int]]
    href: str
    by_hand: ByHand | None


@dataclass(frozen=True, kw_only=True)
class StagePage:
    overview: str
    deadlines: str
    steps: Sequence[Step]
    now: str
    means: str
    reason: str | None
    since: str
    forward: Way | None
    back: Way | None
    sessions: Sequence[Told]
    is_told: bool
    meeting: int

    @property
    def seen(self) -> str:
        """Which timetables the page is about."""
        return " ".join(str(each.new_number) for each in self.sessions)

    @property
    def is_blocked(self) -> bool:
        """Whether going on would fail for want of a timetable, or of a deadline that is over."""
        lacking = not self.sessions or any(each.new_number is None for each in self.sessions)
        return self.forward is not None and (bool(self.forward.promised) or (self.forward.tells and lacking))

    @classmethod
    def of(cls, language: Language, conference: Conference, found: Sequence[SessionRelease]) -> "StagePage":
        clock = ZoneInfo(conference.timezone)
        ways = {is_back: _way(language, conference, is_back=is_back) for is_back in (False, True)}
        return cls(
            overview=f"/conferences/{conference.id}/overview",
            deadlines=f"/conferences/{conference.id}/deadlines",
            steps=steps(language, conference.stage),
            now=name(language, conference.stage),
            means=language.gettext(MEANS[conference.stage]),
            reason=conference.stage_reason,
            since=language.moment(conference.stage_changed_at.astimezone(clock)),
            forward=ways[False],
            back=ways[True],
            sessions=[_told(language, clock, each) for each in found],
            is_told=conference.stage in TOLD,
            meeting=len(frozenset[UUID]().union(*(each.meeting for each in found))),
        )


def steps(language: Language, stage: Stage) -> list[Step]:
    """All stages in order, with where the conference is."""
    here = ORDER.index(stage)
    places = ("past" if i < here else "now" if i == here else "ahead" for i in range(len(ORDER)))
    return [Step(name(language, each), at) for each, at in zip(ORDER, places, strict=True)]


def name(language: Language, stage: Stage) -> str:
    """With a capital letter, as the head of something."""
    return beginning(language.gettext(stages.NAMES[stage]))


def _way(language: Language, conference: Conference, *, is_back: bool) -> Way | None:
    stage = conference.stage
    found = (target for (source, target), step in STEPS.items() if source is stage and step.back is is_back)
    target = next(found, None)
    if target is None:
        return None
    tells = target in TELLING and not is_back
    takes_back = is_back and stage in TOLD and target not in TOLD
    means = language.gettext(_meaning(stage, target))
    promised = [] if is_back else _promised(language, conference, target)
    return Way(target.value, name(language, target), means, tells, takes_back, promised)


def _promised(language: Language, conference: Conference, target: Stage) -> list[str]:
    open_until = promises(conference, target)
    return [language.sentence(PROMISED, {"what": what, "deadline": end}) for what, end in open_until]


def _meaning(stage: Stage, target: Stage) -> str:
    return BACK.get((stage, target), MEANS[target])


def _told(language: Language, clock: ZoneInfo, release: SessionRelease) -> Told:
    concerned = [(language.name(delegation.organisation), number) for delegation, number in release.concerned]
    return Told(
        name=language.name(release.session),
        told_number=release.told_number,
        new_number=release.new_number,
        rows=[_row(language, clock, change) for change in release.changes],
        concerned=concerned,
        href=f"/sessions/{release.session.id}/timetable?version={release.new_number}",
        by_hand=None if release.edited is None else _by_hand(language, release.edited),
    )


def _by_hand(language: Language, edited: Edited) -> ByHand:
    words, number = Wording(language), language.number
    goals = [
        Reached(words.goal(each.goal), number(each.calculated), number(each.by_hand), each.is_worse)
        for each in edited.changes
    ]
    return ByHand(edited.number, edited.is_alike, goals)


def _row(language: Language, clock: ZoneInfo, change: Change) -> Row:
    who = language.listed(language.label(each.organisation) for each in change.delegations)
    return Row(who, *(_spot(language, clock, each) for each in (change.before, change.after)))


def _spot(language: Language, clock: ZoneInfo, placement: Placement | None) -> str | None:
    if placement is None:
        return None
    start = placement.slot.starts_at.astimezone(clock)
    return f"{language.short_date(start.date())}, {language.time(start)} · {placement.table.code}"
