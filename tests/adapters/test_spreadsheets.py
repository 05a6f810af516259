"""Files written and read: what people typed comes back, and what is made to hurt is refused within limits."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.spreadsheets.__main__ import sheets
from app.adapters.spreadsheets.grids import Fault, Grid, Moment, cell_name
from app.adapters.spreadsheets.layout import BookLayout, Cell, ColumnLayout, ListLayout, SheetLayout
from app.adapters.spreadsheets.limits import MAX_ROWS
from app.adapters.spreadsheets.reading import ChildReader
from app.adapters.spreadsheets.scanning import position
from app.adapters.spreadsheets.writing import written
from app.errors import Invalid
from tests.workbooks import Draft, Formula, repacked

READER = ChildReader(at_once=1)
FIRST = "xl/worksheets/sheet1.xml"
REPEATED = (
    '<table:table-cell table:number-columns-repeated="500" office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell>"
)
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def layout(*rows: Sequence[Cell]) -> BookLayout:
    columns = [
        ColumnLayout(heading="id", hidden=True),
        ColumnLayout(heading="Lĩnh vực", note="Chọn", needed=True, choices=0),
        ColumnLayout(heading="Số", numbers=True),
    ]
    return BookLayout(
        name="Hội nghị",
        instructions_title="Hướng dẫn",
        instructions=["Điền vào"],
        sheets=[SheetLayout(title="Nhu cầu", columns=columns, rows=rows)],
        lists_title="Danh mục",
        lists=[ListLayout(heading="Lĩnh vực", texts=["AGR · Nông nghiệp", "LOG · Hậu cần"])],
        not_in_list="Chọn trong danh sách",
    )


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def plain(**cells: object) -> bytes:
    return Draft({"Sheet": dict(cells)}).saved()


def open_document(body: str, automatic: str = "") -> bytes:
    """The least that is an ODS file."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<?xml version="1.0"?><office:document-content {names} {calcext}>{automatic}<office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    return target.getvalue()


def table(rows: str) -> str:
    return f'<table:table table:name="Sheet">{rows}</table:table>'


def test_written_workbook_has_instructions_sheets_and_lists() -> None:
    grids = READER.read(written(layout(["1", "AGR · Nông nghiệp", 7], ["2", "=1+1", None])))

    assert [(grid.name, grid.hidden, grid.rows) for grid in grids] == [
        ("Hướng dẫn", False, [["Hội nghị"], [""], ["Điền vào"]]),
        ("Nhu cầu", False, [["id", "Lĩnh vực", "Số"], ["1", "AGR · Nông nghiệp", 7.0], ["2", "=1+1", ""]]),
        ("Danh mục", False, [["Lĩnh vực"], ["AGR · Nông nghiệp"], ["LOG · Hậu cần"]]),
    ]


def test_written_workbook_guards_headings_alone() -> None:
    data = written(layout(["1", "AGR · Nông nghiệp", 7]))
    sheet, styles = part(data, "xl/worksheets/sheet2.xml"), part(data, "xl/styles.xml")

    locked = ['locked="0"' not in xf for xf in styles.split("<cellXfs")[1].split("</cellXfs>")[0].split("<xf ")[1:]]
    used = {place: int(style) for place, style in re.findall(r'<c r="(\w+)" s="(\d+)"', sheet)}
    assert {place: locked[style] for place, style in used.items()} == {
        **dict.fromkeys(("A1", "B1", "C1"), True),
        **dict.fromkeys(("A2", "B2", "C2"), False),
    }
    assert locked[0] is False  # Every cell that nobody has written to.
    assert re.search(r"<sheetProtection [^>]*>", sheet)
    assert "password" not in sheet
    assert re.search(r'<col min="1" max="1" [^>]*hidden="1"', sheet)
    assert "'Danh mục'!$A$2:$A$3" in sheet
    assert "Chọn" in part(data, "xl/comments1.xml")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+84", "-1", "@SUM(A1)", "http://x.vn", "007", "1/2"])
