"""The parts of a file that somebody sent, unpacked within limits and packed anew.

What declares a false size, or names a part twice, means one thing to one program and another to the next. After this
there is one meaning, and no part is larger than was allowed.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum

from app.adapters.spreadsheets.limits import MAX_PARTS, MAX_UNPACKED_BYTES

# Pictures, macros and the like are of no interest.
NEEDED = (".xml", ".rels", "mimetype")
_ENCRYPTED = 0x1
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"

# What is sent by mistake, by its first bytes; the letters of a text may be of two bytes each.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096

Parts = Mapping[str, bytes]


class Refusal(StrEnum):
    """Why a file can't be taken."""

    EMPTY = "empty"
    TEXT = "text"
    PICTURE = "picture"
    PDF = "pdf"
    NO_SPREADSHEET = "no-spreadsheet"
    OTHER_FORMAT = "other-format"
    OLD_OR_PROTECTED = "old-or-protected"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    BROKEN = "broken"


class Refused(Exception):
    """The file can't be taken; `sheet` is where that was seen, if in one sheet."""

    def __init__(self, refusal: Refusal, sheet: str = "") -> None:
        super().__init__(refusal)
        self.refusal, self.sheet = refusal, sheet


def unpacked(data: bytes) -> Parts:
    """The parts by name. Raises `Refused`."""
    if data.startswith(_COMPOUND):
        raise Refused(Refusal.OLD_OR_PROTECTED)
    if not data.startswith(b"PK\x03\x04"):
        raise Refused(_what_else(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as exc:
        raise Refused(Refusal.BROKEN) from exc


def packed(parts: Parts) -> bytes:
    """An archive of these parts alone."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def is_open_document(parts: Parts) -> bool:
    """True for ODS, False for XLSX. Raises `Refused` for what is neither."""
    if parts.get("mimetype", b"").strip() == ODS and "content.xml" in parts:
        return True
    if "xl/workbook.xml" in parts:
        return False
    raise Refused(Refusal.OTHER_FORMAT)


def _what_else(data: bytes) -> Refusal:
    """What a file is that can't be a workbook; of bytes alone, nothing of it is parsed."""
    if not data:
        return Refusal.EMPTY
    if data.startswith(b"%PDF-"):
        return Refusal.PDF
    if data.startswith(_PICTURES) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return Refusal.PICTURE
    return Refusal.TEXT if data.startswith(_WIDE) or b"\0" not in data[:_LOOKED_AT] else Refusal.NO_SPREADSHEET


def _read(archive: zipfile.ZipFile) -> Parts:
    entries = [entry for entry in archive.infolist() if entry.filename.endswith(NEEDED)]
    if len(entries) > MAX_PARTS:
        raise Refused(Refusal.TOO_LARGE)
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for entry in entries:
        parts[entry.filename] = _content(archive, entry, left)
        left -= len(parts[entry.filename])
    return parts


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise Refused(Refusal.OLD_OR_PROTECTED)
    # The other methods can't be unpacked little by little.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(Refusal.BROKEN)
    with archive.open(entry) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Refused(Refusal.TOO_LARGE)
    return content
