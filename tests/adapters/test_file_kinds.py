"""What a file is, is told by what is in it."""

import pytest

from app.adapters.file_kinds import OPEN, TAKEN, kind_of
from tests import files

DOCX = files.office("word/document.xml")
GIVEN = {
    "pdf": files.PDF,
    "png": files.PNG,
    "jpg": files.JPEG,
    "docx": DOCX,
    "xlsx": files.office("xl/workbook.xml"),
    "pptx": files.office("ppt/presentation.xml"),
    "odt": files.open_document(f"{OPEN}.text"),
    "ods": files.open_document(f"{OPEN}.spreadsheet"),
    "odp": files.open_document(f"{OPEN}.presentation"),
}


def test_there_is_an_example_of_each_kind() -> None:
    assert GIVEN.keys() == TAKEN.keys()


@pytest.mark.parametrize("kind", TAKEN)
def test_kind_is_known(kind: str) -> None:
    assert kind_of(GIVEN[kind]) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a",
        "Kính gửi".encode(),
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"<?xml version='1.0'?><x/>",
        b"MZ" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        b"GIF89a" + b"\0" * 20,
        b"PK\x03\x04 not an archive",
        b" " + files.PDF,
        DOCX[:-10],
        files.office("word/document.xml", "word/vbaProject.bin"),
        files.office("word/document.xml", "word/embeddings/a.EXE"),
        files.office("a.txt"),
        files.open_document(f"{OPEN}.text", "Basic/Standard/Module1.xml"),
        files.open_document(f"{OPEN}.text", "Scripts/python/a.py"),
        files.open_document("application/epub+zip"),
        files.open_document("x" * 10_000),
    ],
)
def test_other_kinds_are_not_taken(data: bytes) -> None:
    assert kind_of(data) is None