def test_written_text_stays_text(text: str) -> None:
    data = written(layout(["1", text, None]))

    assert READER.read(data)[1].at(1, 1) == text
    sheet = part(data, "xl/worksheets/sheet2.xml")
    assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)
    assert re.search(r'<c r="B2" s="\d" t="s">', sheet)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1, max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_text_comes_back(text: str) -> None:
    # In this process: it is what people can type.
    read = sheets(written(layout(["1", text, None])))[1]["rows"][1][1]

    assert read == text.replace("\ufffe", "").replace("\uffff", "")


def test_values_of_every_kind_are_read() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Sheet")
        day, hour, share = (book.add_format({"num_format": each}) for each in ("d/m/yyyy", "hh:mm", "0%"))
        sheet.write_datetime("A1", dt.date(2026, 12, 8), day)
        sheet.write_datetime("B1", dt.time(13, 30), hour)
        sheet.write_number("C1", 0.5, share)
        sheet.write_boolean("D1", True)
        sheet.write_formula("E1", "=2*3", None, 6)
        sheet.write_formula("F1", '="a"&"b"', None, "ab")

    (grid,) = READER.read(target.getvalue())

    assert grid.rows == [[Moment("2026-12-08"), Moment("13:30:00"), 0.5, True, 6.0, "ab"]]


def test_formulas_without_a_value_are_faults() -> None:
    (grid,) = READER.read(plain(A1=Formula("=1/0", "#DIV/0!"), B1=Formula("=1+1"), C1=Formula("=1+1", 2), D2="x"))

    assert grid.faults == {(0, 0): Fault.ERROR, (0, 1): Fault.NEVER_CALCULATED}
    assert grid.at(0, 2) == 2.0


def test_errors_of_an_open_document_are_faults() -> None:
    cells = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    (grid,) = READER.read(open_document(table(f"<table:table-row>{ODS_CELL}{cells}</table:table-row>")))

    assert (grid.at(0, 0), grid.faults) == ("x", {(0, 1): Fault.ERROR})


@pytest.mark.parametrize(
    ("attributes", "content", "is_calculated"),
    [
        pytest.param("", "", False, id="nothing"),
        pytest.param('office:value-type="string"', "<text:p/>", False, id="no text"),
        pytest.param(
            'office:value-type="string"',
            "<office:annotation><text:p>Note</text:p></office:annotation>",
            False,
            id="only a note",
        ),
        pytest.param('office:value-type="float"', "<text:p>5</text:p>", False, id="only the look of a number"),
        pytest.param('office:value-type="float" office:value="5"', "<text:p>5</text:p>", True, id="a number"),
        pytest.param('office:value-type="string"', "<text:p><text:span>x</text:span></text:p>", True, id="a text"),
        pytest.param('office:value-type="string" office:string-value=""', "", True, id="a text that came out empty"),
    ],
)
def test_formulas_of_an_open_document_without_a_value_are_faults(
    attributes: str, content: str, is_calculated: bool
) -> None:
    cell = f'<table:table-cell table:formula="of:=[.A1]" {attributes}>{content}</table:table-cell>'
    repeated = cell.replace(" table:formula", ' table:number-columns-repeated="2" table:formula')
    (grid,) = READER.read(open_document(table(f"<table:table-row>{ODS_CELL}{repeated}{ODS_CELL}</table:table-row>")))

    faults = {} if is_calculated else dict.fromkeys([(0, 1), (0, 2)], Fault.NEVER_CALCULATED)
    assert (grid.at(0, 0), grid.at(0, 3), grid.faults) == ("x", "x", faults)


def test_merged_cells_and_hidden_sheets_are_told() -> None:
    draft = Draft({"A": {"A1": "x"}, "B": {"A1": "y"}}, hidden={"B"}, merged=[("A", "B2:C3", "merged")])
    seen, hidden = READER.read(draft.saved())

    assert (seen.merged, seen.at(1, 1), seen.at(2, 2)) == ([((1, 1), (2, 2))], "merged", "")
    assert (seen.hidden, hidden.hidden) == (False, True)


