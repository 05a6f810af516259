"""Wire format of imports of workbooks."""

from typing import Self

from pydantic import Field, model_validator

from app.api.schemas.fields import Input, Output, misfit
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.services.spreadsheets.planning import Action
from app.services.spreadsheets.reports import Report


class WorkbookFilter(Input):
    template: bool = Field(False, description="Headings and lists alone, to be filled in.")


class ImportFilter(Input):
    dry_run: bool = Field(True, description="Only tell what would be done; nothing is changed.")
    confirms: str | None = Field(
        None, pattern="^[0-9a-f]{64}$", description="The `confirmation` of the dry run; needed to import."
    )

    @model_validator(mode="after")
    def _confirms_a_dry_run(self) -> Self:
        if not self.dry_run and self.confirms is None:
            raise misfit("confirms", mark("An import confirms a dry run"))
        return self


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


class WorkbookImportRead(Output):
    """What was done or would be; only a dry run without problems has a `confirmation`."""

    dry_run: bool
    confirmation: str | None
    sheets: list[SheetCountsRead]
    changes: list[RowChangeRead]
    problems: list[CellProblemRead]
    ignored_sheets: list[str]

    @classmethod
    def told(cls, report: Report, language: Language) -> Self:
        """A report in the reader's language."""
        problems = [
            {"sheet": each.sheet, "cell": each.cell, "detail": language.sentence(each.template, each.params)}
            for each in report.problems
        ]
        return cls.model_validate({name: getattr(report, name) for name in cls.model_fields} | {"problems": problems})
