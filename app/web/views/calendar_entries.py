"""The meetings of a delegation as its calendar has them: with all that one wants to know on the way."""

from collections.abc import Iterator
from textwrap import shorten

from app.adapters.calendar_files import Entry
from app.i18n.languages import Language
from app.models import Conference, DelegationMode
from app.services.diaries import Diary
from app.web.views.my_day import Day, Meeting, Written

BRIEF = 240


def entries(language: Language, conference: Conference, diary: Diary, day: Day, url: str) -> Iterator[Entry]:
    """The uid is the meeting's, whatever timetable it is of: a new one moves the old entry, as its number is larger."""
    for meeting in day.meetings:
        appointment = meeting.appointment
        theme = f"{appointment.theme}: " if appointment.theme else ""
        yield Entry(
            uid=f"{appointment.session_id}.{appointment.meeting}.{diary.delegation.id}@ketnoi",
            sequence=appointment.timetable_number,
            is_certain=day.release.is_certain,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            summary=f"{theme}{meeting.whom}",
            location=_place(language, conference, diary, meeting),
            description="\n".join(_lines(language, day, meeting)),
            url=url,
        )


def _place(language: Language, conference: Conference, diary: Diary, meeting: Meeting) -> str:
    """Where the delegation itself goes: to a table, or to its link."""
    own = diary.delegation
    if own.mode is DelegationMode.ONLINE:
        return own.meeting_link or language.gettext("On line")
    table = language.gettext("Table %(code)s", code=meeting.appointment.table.code)
    return f"{table}, {conference.city}"


def _lines(language: Language, day: Day, meeting: Meeting) -> Iterator[str]:
    gettext, appointment = language.gettext, meeting.appointment
    yield ". ".join(gettext(text).rstrip(".") for text in (day.release.name, day.release.meaning) if text) + "."
    yield gettext("Table %(code)s", code=appointment.table.code)
    if meeting.team:
        yield gettext("Team %(number)s", number=language.number(meeting.team))
    if appointment.delegates:
        names = ", ".join(delegate.name for delegate in appointment.delegates)
        yield gettext("Who sits there: %(names)s", names=names)
    if appointment.interpreters:
        yield gettext("Interpreter: %(names)s", names=appointment.interpreter_names)
    for party in appointment.online:
        if party.meeting_link:
            yield f"{gettext('Meeting link')} ({language.name(party.organisation)}): {party.meeting_link}"
    if meeting.conference_at:
        yield gettext("%(time)s by the clock of the conference", time=language.time(meeting.conference_at))
    for each in meeting.written:
        yield brief(each)


def brief(written: Written) -> str:
    """What somebody wrote, in a line."""
    return f"{written.name}: {shorten(' · '.join((*written.words, *written.titles)), BRIEF, placeholder=' …')}"
