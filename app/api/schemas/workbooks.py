"""Wire format of imports of workbooks."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from app.api.schemas.fields import Input, Output
from app.models import RunStatus
from app.services.spreadsheets.planning import Action


class WorkbookFilter(Input):
    template: bool = Field(False, description="Headings and lists alone, to be filled in.")


class SheetCountsRead(Output):
    """`left` rows are not in the file, and stay as they are."""

    sheet: str
    noun: str
    created: int
    changed: int
    deleted: int
    unchanged: int
    left: int


class CellChangeRead(Output):
    cell: str = Field(examples=["D17"])
    heading: str
    before: str
    after: str


class RowChangeRead(Output):
    """`row` is its number in the file; `cells` are told of a row that is changed."""

    sheet: str
    row: int
    name: str
    action: Action
    cells: list[CellChangeRead]


class CellProblemRead(Output):
    """Without a cell, the problem is one of the whole sheet."""

    sheet: str
    cell: str
    detail: str


class WorkbookReportRead(Output):
    """What was done or would be, in the language of whoever has sent the file."""

    sheets: list[SheetCountsRead]
    changes: list[RowChangeRead]
    problems: list[CellProblemRead]
    ignored_sheets: list[str]


class WorkbookImportRead(Output):
    """A `dry_run` only tells, and `can_be_confirmed` if it has succeeded and found no problems."""

    id: UUID
    conference_id: UUID | None = Field(description="Null of a workbook of enquiries.")
    file_name: str | None = Field(description="What the file was called where it came from.")
    dry_run: bool
    status: RunStatus
    can_be_confirmed: bool
    report: WorkbookReportRead | None = Field(description="Of a failed one, the cells that are at fault, if any are.")
    error: str | None = Field(description="Why it failed.")
    error_code: str | None = Field(description="The same as a code, like `import-changed`.")
    attempt: int = Field(description="How often somebody has begun to carry it out.")
    not_before: AwareDatetime | None = Field(description="When it may be taken up again, after it was lost.")
    queued_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
