"""Bind this process to the server that started it, then work; SIGTERM ends the search."""

import signal
import sys
import threading
from uuid import UUID

from app.adapters.child import die_with


def main() -> None:
    run_id, parent = sys.argv[1:]
    die_with(int(parent))  # Before anything that takes time: loading the solver does.
    interrupt = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: interrupt.set())

    from app.worker.job import carry_out

    carry_out(UUID(run_id), interrupt)


if __name__ == "__main__":
    main()
