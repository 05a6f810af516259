"""Small files of every kind that is taken, and of some that are not."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20


def office(main: str, *more: str) -> bytes:
    """A document of Office Open XML with its main part, and more parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in ("[Content_Types].xml", main, *more):
            file.writestr(name, "<x/>")
    return buffer.getvalue()


def open_document(media_type: str, *more: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", media_type)
        for name in ("content.xml", *more):
            file.writestr(name, "<x/>")
    return buffer.getvalue()
