"""What is asked of a delegation now, by when, and how far it is: a list to be gone through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language, beginning
from app.i18n.messages import mark
from app.models import DelegationMode, Interest, InterestState, MeetingRequest, Role, Stage
from app.queries.timetables import TOLD
from app.services.permissions import Actor
from app.services.stage_rules import Activity, deadline
from app.services.stages import refusal
from app.services.standings import Standing
from app.web.views.interest import NEEDING, Noun

COUNTING = (InterestState.SUBMITTED, InterestState.VALIDATED)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done; one that is over can't be done any more, and was not.

    One that `is_optional` is right as it is, as far as anybody knows.
    """

    label: str
    href: str
    is_done: bool
    is_over: bool
    detail: str | None
    due: str | None
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Tasks:
    """In order; `next` is the first that has to be done."""

    tasks: tuple[Task, ...]

    @property
    def next(self) -> Task | None:
        return next((task for task in self.tasks if not (task.is_done or task.is_over or task.is_optional)), None)

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @property
    def asked(self) -> int:
        """How many there are to be done."""
        return sum(task.is_done or not (task.is_optional or task.is_over) for task in self.tasks)


def tasks(language: Language, actor: Actor, standing: Standing) -> Tasks:
    return Tasks(tuple(_List(language, actor, standing).tasks()))


def hours(language: Language, standing: Standing, session_id: UUID) -> list[str]:
    """When a session is, by the conference's clock and, where it is another one, by the own; empty without slots."""
    slots = [slot for slot in standing.programme if slot.session_id == session_id]
    if not slots:
        return []
    start, end = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    there = _span(language, start, end, ZoneInfo(standing.conference.timezone))
    here = _span(language, start, end, standing.zone)
    return [there] if here == there else [there, language.gettext("By your clock: %(hours)s", hours=here)]