def test_merged_cells_of_an_open_document_are_told() -> None:
    wide = (
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="string">'
        "<text:p>m</text:p></table:table-cell><table:covered-table-cell/>"
    )
    (grid,) = READER.read(open_document(table(f"<table:table-row>{ODS_CELL}{wide}</table:table-row>")))

    assert grid.merged == [((0, 1), (0, 2))]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: re.sub(r'<c r="\w+"', "<c", re.sub(r'<row r="\d+"', "<row", xml)), id="no places"),
        pytest.param(
            lambda xml: re.sub(r"(</?)(?=[a-zA-Z])", r"\1x:", xml).replace(" xmlns=", " xmlns:x=").replace("?x:", "?"),
            id="a prefix for the namespace",
        ),
        pytest.param(
            lambda xml: re.sub(r'<c r="A2" t="s"><v>\d+</v>', '<c r="A2" t="inlineStr"><is><t>Huế</t></is>', xml),
            id="text in the cell",
        ),
        pytest.param(lambda xml: xml.replace("><", ">\n  <"), id="white space"),
    ],
)
def test_other_programs_write_the_same_otherwise(change: object) -> None:
    data = plain(A1="Đoàn", B1="Số", A2="Huế", B2=Formula("=1", 1))
    assert callable(change)

    (grid,) = READER.read(repacked(data, FIRST, change))

    assert (grid.rows, grid.faults) == ([["Đoàn", "Số"], ["Huế", 1.0]], {})


RELATIONS = "xl/_rels/workbook.xml.rels"
ABSOLUTE = "/xl/worksheets/"


def pointing(data: bytes, folder: str) -> bytes:
    """The workbook, with its sheets looked for in a folder."""
    return repacked(data, RELATIONS, lambda xml: xml.replace('"worksheets/', f'"{folder}'))


@pytest.mark.parametrize("folder", ["worksheets/", "Worksheets/", ABSOLUTE])
def test_sheets_are_scanned_however_the_workbook_points_at_them(folder: str) -> None:
    cells = {"A1": Formula("=1/0", "#DIV/0!"), "B1": Formula("=1+1"), "C1": "x"}
    (grid,) = READER.read(pointing(Draft({"Sheet": cells}, merged=[("Sheet", "A2:B2", "m")]).saved(), folder))

    assert grid.faults == {(0, 0): Fault.ERROR, (0, 1): Fault.NEVER_CALCULATED}
    assert (grid.at(0, 2), grid.merged) == ("x", [((1, 0), (1, 1))])


