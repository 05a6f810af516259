"""Files that people send: whether they are taken is decided before any transaction, as a scanner takes its time."""

import unicodedata
from dataclasses import dataclass

from app.adapters.document_files import DocumentFiles
from app.adapters.file_kinds import TAKEN, kind_of
from app.adapters.virus_scanner import ScannerAway, VirusFound, VirusScanner
from app.errors import ContentTooLarge, DocumentsNotTaken, InfectedFile, ScannerDown
from app.services import lookup
from app.settings import DocumentSettings

LONGEST_NAME = 120
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg"}


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """What was found fit to be taken; the name ends in what the file is."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """Where documents are kept, and who looks into them first; `files` is none where none are taken."""

    settings: DocumentSettings
    files: DocumentFiles | None
    scanner: VirusScanner

    def checked(self, name: str, data: bytes) -> IncomingFile:
        """Raises `DocumentsNotTaken`, `ContentTooLarge`, `Invalid` for another kind, `InfectedFile`, `ScannerDown`."""
        if self.files is None:
            raise DocumentsNotTaken("Send it in another way; whoever runs this server can set a folder for documents.")
        if len(data) > self.settings.max_bytes:
            raise ContentTooLarge("At most {limit} bytes are taken.", limit=self.settings.max_bytes)
        kind = kind_of(data)
        if kind is None:
            kinds = ", ".join(TAKEN)
            raise lookup.invalid("/file", "Only these files are taken, without macros: {kinds}.", kinds=kinds)
        self._scan(data)
        return IncomingFile(_named(name, kind), kind, data)

    def _scan(self, data: bytes) -> None:
        try:
            self.scanner.check(data)
        except VirusFound as exc:
            raise InfectedFile("The virus scanner knows it as {name}; it was not kept.", name=exc) from exc
        except ScannerAway as exc:
            raise ScannerDown("The virus scanner does not answer; the file was not kept. Try again later.") from exc


def _named(name: str, kind: str) -> str:
    """The last part of a path, as people read it; what it ends in is what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()
    stem, dot, ending = shown.rpartition(".")
    if dot and SPELLINGS.get(ending.lower(), ending.lower()) == kind:
        shown = stem
    return f"{shown.strip('. ')[:LONGEST_NAME] or 'document'}.{kind}"
