"""What failed for good, for its page: lines that are told alike, whatever they are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, Run
from app.services import import_failures, run_failures
from app.services.failures import FailedImport, Failures
from app.services.outgoing_mails import RefusedMail
from app.services.permissions import Actor, is_editor
from app.services.reference import VIETNAM

DRY_RUN, IMPORT = mark("Looking through a workbook of %(name)s"), mark("Importing a workbook of %(name)s")
NAMED_DRY_RUN, NAMED_IMPORT = mark("Looking through “%(file)s” of %(name)s"), mark("Importing “%(file)s” of %(name)s")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that failed; `retry` is where it is tried again, if the reader may, `href` where more is told of it.

    `place` is of whom or for whom it was, where the page has not told it already.
    """

    name: str
    place: str | None
    at: str
    reason: str
    href: str | None
    retry: str | None


@dataclass(frozen=True, slots=True)
class FailedPage:
    """`sees_mails` tells whether mails would be told."""

    runs: Sequence[Line]
    imports: Sequence[Line]
    mails: Sequence[Line]
    sees_mails: bool

    @classmethod
    def of(cls, language: Language, actor: Actor, found: Failures, where: UUID | None) -> Self:
        path = "/failures" if where is None else f"/conferences/{where}/failures"
        lines = _Lines(language, path, is_editor=where is None or is_editor(actor, where), of_all=where is None)
        return cls(
            runs=[lines.run(each) for each in found.runs],
            imports=[lines.imported(each) for each in found.imports],
            mails=[lines.mail(each) for each in found.mails],
            sees_mails=lines.is_editor,
        )


@dataclass(frozen=True, slots=True)
class _Lines:
    language: Language
    path: str
    is_editor: bool
    of_all: bool

    def run(self, run: Run) -> Line:
        """Its session, and what a program said."""
        session, reason = run.session, run_failures.told(run, self.language) or ""
        told = reason if run.error_output is None else f"{reason} ({run.error_output})"
        name, at = self.language.name(session), self._at(run.queued_at, session.conference)
        return Line(name, self._place(session.conference), at, told, f"/runs/{run.id}", self._retry("runs", run.id))

    def imported(self, failed: FailedImport) -> Line:
        row, name = failed.row, self._work(failed)
        reason, at = import_failures.told(row, self.language), self._at(row.queued_at, failed.conference)
        return Line(name, self._place(failed.conference), at, reason, None, self._retry("imports", row.id))

    def _work(self, failed: FailedImport) -> str:
        """What was being done, with the name of the file where it is known."""
        row, gettext = failed.row, self.language.gettext
        if row.file_name is None:
            return gettext(DRY_RUN if row.dry_run else IMPORT, name=failed.sender.name)
        return gettext(NAMED_DRY_RUN if row.dry_run else NAMED_IMPORT, file=row.file_name, name=failed.sender.name)

    def mail(self, refused: RefusedMail) -> Line:
        """Its subject, and whom it was to reach."""
        at, retry = self._at(refused.row.created_at, None), self._retry("mails", refused.row.id)
        return Line(refused.subject, refused.recipient, at, refused.reason(self.language), None, retry)

    def _retry(self, kind: str, key: UUID) -> str | None:
        return f"{self.path}/{kind}/{key}" if self.is_editor else None

    def _place(self, conference: Conference | None) -> str | None:
        if not self.of_all:
            return None
        return self.language.gettext("Enquiries") if conference is None else self.language.name(conference)

    def _at(self, moment: datetime, conference: Conference | None) -> str:
        return self.language.moment(moment.astimezone(ZoneInfo(conference.timezone if conference else VIETNAM)))