def test_pieces_of_formatted_text_are_one_text() -> None:
    rich = '<si><r><t xml:space="preserve">Đà </t></r><r><rPr><b/></rPr><t xml:space="preserve">Nẵng</t></r></si>'
    data = repacked(plain(A1="x"), "xl/sharedStrings.xml", lambda xml: re.sub(r"<si>.*?</si>", rich, xml, count=1))

    assert READER.read(data)[0].at(0, 0) == "Đà Nẵng"


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        READER.read(data)
    return str(caught.value)


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "The file is empty.", id="nothing"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(60), "This is a picture, not a spreadsheet: only .xlsx", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(60), "This is a picture, not a spreadsheet", id="JPEG"),
        pytest.param(b"RIFF\x24\0\0\0WEBPVP8 ", "This is a picture, not a spreadsheet", id="WebP"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "This is a PDF file, not a spreadsheet", id="PDF"),
        pytest.param(b"\x7fELF" + bytes(60), "This is not a spreadsheet: only .xlsx", id="something else"),
        pytest.param("Đoàn;Nhu cầu\n".encode("utf-16"), "This is not a spreadsheet. CSV", id="CSV of Windows"),
        pytest.param("Đoàn;Nhu cầu\n01;Gạo\n".encode("utf-8-sig"), "This is not a spreadsheet. CSV", id="CSV"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "The file is of an old format or", id="XLS"),
        pytest.param(zipped(word__document_xml=b"<x/>"), "Only .xlsx and .ods files can be taken", id="DOCX"),
        pytest.param(zipped(xl__workbook_xml=b"not XML"), "The file is damaged", id="no XML"),
        pytest.param(plain(A1="x")[:2000], "The file is damaged", id="half a file"),
        pytest.param(b"PK\x03\x04" + bytes(200), "The file is damaged", id="no archive"),
        pytest.param(
            repacked(plain(A1="x"), FIRST, lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1)),
            "The file is damaged",
            id="entities",
        ),
        pytest.param(pointing(plain(A1="x"), "xl/worksheets/"), "The file is damaged", id="no sheet"),
        pytest.param(repacked(plain(A1="x"), RELATIONS, lambda _: "<none/>"), "The file is damaged", id="no way there"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


def far_away(cell: str) -> bytes:
    rows = f'<row r="1048576"><c r="XFD1048576"{cell}</row></sheetData>'
    return repacked(plain(A1="x"), FIRST, lambda xml: xml.replace("</sheetData>", rows))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(far_away("><v>1</v></c>"), "The sheet “Sheet” goes beyond row 20000", id="a far cell"),
        pytest.param(
            pointing(far_away("><v>1</v></c>"), ABSOLUTE), "The sheet “Sheet” goes beyond", id="from the root"
        ),
        pytest.param(far_away(' t="str"><v></v></c>'), "The sheet “Sheet” goes beyond row 20000", id="an empty one"),
        # What the scan does not know of would take half a terabyte; the process that reads has a limit of its own.
        pytest.param(far_away("><unknown/></c>"), "The file is damaged", id="an unknown one"),
        pytest.param(plain(A1="x", WA1="y"), "", id="the last column"),
        pytest.param(plain(A1="x", WC1="y"), "The sheet “Sheet” goes beyond column 600", id="too many columns"),
        pytest.param(
            open_document(table(f'<table:table-row table:number-rows-repeated="30000">{ODS_CELL}</table:table-row>')),
            "The sheet “Sheet” goes beyond row 20000",
            id="repeated rows",
        ),
        pytest.param(
            open_document(table(f'<table:table-row table:number-rows-repeated="19000">{REPEATED}</table:table-row>')),
            "The workbook is too large",
            id="repeated cells",
        ),
        pytest.param(
            zipped(xl__workbook_xml=b"<x/>", xl__sharedStrings_xml=b"a" * 70_000_000),
            "The workbook is too large",
            id="a bomb",
        ),
    ],
)
def test_what_would_take_too_much_is_refused(data: bytes, said: str) -> None:
    if said:
        assert refusal(data).startswith(said)
    else:
        assert len(READER.read(data)[0].rows[0]) == 599


def test_what_declares_a_smaller_size_is_cut_there() -> None:
    bomb = zipped(xl__workbook_xml=b"<x/>", xl__sharedStrings_xml=b"a" * 70_000_000)
    size = (70_000_000).to_bytes(4, "little")

    assert refusal(bomb.replace(size, (10).to_bytes(4, "little"))).startswith("The file is damaged")


def test_empty_rows_and_cells_of_an_open_document_do_not_count() -> None:
    rest = (
        f'<table:table-row>{ODS_CELL}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    )
    (grid,) = READER.read(open_document(table(rest)))

    assert (grid.rows, MAX_ROWS < 1_048_575) == ([["x"]], True)


@given(st.integers(0, 20_000), st.integers(0, 16_383))
def test_names_of_cells_lead_back(row: int, column: int) -> None:
    assert position(cell_name(row, column)) == (row, column)


def test_cells_beyond_the_rows_are_empty() -> None:
    grid = Grid(name="A", hidden=False, rows=[["x"]], faults={}, merged=[])

    assert (grid.at(0, 0), grid.at(0, 1), grid.at(9, 0)) == ("x", "", "")
