"""The day of a delegation: its next meeting, all of them, and what both sides wrote."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, InterestState, MeetingRequest, Stage
from app.services import directories, meeting_requests
from app.services.diaries import Appointment, Diary
from app.services.permissions import Actor
from app.web.views.interest import title

MOST, FEW = 200, 3


@dataclass(frozen=True, slots=True)
class Release:
    """What a timetable is to those who read it, and what that means; one that is certain means what it says."""

    name: str
    meaning: str | None = None
    is_certain: bool = False


FINAL = Release(mark("Final timetable"), is_certain=True)
RELEASES = {
    Stage.PRELIMINARY: Release(
        mark("Preliminary timetable"), mark("Times, tables and meetings can still change until the final one.")
    ),
    Stage.FINAL: FINAL,
    Stage.HELD: FINAL,
    Stage.ARCHIVED: FINAL,
}
DRAFT = Release(mark("Draft timetable"), mark("Delegations do not see it yet, or see an earlier one."))


@dataclass(frozen=True, slots=True)
class Written:
    """What a delegation wrote to the other, and what it publishes."""

    name: str
    words: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment with what belongs to it.

    `conference_at` is its start there if the own clock is another; `team` is told where the delegation has several.
    """

    appointment: Appointment
    whom: str
    conference_at: datetime | None
    written: tuple[Written, ...]
    team: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """All meetings in order of time; `next` is the one that is on or comes first. `release` is how sure they are."""

    meetings: tuple[Meeting, ...]
    next: Meeting | None
    release: Release

    @property
    def only(self) -> date | None:
        """The date of all meetings, where it is one."""
        dates = {each.appointment.starts_at.date() for each in self.meetings}
        return dates.pop() if len(dates) == 1 else None


def day(db: Session, actor: Actor, language: Language, conference: Conference, diary: Diary) -> Day:
    notes = _Notes(db, actor, language, conference, diary)
    meetings = tuple(notes.meeting(each) for each in diary.appointments)
    now = datetime.now(UTC)
    following = next((each for each in meetings if each.appointment.ends_at > now), None)
    return Day(meetings, following, _release(conference, diary))


def _release(conference: Conference, diary: Diary) -> Release:
    """What delegations were told; organisers, whose diaries are of the newest timetables, may be ahead of that."""
    told = {session.id: session.told_number for session in conference.sessions}
    is_told = all(told.get(each.session_id) == each.timetable_number for each in diary.appointments)
    return RELEASES[conference.stage] if is_told and conference.stage in RELEASES else DRAFT


class _Notes:
    """What was written between the delegation and those whom it meets."""

    def __init__(self, db: Session, actor: Actor, language: Language, conference: Conference, diary: Diary) -> None:
        self.language, self.own = language, diary.delegation
        self.clock, self.own_clock = ZoneInfo(conference.timezone), diary.timezone
        shown = directories.get(db, actor, conference.id, directories.Wanted())
        # The directory has one's own drafts, too, which nobody else has read.
        read = {InterestState.VALIDATED}
        if not conference.requires_validation:
            read.add(InterestState.SUBMITTED)
        self.titles: Mapping[UUID, Sequence[str]] = {
            entry.delegation.id: [title(language, each) for each in entry.interests if each.state in read]
            for entry in shown
        }
        self.requests: list[MeetingRequest] = []
        for session_id in {each.session_id for each in diary.appointments}:
            self.requests += meeting_requests.page(
                db, actor, session_id, delegation_id=self.own.id, status=None, limit=MOST, cursor=None
            ).items

    def meeting(self, appointment: Appointment) -> Meeting:
        others = {other.id: self.language.name(other.organisation) for other in appointment.delegations}
        own = self._written(self.own.id, self.language.gettext("You"), others.keys())
        told = [own, *(self._written(each, name, {self.own.id}) for each, name in others.items())]
        is_elsewhere = self.own_clock != self.clock.key
        return Meeting(
            appointment,
            ", ".join(others.values()),
            appointment.starts_at.astimezone(self.clock) if is_elsewhere else None,
            tuple(each for each in told if each.words or each.titles),
            appointment.team if self.own.teams > 1 else None,
        )

    def _written(self, by: UUID, name: str, to: Collection[UUID]) -> Written:
        return Written(name, tuple(self._words(by, to)), tuple(self.titles.get(by, ()))[:FEW])

    def _words(self, by: UUID, others: Collection[UUID]) -> Iterator[str]:
        for request in self.requests:
            asker, asked = request.requester_id, request.addressee_id
            if asker == by and asked in others:
                yield request.message
            elif asked == by and asker in others and request.reply:
                yield request.reply
