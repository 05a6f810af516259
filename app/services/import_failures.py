"""Why an import failed, where that is not for the file to say."""

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import WorkbookImport
from app.services.run_failures import NO_MEMORY, Failure

WORKER_LOST = Failure("worker-lost", mark("Each time, whoever was carrying out the import was killed or cut off."))
ENDED = mark("The process that carried out the import has ended early. Nothing of it was imported.")
TOO_LARGE = mark("The import needs more memory than it may take here. Nothing of it was imported.")

NOT_STARTED, CRASHED = Failure("not-started", ENDED), Failure("crashed", ENDED)
NO_ROOM = Failure("too-large", TOO_LARGE, recurs=True)
KNOWN = {failure.code: failure for failure in (WORKER_LOST, NOT_STARTED, CRASHED, NO_ROOM)}


def of_process(exit_code: int | None, output: str) -> Failure:
    """The process is gone; `exit_code` is None if it could not be started."""
    if any(words in output for words in NO_MEMORY):
        return NO_ROOM
    return NOT_STARTED if exit_code is None else CRASHED


def told(row: WorkbookImport, language: Language) -> str:
    """Why it failed, in that language; what the file is at fault for, in the language of whoever has sent it."""
    known = KNOWN.get(row.error_code or "")
    return (row.error or "") if known is None else language.gettext(known.template)
