"""A run as its page tells it: how far it is, goal by goal, and at its end what is proven of its timetable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scheduling.timetable import GoalValue
from app.models import Conference, ConferenceSession, Run, RunStatus, TimetableStatus, TimetableVersion
from app.services import run_failures
from app.services.timetable_sheets import Setting
from app.services.what_if_results import STOPPED
from app.web.views.certificates import certificate
from app.web.views.curve import Curve, curves
from app.web.views.wording import Wording

STATUSES: Mapping[RunStatus, str] = {
    RunStatus.QUEUED: mark("Waiting for its turn"),
    RunStatus.RUNNING: mark("Searching"),
    RunStatus.SUCCEEDED: mark("Finished"),
    RunStatus.FAILED: mark("Failed"),
    RunStatus.CANCELLED: mark("Cancelled"),
}
KINDS: Mapping[RunStatus, str] = {
    RunStatus.QUEUED: "quiet",
    RunStatus.RUNNING: "warn",
    RunStatus.SUCCEEDED: "good",
    RunStatus.FAILED: "bad",
    RunStatus.CANCELLED: "quiet",
}
PHASES: Mapping[str, str] = {
    "starting": mark("The solver is being started."),
    "searching": mark("The search is going on. You can leave this page; it goes on without you."),
    "storing": mark("The best timetable is being checked and stored."),
}
OUTCOMES: Mapping[TimetableStatus, str] = {
    TimetableStatus.OPTIMAL: mark("A timetable was made, and it is proven that there is none better."),
    TimetableStatus.FEASIBLE: mark("A timetable was made. What is proven of it stands below."),
    TimetableStatus.INFEASIBLE: mark(
        "There is no timetable that keeps all pins: the timetable's page tells which clash."
    ),
}
ANSWERED = mark("The answer stands below. Nothing was changed by it, and no timetable was stored.")
WAITING = mark("It begins as soon as a processor is free. You can leave this page.")
STOPPING = mark("The search ends, and its best timetable so far is kept.")
CANCELLING = mark("The run is being ended. It leaves no timetable.")
CANCELLED = mark("It has left no timetable.")


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with what is known of it; `at` is "done" or "now"."""

    name: str
    value: str
    bound: str
    meaning: str
    at: str


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """A run in a list."""

    language: Language
    run: Run
    clock: ZoneInfo
    number: int | None

    @property
    def status(self) -> str:
        return self.language.gettext(STATUSES[self.run.status])

    @property
    def kind(self) -> str:
        return KINDS[self.run.status]

    @property
    def asked(self) -> str:
        return self.language.moment(self.run.queued_at.astimezone(self.clock))

    @property
    def listed_at(self) -> str:
        """The same where a list tells once by which clock."""
        return self.language.moment(self.run.queued_at.astimezone(self.clock), tells_zone=False)

    @property
    def failure(self) -> str | None:
        """Why it failed, for the reader."""
        return run_failures.told(self.run, self.language)

    @property
    def settings(self) -> str:
        asked = self.language.ngettext(
            "%(seconds)s seconds, %(num)s worker, seed %(seed)s",
            "%(seconds)s seconds, %(num)s workers, seed %(seed)s",
            self.run.workers,
            seconds=self.language.number(self.run.seconds),
            seed=str(self.run.seed),
        )
        others = [self._shares] if self.run.shares > 1 else []
        others += [self._priority] if self.run.priority else []
        return "; ".join([asked, *others])

    @property
    def _priority(self) -> str:
        return self.language.gettext("priority %(priority)s", priority=self.language.number(self.run.priority))

    @property
    def _shares(self) -> str:
        return self.language.gettext(
            "%(begun)s of %(shares)s searches took part", begun=self.run.shares_begun, shares=self.run.shares
        )


