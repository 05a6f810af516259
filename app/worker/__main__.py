"""Bind this process to the runner that started it, then work; SIGTERM ends the search and hands the run over."""

import signal
import sys
import threading
from uuid import UUID

from app.adapters.child import die_with
from app.adapters.jobs import Hold
from app.worker.ending import Ending


def main() -> None:
    run_id, attempt, parent = sys.argv[1:]
    die_with(int(parent))  # Before anything that takes time: loading the solver does.
    ending = Ending()
    # A handler would have to wait until the main thread comes back from the solver.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    threading.Thread(target=_give_up_when_told, args=(ending,), name="signals", daemon=True).start()

    from app.worker.job import carry_out

    carry_out(Hold(UUID(run_id), int(attempt)), ending)


def _give_up_when_told(ending: Ending) -> None:
    signal.sigwait({signal.SIGTERM})
    ending.give_up()


if __name__ == "__main__":
    main()