def _span(language: Language, start: datetime, end: datetime, zone: ZoneInfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    days = language.days(first.date(), last.date())
    return f"{days}, {language.time(first)}\N{EN DASH}{language.time(last)}"


def due(language: Language, standing: Standing, activity: Activity) -> str | None:
    """Until when, by the conference's clock and, where it is another one, by the own."""
    until = deadline(standing.conference, activity)
    return None if until is None else _until(language, standing, until)


def _until(language: Language, standing: Standing, until: datetime) -> str:
    zones = dict.fromkeys((ZoneInfo(standing.conference.timezone), standing.zone))
    clocks: dict[datetime, str] = {}
    for zone in zones:
        local = until.astimezone(zone)
        clocks.setdefault(local.replace(tzinfo=None), language.moment(local))
    return language.gettext("Until %(moment)s", moment=" · ".join(clocks.values()))


class _List:
    def __init__(self, language: Language, actor: Actor, standing: Standing) -> None:
        self.language, self.actor, self.standing = language, actor, standing
        self.root = f"/delegations/{standing.delegation.id}"

    def tasks(self) -> Iterator[Task]:
        gettext, standing = self.language.gettext, self.standing
        if standing.conference.stage in TOLD and standing.meetings:  # What everybody looks for from then on.
            yield self._timetable()
        comes = self.language.ngettext("%(num)s delegate", "%(num)s delegates", standing.delegates)
        yield self._task(
            gettext("Say who comes"), "", Activity.EDIT_DELEGATES, is_done=standing.delegates > 0, detail=comes
        )
        yield self._availability()
        if standing.delegation.mode is DelegationMode.ONLINE:
            yield self._meeting_link()
        yield self._submissions()
        # The word of a head; the others of the delegation can't give it, and so are not asked for it.
        if standing.to_approve and self.actor.of_delegation(standing.delegation.id) in {Role.HEAD, None}:
            yield self._approvals(standing.to_approve)
        wished = self.language.ngettext("%(num)s wish", "%(num)s wishes", standing.wishes)
        yield self._task(
            gettext("Say whom you want to meet"),
            "/wishes",
            Activity.REQUEST,
            is_done=standing.wishes > 0,
            detail=wished,
        )
        if standing.to_answer:
            yield self._answers(standing.to_answer)
        if standing.invited:
            yield self._invitations(standing.invited)
        if standing.conference.stage in TOLD and not standing.meetings:
            yield self._timetable()

    def _availability(self) -> Task:
        """Whoever can meet all the time has nothing to say, and is not asked again and again."""
        standing = self.standing
        free = self.language.gettext(
            "You can meet in %(free)s of %(all)s slots.",
            free=self.language.number(standing.slots - standing.missed),
            all=self.language.number(standing.slots),
        )
        said = bool(standing.missed or standing.delegation.arrives_at or standing.delegation.departs_at)
        enough = self.language.gettext("If that is right, there is nothing to do.")
        label = self.language.gettext("Say when you can meet")
        told = self._task(label, "/availability", Activity.ATTEND, is_done=said, detail=free)
        return replace(told, is_optional=not said, detail=free if said or told.is_over else f"{free} {enough}")

    def _submissions(self) -> Task:
        gettext, counts = self.language.gettext, self.standing.interests
        sent = sum(counts[state] for state in COUNTING)
        parts = {
            gettext("sent: %(num)s", num=sent): sent,
            gettext("drafts: %(num)s", num=counts[InterestState.DRAFT]): counts[InterestState.DRAFT],
            gettext("returned to you: %(num)s", num=counts[InterestState.RETURNED]): counts[InterestState.RETURNED],
        }
        told = "; ".join(text for text, number in parts.items() if number) or gettext("Nothing has been written yet.")
        told = beginning(told)
        needs = self.standing.delegation.side == NEEDING
        label = gettext("Send what you need") if needs else gettext("Send what you offer")
        is_done = sent > 0 and not counts[InterestState.RETURNED]
        return self._task(label, "/interests", Activity.SUBMIT, is_done=is_done, detail=told)

    def _meeting_link(self) -> Task:
        """Until the day itself it can be said, but those who meet the delegation would like to have it before."""
        gettext, standing = self.language.gettext, self.standing
        link = standing.delegation.meeting_link
        told = link or gettext("You attend on line; whoever meets you needs your meeting link.")
        label = gettext("Say where you are met on line")
        task = self._task(label, "/details", Activity.EDIT_DELEGATES, is_done=link is not None, detail=told)
        first = self.language.full_date(standing.conference.starts_on)
        return task if task.is_done or task.is_over else replace(task, due=gettext("Before %(day)s", day=first))

    def _approvals(self, asked: Sequence[Interest]) -> Task:
        """What was returned can still be approved when nothing new is taken any more."""
        waiting = self.language.ngettext(
            "%(num)s text waits for your approval", "%(num)s texts wait for your approval", len(asked)
        )
        path = "/interests"
        is_returned = any(each.state is InterestState.RETURNED for each in asked)
        is_late = refusal(self.actor, self.standing.conference, Activity.SUBMIT) is not None
        activity = Activity.CORRECT if is_returned and is_late else Activity.SUBMIT
        task = self._task(
            self.language.gettext("Approve what will be sent"), path, activity, is_done=False, detail=waiting
        )
        return replace(task, href=f"/interests/{Noun.of(asked[0])}/{asked[0].id}") if len(asked) == 1 else task

    def _answers(self, asked: Sequence[MeetingRequest]) -> Task:
        waiting = self.language.ngettext(
            "%(num)s request waits for your answer", "%(num)s requests wait for your answer", len(asked)
        )
        label = self.language.gettext("Answer the requests to meet you")
        path = f"/wishes?session={asked[0].session_id}#requests"
        task = self._task(label, path, Activity.ANSWER, is_done=False, detail=waiting)
        first = asked[0].expires_at
        return task if task.is_over or first is None else replace(task, due=_until(self.language, self.standing, first))

    def _invitations(self, sessions: Sequence[UUID]) -> Task:
        waiting = self.language.ngettext(
            "%(num)s group waits for your answer", "%(num)s groups wait for your answer", len(sessions)
        )
        label = self.language.gettext("Answer the invitations to groups")
        path = f"/wishes?session={sessions[0]}#groups"
        return self._task(label, path, Activity.ANSWER, is_done=False, detail=waiting)

    def _timetable(self) -> Task:
        label = self.language.gettext("Read your timetable")
        detail = self.language.ngettext("%(num)s meeting", "%(num)s meetings", self.standing.meetings)
        is_held = self.standing.conference.stage is Stage.HELD
        return Task(label, f"{self.root}/diary", is_done=is_held, is_over=False, detail=detail, due=None)

    def _task(self, label: str, path: str, activity: Activity, *, is_done: bool, detail: str) -> Task:
        is_closed = self.standing.is_over or refusal(self.actor, self.standing.conference, activity) is not None
        is_over = is_closed and not is_done
        told = self.language.gettext("Closed") if is_over else due(self.language, self.standing, activity)
        return Task(label, f"{self.root}{path}", is_done, is_over, detail, None if is_done else told)


STAGES = {
    Stage.DRAFT: mark("The conference is being prepared; soon you will be asked for what you need."),
    Stage.COLLECTING: mark("Needs, offerings and wishes are being collected."),
    Stage.REVIEWING: mark("What was sent is being reviewed; wishes and requests are still taken."),
    Stage.SCHEDULING: mark("The timetable is being made. You will be told when it is there."),
    Stage.PRELIMINARY: mark("The preliminary timetable is published."),
    Stage.FINAL: mark("The final timetable is published."),
    Stage.HELD: mark("The conference has been held."),
    Stage.ARCHIVED: mark("The conference is in the archive: nothing of it changes any more."),
}
"""What the stage of a conference means to a delegation."""
