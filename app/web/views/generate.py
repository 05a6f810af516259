"""The page on which a timetable is asked for: troubles in words, and the runs so far; plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from app.errors import AppError
from app.i18n.languages import Language
from app.matching.scheduling.precheck import Trouble as Kind
from app.models import Run
from app.services import precheck_words
from app.services.prechecks import Prechecks, Trouble
from app.services.timetable_sheets import Setting
from app.web.views import remedies
from app.web.views.remedies import Way
from app.web.views.run import RunLine


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """Nothing need be lost by what is `is_doubtful`."""

    message: str
    remedies: tuple[Way, ...]
    is_grave: bool
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the pre-checks found; `can_start` unless nothing could come of it."""

    grave: tuple[TroubleLine, ...]
    others: tuple[TroubleLine, ...]
    can_start: bool
    meetings: int | None = None
    table_slots: int | None = None

    @classmethod
    def clash(cls, language: Language, error: AppError) -> Self:
        """Where no instance could even be made."""
        line = TroubleLine(language.sentence(error.template, error.params), (), is_grave=True)
        return cls((line,), (), can_start=False)


def told(language: Language, found: Prechecks) -> Told:
    """The troubles in words."""
    lines = [_line(language, found, each) for each in found.troubles]
    grave = tuple(line for line in lines if line.is_grave)
    others = tuple(line for line in lines if not line.is_grave)
    return Told(grave, others, found.can_start, found.meetings, found.table_slots)


def _line(language: Language, found: Prechecks, trouble: Trouble) -> TroubleLine:
    ways = tuple(remedies.ways(language, found.session, trouble))
    doubtful = trouble.finding.trouble is Kind.TWO_PLACES
    return TroubleLine(precheck_words.message(language, trouble), ways, trouble.finding.grave, is_doubtful=doubtful)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list."""

    href: str
    asked: str
    status: str
    kind: str
    settings: str
    failure: str | None
    version: int | None


@dataclass(frozen=True, kw_only=True)
class GeneratePage:
    session_id: str
    session_name: str
    conference_name: str
    overview: str
    troubles: Told
    runs: tuple[RunRow, ...]

    @classmethod
    def of(cls, language: Language, about: Setting, runs: Sequence[Run], troubles: Told) -> Self:
        clock = ZoneInfo(about.conference.timezone)
        numbers = {each.run_id: each.number for each in about.versions}
        lines = (RunLine(language=language, run=each, clock=clock, number=numbers.get(each.id)) for each in runs)
        return cls(
            session_id=str(about.session.id),
            session_name=language.name(about.session),
            conference_name=language.name(about.conference),
            overview=f"/conferences/{about.conference.id}/overview",
            troubles=troubles,
            runs=tuple(_row(line) for line in lines),
        )


def _row(line: RunLine) -> RunRow:
    return RunRow(
        href=f"/runs/{line.run.id}",
        asked=line.listed_at,
        status=line.status,
        kind=line.kind,
        settings=line.settings,
        failure=line.failure,
        version=line.number,
    )