@dataclass(frozen=True, kw_only=True)
class RunPage(RunLine):
    """All of a run; `version` is what came of it, `course` how its goals went.

    `is_answered` tells whether one that asks what if has an answer.
    """

    conference: Conference
    session: ConferenceSession
    version: TimetableVersion | None
    course: Sequence[Mapping[str, Any]]
    is_answered: bool

    @classmethod
    def of(
        cls,
        language: Language,
        about: Setting,
        run: Run,
        course: Sequence[Mapping[str, Any]],
        *,
        is_answered: bool = False,
    ) -> Self:
        version = next((each for each in about.versions if each.run_id == run.id), None)
        return cls(
            language=language,
            run=run,
            clock=ZoneInfo(about.conference.timezone),
            number=None if version is None else version.number,
            conference=about.conference,
            session=about.session,
            version=version,
            course=course,
            is_answered=is_answered,
        )

    @property
    def is_going_on(self) -> bool:
        return not self.run.status.ended

    @property
    def sentence(self) -> str:
        """What is happening, or has come of it."""
        gettext = self.language.gettext
        match self.run.status:
            case RunStatus.QUEUED:
                return gettext(CANCELLING if self.run.cancel_requested else WAITING)
            case RunStatus.RUNNING:
                return gettext(self._doing)
            case RunStatus.FAILED:
                return self.failure or ""
            case RunStatus.CANCELLED:
                return gettext(CANCELLED)
            case RunStatus.SUCCEEDED:
                answered = ANSWERED if self.is_answered else STOPPED
                told = OUTCOMES[self.version.status] if self.version else answered
                return gettext(told) if self.version or self.run.is_what_if else ""

    @property
    def _doing(self) -> str:
        phase = self.run.phase or "starting"
        if self.run.cancel_requested:
            return CANCELLING
        return STOPPING if self.run.stop_requested and phase == "searching" else PHASES.get(phase, PHASES["starting"])

    @cached_property
    def goals(self) -> list[GoalRow]:
        """Those that are settled, and the one that is being worked on."""
        progress = self.run.progress or {}
        if self.version is not None:
            return [self._settled(GoalValue(**each)) for each in self.version.goals]
        settled = [self._settled(GoalValue(**each)) for each in progress.get("goals", ())]
        if self.is_going_on and progress.get("goal"):
            settled.append(self._current(progress))
        return settled

    @property
    def certificates(self) -> list[str]:
        """In plain words, the most important goal first."""
        goals = self.version.goals if self.version is not None else []
        return [certificate(self.language, GoalValue(**each)) for each in goals]

    @cached_property
    def curves(self) -> list[tuple[str, Curve]]:
        """The goals that changed while they were worked on."""
        words = Wording(self.language)
        return [(words.goal(each.goal), each) for each in curves(self.course) if each.is_worth_drawing]

    @property
    def spent(self) -> int:
        """Seconds, of those that the run has: time goes on while the search finds nothing that it could tell."""
        told: float = (self.run.progress or {}).get("seconds", 0)
        now = datetime.now(UTC)
        gone = now - (self.run.started_at or now)
        known = max(told, self.run.spent_seconds, gone.total_seconds())
        return min(round(known), round(self.run.seconds))

    @property
    def can_stop(self) -> bool:
        """Whether there is a timetable that stopping would keep."""
        return self.run.status is RunStatus.RUNNING and self.run.best_at is not None and not self.run.stop_requested

    @property
    def has_best(self) -> bool:
        """Whether there is a timetable to look at that is not stored: a failed run keeps it, to go on from there."""
        kept = self.is_going_on or self.run.status is RunStatus.FAILED
        return kept and not self.run.is_what_if and self.run.best_at is not None

    @property
    def can_cancel(self) -> bool:
        return self.is_going_on and not self.run.cancel_requested

    def _settled(self, goal: GoalValue) -> GoalRow:
        words = Wording(self.language)
        return GoalRow(
            words.goal(goal.goal), self._number(goal.value), self._number(goal.bound), words.proof(goal), "done"
        )

    def _current(self, progress: Mapping[str, Any]) -> GoalRow:
        words, meaning = Wording(self.language), self.language.gettext("being worked on")
        value, bound = (self._number(progress.get(name)) for name in ("value", "bound"))
        return GoalRow(words.goal(progress["goal"]), value, bound, meaning, "now")

    def _number(self, number: int | None) -> str:
        return "–" if number is None else self.language.number(number)
