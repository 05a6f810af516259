"""Why an import failed, where that is not for the file to say."""

from app.i18n.messages import mark
from app.services.run_failures import NO_MEMORY, Failure

WORKER_LOST = Failure("worker-lost", mark("Each time, whoever was carrying out the import was killed or cut off."))
ENDED = mark("The process that carried out the import has ended early. Nothing of it was imported.")
TOO_LARGE = mark("The import needs more memory than it may take here. Nothing of it was imported.")


def of_process(exit_code: int | None, output: str) -> Failure:
    """The process is gone; `exit_code` is None if it could not be started."""
    if any(words in output for words in NO_MEMORY):
        return Failure("too-large", TOO_LARGE, recurs=True)
    return Failure("not-started" if exit_code is None else "crashed", ENDED)
