"""What the page says of a run that has not, or not yet, brought a timetable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.i18n.languages import Language
from app.matching.scheduling.timetable import GoalValue
from app.models import Run, RunStatus
from app.services import run_failures
from app.web.views.wording import Wording


@dataclass(frozen=True, slots=True)
class Notice:
    """`reason` is why it failed; `output` what a program said of it, for whoever looks after the server."""

    kind: str
    title: str
    text: str
    goals: tuple[GoalValue, ...] = ()
    going_on: bool = False
    reason: str | None = None
    output: str | None = None


def notice(language: Language, run: Run) -> Notice | None:
    """The notice for the latest run; None if it ended as it should."""
    gettext = language.gettext
    match run.status:
        case RunStatus.QUEUED:
            text = gettext("It waits for its turn. What is shown below is not its result yet.")
            return Notice("running", gettext("A new timetable has been asked for"), text, going_on=True)
        case RunStatus.RUNNING:
            return _running(language, run.progress or {}, run.seconds)
        case RunStatus.FAILED:
            text = gettext("Nothing that was already here has changed. The organiser can start it again.")
            title, reason = gettext("The last attempt at a timetable failed"), run_failures.told(run, language)
            return Notice("failed", title, text, reason=reason, output=run.error_output)
        case RunStatus.CANCELLED:
            text = gettext("Nothing that was already here has changed. The organiser can start it again.")
            return Notice("failed", gettext("The last attempt at a timetable was cancelled"), text)
        case RunStatus.SUCCEEDED:
            return None


def _running(language: Language, progress: Mapping[str, Any], budget: float) -> Notice:
    goal = progress.get("goal")
    seconds = language.number(round(progress.get("seconds", 0)))
    text = language.gettext(
        "%(seconds)s of at most %(budget)s seconds.", seconds=seconds, budget=language.number(budget)
    )
    if goal is not None:
        text = language.gettext("Working on: %(goal)s.", goal=Wording(language).goal(goal)) + " " + text
    done = tuple(GoalValue(**each) for each in progress.get("goals", ()))
    return Notice("running", language.gettext("A new timetable is being made"), text, done, going_on=True)
