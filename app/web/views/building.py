"""Puts the page together from what the services have read."""

from collections import defaultdict
from collections.abc import Collection

from app.matching.scheduling.timetable import Conflict, GoalValue
from app.services.timetable_sheets import Contents, Setting
from app.web.i18n import Language
from app.web.views import reading
from app.web.views.figures import Pair, figures
from app.web.views.page import Asked, SessionPage, TimetablePage, UnplacedGroup, UnplacedMeeting
from app.web.views.sheet import Sheet


def build(language: Language, about: Setting, contents: Contents | None, asked: Asked) -> SessionPage:
    """The page of a session, with its timetable if there is one."""
    if contents is None:
        return SessionPage(language=language, about=about, asked=asked)
    version = contents.version
    wishes, must_meets = reading.wished(contents.wishes), reading.pairs(contents.must_meets)
    sheet = reading.sheet(language, about, contents, wishes=wishes, must_meets=must_meets)
    return TimetablePage(
        language=language,
        about=about,
        asked=asked,
        version=version,
        sheet=sheet,
        figures=figures(sheet, wishes, must_meets, unplaced=len(version.unplaced)),
        goals=tuple(GoalValue(**goal) for goal in version.goals),
        unplaced=_unplaced(contents, sheet, must_meets),
        conflict=tuple(Conflict(rule=part["rule"], subjects=tuple(part["subjects"])) for part in version.conflict),
        conflict_minimal=version.conflict_minimal,
    )


def _unplaced(contents: Contents, sheet: Sheet, must_meets: Collection[Pair]) -> tuple[UnplacedGroup, ...]:
    """The meetings that are not held, by reason and rule; the largest group last."""
    parties = {party.id: party for party in sheet.parties}
    groups: dict[tuple[str, str | None], list[UnplacedMeeting]] = defaultdict(list)
    for row in contents.version.unplaced:
        ids = contents.unplaced.get(row["meeting"], ())
        present = sorted((parties[each] for each in ids), key=lambda party: sheet.sides.index(party.side))
        meeting = UnplacedMeeting(row["meeting"], tuple(present), must_meet=frozenset(ids) in must_meets)
        groups[row["reason"], row.get("rule")].append(meeting)
    return tuple(
        UnplacedGroup(reason, rule, tuple(meetings))
        for (reason, rule), meetings in sorted(groups.items(), key=lambda group: (len(group[1]), str(group[0])))
    )
