"""Files that people send: looked into and written before any transaction, as scanners and disks take their time."""

import hashlib
import logging
import unicodedata
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.adapters.document_files import DocumentFiles, FilesAway
from app.adapters.file_kinds import TAKEN, kind_of
from app.adapters.virus_scanner import ScannerAway, VirusFound, VirusScanner
from app.errors import ContentTooLarge, DocumentsAway, DocumentsNotTaken, InfectedFile, ScannerDown
from app.i18n.messages import Size
from app.services import lookup
from app.services.shelves import Shelf
from app.settings import DocumentSettings

logger = logging.getLogger(__name__)

LONGEST_NAME = 120
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg"}


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """What was found fit to be taken, and is on the shelf; the name ends in what the file is."""

    id: UUID
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Intake:
    """Where documents are kept, and who looks into them first; `files` is none where none are taken."""

    settings: DocumentSettings
    files: DocumentFiles | None
    scanner: VirusScanner

    def taken(self, shelf: Shelf, name: str, data: bytes) -> IncomingFile:
        """Onto the shelf, from where it goes again unless a document is made of it.

        Raises `DocumentsNotTaken`, `ContentTooLarge`, `Invalid` for another kind, `InfectedFile`, `ScannerDown` and
        `DocumentsAway`.
        """
        if self.files is None:
            raise DocumentsNotTaken("Send it in another way; whoever runs this server can set a folder for documents.")
        if len(data) > self.settings.max_bytes:
            raise ContentTooLarge("At most {limit} are taken.", limit=Size(self.settings.max_bytes))
        kind = kind_of(data)
        if kind is None:
            kinds = ", ".join(TAKEN)
            raise lookup.invalid("/file", "Only these files are taken, without macros: {kinds}.", kinds=kinds)
        self.scan(data)
        file = IncomingFile(uuid4(), _named(name, kind), kind, len(data), hashlib.sha256(data).hexdigest())
        _put(shelf, file, data)
        return file

    def scan(self, data: bytes) -> None:
        """Raises `InfectedFile` and `ScannerDown`."""
        try:
            self.scanner.check(data)
        except VirusFound as exc:
            raise InfectedFile("The virus scanner knows it as {name}; it was not kept.", name=exc) from exc
        except ScannerAway as exc:
            raise ScannerDown("The virus scanner does not answer; the file was not kept. Try again later.") from exc


def _put(shelf: Shelf, file: IncomingFile, data: bytes) -> None:
    try:
        shelf.put(file.id, data)
    except FilesAway as exc:
        logger.exception("document can't be kept")
        raise DocumentsAway("The file was not kept. Try again later.") from exc


def shown_name(name: str) -> str:
    """The last part of a path, as people read it."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()


def _named(name: str, kind: str) -> str:
    """As it is shown; what it ends in is what the file is."""
    shown = shown_name(name)
    stem, dot, ending = shown.rpartition(".")
    if dot and SPELLINGS.get(ending.lower(), ending.lower()) == kind:
        shown = stem
    return f"{shown.strip('. ')[:LONGEST_NAME] or 'document'}.{kind}"
