"""What the page says where pins contradict each other: the conflict and what would resolve it, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.matching.scheduling.sentences import KINDS, TEMPLATES, Said
from app.models import TimetableVersion
from app.services.planning.meetings import VIDEO_LINKS
from app.services.planning.names import names_of
from app.services.timetable_sheets import Contents, Setting
from app.web.views.sheet import Sheet
from app.web.views.wording import Wording

DASH = " \N{EN DASH} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Sentences: `parts` of the conflict, `changes` of pins that resolve it together, others that do so `instead`.

    `minimal` says that no part can be left out, `fewest` that fewer changes of pins are not enough.
    """

    parts: tuple[str, ...]
    minimal: bool
    changes: tuple[str, ...] = ()
    fewest: bool = False
    instead: tuple[str, ...] = ()


def contradiction(language: Language, about: Setting, contents: Contents, sheet: Sheet) -> Contradiction | None:
    """None for a version with a timetable. Versions of which only rules and ids are stored are told by these."""
    version = contents.version
    if not version.conflict:
        return None
    advice = version.run_data.get("conflict") or {}
    if not advice.get("parts"):
        return Contradiction(parts=_by_rules(language, version), minimal=version.conflict_minimal)
    tell = _Teller(language, about, contents, sheet, advice["meetings"])
    remedy = advice["remedy"] or {"changes": [], "fewest": False}
    return Contradiction(
        parts=tell.all(advice["parts"]),
        minimal=version.conflict_minimal,
        changes=tell.all(remedy["changes"]),
        fewest=remedy["fewest"],
        instead=tell.all(advice["instead"]),
    )


def _by_rules(language: Language, version: TimetableVersion) -> tuple[str, ...]:
    words = Wording(language)
    return tuple(f"{words.rule(part['rule'])}: {language.listed(part['subjects'])}" for part in version.conflict)


class _Teller:
    """Puts names and times in the place of ids. What is no longer there, or called otherwise by now, keeps its id."""

    def __init__(
        self,
        language: Language,
        about: Setting,
        contents: Contents,
        sheet: Sheet,
        meetings: Mapping[str, Sequence[str]],
    ) -> None:
        self._language = language
        ids = names_of(contents.delegations).parties
        self._parties = {ids[party.id]: party.label for party in sheet.parties}
        self._meetings = meetings
        clock = ZoneInfo(about.conference.timezone)
        starts = {slot.code: slot.starts_at.astimezone(clock) for slot in about.session.slots}
        several = len({start.date() for start in starts.values()}) > 1
        self._slots = {
            code: f"{language.short_date(start)}, {language.time(start)}" if several else language.time(start)
            for code, start in starts.items()
        }

    def all(self, sentences: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        return tuple(map(self._told, sentences))

    def _told(self, sentence: Mapping[str, Any]) -> str:
        """In the language of the page; as it was written where that was by a program that said other things."""
        if sentence["code"] not in TEMPLATES:
            return str(sentence["sentence"])
        subjects = {kind: tuple(sentence[kind]) for kind in KINDS if kind in sentence}
        said = Said(sentence["code"], subjects, sentence.get("number"))
        return self._language.sentence(TEMPLATES[said.code], said.params(self._shown))

    def _shown(self, kind: str, ids: tuple[str, ...]) -> str:
        return self._language.listed([self._name(kind, name) for name in ids])

    def _name(self, kind: str, name: str) -> str:
        match kind:
            case "meetings" | "before":
                parties = self._meetings.get(name, ())
                return DASH.join(self._parties.get(party, party) for party in parties) or name
            case "parties":
                return self._parties.get(name, name)
            case "slots" | "to":
                return self._slots.get(name, name)
            case "resources" if name == VIDEO_LINKS:
                return self._language.gettext("video links")
        return name
