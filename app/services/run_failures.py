"""Why a run failed: kept as a template with its parameters, so that every reader is told in the own language."""

import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from app.errors import AppError
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Run


@dataclass(frozen=True, slots=True)
class Failure:
    """`template` and `params` are as in `AppError`; `output` is what a program said of it, in its own words.

    What `recurs` would be the end of the next attempt, too.
    """

    code: str
    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    output: str = ""
    recurs: bool = False


WORKER_LOST = Failure("worker-lost", mark("Each time, whoever was carrying out the run was killed or cut off."))
# Rows of earlier releases tell this: then a run ended with its server.
EARLIER = (mark("The server was stopped while the run was being solved. Start another run."),)
NO_MEMORY = ("MemoryError", "std::bad_alloc")
"""What Python and the solver's library say when the system refuses them memory."""
NOTHING_FOUND = Failure("nothing-found", mark("No timetable that keeps the pins was found in the time given."))


def of_process(exit_code: int | None, output: str) -> Failure:
    """The solver's process is gone, by a signal if its exit code is negative; None if it could not be started."""
    if exit_code is None:
        return Failure("not-started", mark("The solver process could not be started."), output=output)
    if any(words in output for words in NO_MEMORY):
        return Failure("too-large", mark("The solver needed more memory than a run may take here."), {}, output, True)
    if exit_code < 0:
        name = signal.Signals(-exit_code).name
        return Failure("killed", mark("The solver process was ended by {signal}."), {"signal": name}, output)
    template = mark("The solver process ended with exit code {exit_code}.")
    return Failure("crashed", template, {"exit_code": exit_code}, output)


def of_error(error: AppError) -> Failure:
    return Failure(error.code, error.template, {name: str(value) for name, value in error.params.items()})


def of_broken_instance(errors: str) -> Failure:
    return Failure("broken-instance", mark("The instance of the run is broken."), output=errors)


def note(run: Run, failure: Failure) -> None:
    """Write the failure to the run's row."""
    run.failure = asdict(failure)
    run.error = "\n".join(filter(None, [failure.template.format(**failure.params), failure.output]))


def told(run: Run, language: Language) -> str | None:
    """Why the run failed, as a sentence in that language; in English if an earlier release has noted it."""
    if run.failure is None:
        return run.error
    return language.sentence(run.failure["template"], run.failure["params"])
