"""The day of a delegation: its next meeting, all of them, and what both sides wrote; also as a calendar."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.adapters.calendar_files import Entry
from app.i18n.languages import Language
from app.models import Conference, MeetingRequest
from app.services import directories, meeting_requests
from app.services.diaries import Appointment, Diary
from app.services.permissions import Actor
from app.web.views.interest import title

MOST, FEW = 200, 3


@dataclass(frozen=True, slots=True)
class Written:
    """What a delegation wrote to the other, and what it publishes."""

    name: str
    words: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment with what belongs to it; `conference_at` is its start there if the own clock is another."""

    appointment: Appointment
    whom: str
    conference_at: datetime | None
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """All meetings in order of time; `next` is the one that is on or comes first."""

    meetings: tuple[Meeting, ...]
    next: Meeting | None


def day(db: Session, actor: Actor, language: Language, conference: Conference, diary: Diary) -> Day:
    notes = _Notes(db, actor, language, conference, diary)
    meetings = tuple(notes.meeting(each) for each in diary.appointments)
    now = datetime.now(UTC)
    return Day(meetings, next((each for each in meetings if each.appointment.ends_at > now), None))


def entries(language: Language, diary: Diary, found: Day) -> Iterator[Entry]:
    """As a calendar has them. The uid is the meeting's, whatever timetable it is of: a new one moves the old entry."""
    for meeting in found.meetings:
        appointment = meeting.appointment
        people = ", ".join(delegate.name for delegate in appointment.delegates)
        yield Entry(
            uid=f"{appointment.session_id}.{appointment.meeting}.{diary.delegation.id}@ketnoi",
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            summary=meeting.whom,
            location=language.gettext("Table %(code)s", code=appointment.table.code),
            description=language.gettext("Who sits there: %(names)s", names=people) if people else "",
        )


class _Notes:
    """What was written between the delegation and those whom it meets."""

    def __init__(self, db: Session, actor: Actor, language: Language, conference: Conference, diary: Diary) -> None:
        self.language, self.own = language, diary.delegation
        self.clock, self.own_clock = ZoneInfo(conference.timezone), diary.timezone
        shown = directories.get(db, actor, conference.id, directories.Wanted())
        self.titles: Mapping[UUID, Sequence[str]] = {
            entry.delegation.id: [title(language, each) for each in entry.interests] for entry in shown
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
