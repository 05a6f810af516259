"""Puts the page together from what the services have read."""

from dataclasses import replace

from app.errors import NotFound
from app.i18n.languages import Language
from app.matching.scheduling.timetable import GoalValue
from app.models import Run
from app.services import timetables
from app.services.timetable_sheets import Contents, Setting
from app.services.timetables import Summary
from app.web.views import reading
from app.web.views.contradiction import contradiction
from app.web.views.interpreting import Interpreting
from app.web.views.page import Asked, SessionPage, TimetablePage
from app.web.views.sheet import Sheet
from app.web.views.unplaced import unplaced
from app.web.views.wording import Wording


def build(language: Language, about: Setting, contents: Contents | None, asked: Asked) -> SessionPage:
    """The page of a session, with its timetable if there is one. Raises `NotFound` for a party that is not there."""
    if contents is None:
        return SessionPage(language=language, about=about, asked=asked)
    version = contents.version
    must_meets = reading.pairs(contents.must_meets)
    sheet = reading.sheet(language, about, contents, must_meets=must_meets)
    if asked.party not in {None, *(party.code for party in sheet.parties)}:
        raise NotFound("No such delegation.")
    return TimetablePage(
        language=language,
        about=about,
        asked=asked,
        version=version,
        sheet=sheet,
        summary=_summary(contents),
        goals=tuple(GoalValue(**goal) for goal in version.goals),
        unplaced=unplaced(language, contents, sheet, must_meets),
        conflict=contradiction(language, about, contents, sheet),
        interpreting=_interpreting(language, contents, sheet),
    )


def build_provisional(
    language: Language, about: Setting, contents: Contents | None, asked: Asked, run: Run
) -> SessionPage | None:
    """The page of the best timetable so far, from which no other version is to be had; None if there is none."""
    if contents is None:
        return None
    alone = replace(about, versions=(), latest_run=None)
    return replace(build(language, alone, contents, replace(asked, version=None)), provisional=run)


def _interpreting(language: Language, contents: Contents, sheet: Sheet) -> Interpreting | None:
    """None where the session leaves interpreting to those who meet."""
    if not contents.interpreters:
        return None
    placements = contents.version.placements
    return Interpreting(
        words=Wording(language), slots=sheet.slots, interpreters=contents.interpreters, placements=placements
    )


def _summary(contents: Contents) -> Summary:
    return timetables.summarised(
        contents.version, present=contents.delegations, wished=contents.wishes, insisted=contents.must_meets
    )
