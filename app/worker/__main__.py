"""Bind this process to the runner that started it, then work; SIGTERM ends the search and hands the run over."""

import signal
import sys
from uuid import UUID

from app.adapters.child import die_with
from app.adapters.jobs import Hold
from app.worker.ending import Ending


def main() -> None:
    run_id, attempt, parent = sys.argv[1:]
    die_with(int(parent))  # Before anything that takes time: loading the solver does.
    ending = Ending()
    signal.signal(signal.SIGTERM, lambda *_: ending.give_up())

    from app.worker.job import carry_out

    carry_out(Hold(UUID(run_id), int(attempt)), ending)


if __name__ == "__main__":
    main()
