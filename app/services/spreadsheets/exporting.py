"""Workbooks to fill in: what is there, or headings alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.spreadsheets.layout import BookLayout, Cell, ColumnLayout, ListLayout, SheetLayout
from app.adapters.spreadsheets.writing import written
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Role
from app.services import conferences, enquiry_parties
from app.services.permissions import Actor
from app.services.spreadsheets import books, enquiry_books, sheets
from app.services.spreadsheets.book import OF_ENQUIRIES, Book
from app.services.spreadsheets.cells import Marked, One, Several, Whole
from app.services.spreadsheets.enquiry_sheet import ENQUIRIES
from app.services.spreadsheets.headings import ID_PREFIX, STAMP
from app.services.spreadsheets.sheet import DELETE, Column, Row, Sheet, Work
from app.services.spreadsheets.stamps import stamp

TEMPLATE = "template"
INSTRUCTIONS_TITLE = mark("Instructions")
LISTS_TITLE = mark("Lists")
DELETION = mark("A row that you take out of the file is not deleted. To delete it, put an x in the column “Delete”.")
INSTRUCTIONS = (
    mark(
        "Fill in the sheets, save the file as .xlsx or .ods and import it. "
        "Before anything is changed you are told what would be."
    ),
    mark("Red headings: must be filled in on every row. Move over a heading to read what the column is for."),
    mark("A new row: write it below the others, or insert one. Its hidden columns stay empty."),
    mark("A row that you change is changed, and one that you leave as it is stays as it is."),
    DELETION,
    mark(
        "Columns may be put in another order, and sheets and columns that you do not need may be left out; "
        "headings must stay."
    ),
    mark("Where there is a list, a code or a name is enough. All of them are on the sheet “Lists”."),
    mark("Formulas are not carried out: what counts is the value that the cell shows."),
)


def export(db: Session, actor: Actor, conference_id: UUID | None, language: Language, *, template: bool) -> bytes:
    """The whole for organisers, what a delegation submits for its own people; with a template, no rows.

    Without a conference, the enquiries that the actor may see.
    """
    if conference_id is None:
        book = enquiry_books.of(db, actor, language)
    else:
        book = books.of(db, actor, conference_id, language, least=Role.VIEWER)
    work = Work.of(db, actor, book)
    return written(_layout(book, [(each, [] if template else list(each.rows(work))) for each in sheets.of(book)]))


def file_name(db: Session, actor: Actor, conference_id: UUID | None, *, template: bool) -> str:
    """By the code of the conference and the day that it is there; of enquiries, in Việt Nam. A template has no day."""
    if conference_id is None:
        code, day = OF_ENQUIRIES, enquiry_parties.today()
    else:
        conference = conferences.get(db, actor, conference_id)
        code, day = conference.code, conference.by_its_clock(datetime.now(UTC)).date()
    return f"{code}-{TEMPLATE if template else day}.xlsx"


def _layout(book: Book, filled: Sequence[tuple[Sheet, Sequence[Row]]]) -> BookLayout:
    language = book.language
    places = {name: place for place, name in enumerate(book.lists)}
    deletes = any(sheet.delete is not None for sheet, _ in filled)
    return BookLayout(
        name=language.name(book.about) if book.about else language.sentence(ENQUIRIES.title, {}),
        instructions_title=language.sentence(INSTRUCTIONS_TITLE, {}),
        instructions=[language.sentence(line, {}) for line in INSTRUCTIONS if line is not DELETION or deletes],
        sheets=[_sheet(book, sheet, rows, places) for sheet, rows in filled],
        lists_title=language.sentence(LISTS_TITLE, {}),
        lists=[ListLayout(heading=each.heading, texts=[e.text for e in each.entries]) for each in book.lists.values()],
        not_in_list=language.sentence(mark("Choose an entry of the list, or leave the cell empty."), {}),
    )


def _sheet(book: Book, sheet: Sheet, rows: Sequence[Row], places: dict[str, int]) -> SheetLayout:
    columns, language = sheet.columns(book), book.language
    shown = columns if sheet.delete is None else [*columns, DELETE]
    return SheetLayout(
        title=language.sentence(sheet.title, {}),
        columns=[
            ColumnLayout(heading=f"{ID_PREFIX}{book.sign}", hidden=True),
            ColumnLayout(heading=STAMP, hidden=True),
            *(_column(column, language, places) for column in shown),
        ],
        rows=[_cells(book, columns, row) for row in rows],
    )


def _column(column: Column, language: Language, places: dict[str, int]) -> ColumnLayout:
    kind = column.kind
    return ColumnLayout(
        heading=column.heading_in(language),
        note=language.sentence(column.note, {}),
        width=column.width,
        numbers=isinstance(kind, Whole),
        needed=column.needed,
        choices=places[kind.of] if isinstance(kind, One | Several) else None,
        closed=not isinstance(kind, Several | Marked),
    )


def _cells(book: Book, columns: Sequence[Column], row: Row) -> Sequence[Cell]:
    texts = (column.kind.written(column.of(row.values), book) for column in columns)
    return [str(row.id), stamp(columns, row.values), *texts]
