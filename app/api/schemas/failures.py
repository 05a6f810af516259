"""Wire format of what failed for good."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from app.api.schemas.fields import Output
from app.api.schemas.runs import RunRead, in_language
from app.i18n.languages import Language
from app.services import import_failures
from app.services.failures import FailedImport, Failures
from app.services.outgoing_mails import RefusedMail


class FailedImportRead(Output):
    """An import of a workbook that failed by no fault of its file."""

    id: UUID
    conference_id: UUID | None = Field(description="Null of a workbook of enquiries.")
    file_name: str | None = Field(description="What the file was called where it came from.")
    dry_run: bool
    sent_by: str = Field(description="The name of whoever has sent the file, as whom it is tried again.")
    error: str = Field(description="Why it failed, in the language that was asked for.")
    error_code: str
    queued_at: AwareDatetime
    finished_at: AwareDatetime

    @classmethod
    def of(cls, failed: FailedImport, language: Language) -> "FailedImportRead":
        told = {"sent_by": failed.sender.name, "error": import_failures.told(failed.row, language)}
        names = ("id", "conference_id", "file_name", "dry_run", "error_code", "queued_at", "finished_at")
        return cls.model_validate(told | {name: getattr(failed.row, name) for name in names})


class RefusedMailRead(Output):
    """A mail that was refused for good. What it says is told to nobody: its link may open a door."""

    id: UUID
    conference_id: UUID | None = Field(description="Null of what concerns somebody's account.")
    recipient: str
    subject: str
    error: str = Field(description="Why it was refused, in the language that was asked for.")
    written_at: AwareDatetime
    useless_at: AwareDatetime = Field(description="When it is dropped, since its link has expired.")

    @classmethod
    def of(cls, refused: RefusedMail, language: Language) -> "RefusedMailRead":
        row = refused.row
        told = {"recipient": refused.recipient, "subject": refused.subject, "error": refused.reason(language)}
        times = {"written_at": row.created_at, "useless_at": row.useless_at}
        return cls.model_validate({"id": row.id, "conference_id": row.conference_id} | told | times)


class FailuresRead(Output):
    """At most fifty of each, the latest first."""

    runs: list[RunRead] = Field(description="Of those after which no run of the same session has succeeded.")
    imports: list[FailedImportRead]
    mails: list[RefusedMailRead]

    @classmethod
    def of(cls, found: Failures, language: Language) -> "FailuresRead":
        return cls(
            runs=[in_language(run, language) for run in found.runs],
            imports=[FailedImportRead.of(each, language) for each in found.imports],
            mails=[RefusedMailRead.of(each, language) for each in found.mails],
        )
