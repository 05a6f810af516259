"""What a file is, by what is in it: its name and what its sender says of it count for nothing."""

import io
import zipfile
from collections.abc import Mapping

import puremagic

HEAD_BYTES = 4096
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
# By extension, which is what the file is called when it is handed out.
TAKEN: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": f"{OPEN}.text",
    "ods": f"{OPEN}.spreadsheet",
    "odp": f"{OPEN}.presentation",
}
_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_MOST_PARTS = 5000


def kind_of(data: bytes) -> str | None:
    """The extension of what it is, or None for what is not taken: programs, pages, macros, archives of other things."""
    found = _likely(data[:HEAD_BYTES])
    if "zip" in found or "docx" in found:
        return _office_kind(data)
    return next((kind for kind in ("pdf", "png", "jpg") if kind in found), None)


def _likely(head: bytes) -> set[str]:
    try:
        return {match.extension.removeprefix(".") for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _office_kind(data: bytes) -> str | None:
    """Of documents that are archives. One with macros is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_PARTS or any(_is_program(name) for name in names):
                return None
            if "mimetype" in names and archive.getinfo("mimetype").file_size < HEAD_BYTES:
                said = archive.read("mimetype").decode(errors="replace").strip()
                return next((kind for kind, media_type in TAKEN.items() if media_type == said), None)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for kind, part in _MAIN_PARTS.items() if part in names), None)


def _is_program(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(("vbaproject.bin", ".exe", ".dll", ".js")) or lower.startswith(("basic/", "scripts/"))
