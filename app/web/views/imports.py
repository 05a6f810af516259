"""What a dry run of an import found, for its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Place
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.services.spreadsheets.planning import Action
from app.services.spreadsheets.reports import Report, RowChange, SheetCounts

ACTIONS: Mapping[Action, tuple[str, str | None]] = {
    Action.CREATED: (mark("new"), "good"),
    Action.CHANGED: (mark("changed"), "warn"),
    Action.DELETED: (mark("deleted"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`cell` is empty where a whole sheet is at fault."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    change: RowChange
    action: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    confirmation: str | None
    sheets: Sequence[SheetCounts]
    rows: Sequence[Row]
    problems: Sequence[Problem]
    ignored: str

    @classmethod
    def of(cls, language: Language, report: Report) -> "ImportReport":
        rows = [
            Row(each, language.gettext(ACTIONS[each.action][0]), ACTIONS[each.action][1]) for each in report.changes
        ]
        problems, ignored = _problems(language, report.problems), language.listed(report.ignored_sheets)
        return cls(report.confirmation, report.sheets, rows, problems, ignored)

    @classmethod
    def refused(cls, language: Language, places: Iterable[Place]) -> "ImportReport":
        """Of an import that was stopped by what is wrong with these cells."""
        return cls(None, (), (), _problems(language, places), "")

    @property
    def changes_nothing(self) -> bool:
        return not self.rows and not self.problems


def _problems(language: Language, places: Iterable[Place]) -> list[Problem]:
    return [
        Problem(each.sheet or "", each.cell or "", language.sentence(each.template, each.params)) for each in places
    ]
