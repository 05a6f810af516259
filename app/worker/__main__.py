"""Bind this process to the runner that started it, load the solver, and work on what that one says.

SIGTERM ends the search and hands the run over; as long as there is none, it ends the process.
"""

import signal
import sys
import threading

from app.adapters.child import die_with, next_work
from app.adapters.jobs import Hold
from app.worker.ending import Ending


def main() -> None:
    (parent,) = sys.argv[1:]
    die_with(int(parent))  # Before anything that takes time: loading the solver does.
    ending, at_work = Ending(), threading.Event()
    # A handler would have to wait until the main thread comes back from the solver.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    threading.Thread(target=_give_up_when_told, args=(ending, at_work), name="signals", daemon=True).start()

    from app.worker.job import carry_out

    hold = Hold.of_line(next_work("run"))
    at_work.set()
    carry_out(hold, ending)


def _give_up_when_told(ending: Ending, at_work: threading.Event) -> None:
    signal.sigwait({signal.SIGTERM})
    ending.give_up()  # First: work that comes meanwhile is given up, too.
    if not at_work.is_set():
        ending.leave()


if __name__ == "__main__":
    main()
