"""What is done to those who carry out runs."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from benchmarks.surviving.setups import LEASE_SECONDS, SetUp

Fault = Callable[[SetUp, random.Random], None]


def kill_runner(setup: SetUp, rng: random.Random) -> None:
    """The server, or one of the workers."""
    rng.choice(setup.processes).kill()


def kill_solver(setup: SetUp, rng: random.Random) -> None:
    solving = setup.solving()
    with suppress(ProcessLookupError):
        if solving:
            os.kill(rng.choice(solving), signal.SIGKILL)


def kill_waiting(setup: SetUp, rng: random.Random) -> None:
    """The process that is ready for the next run, which holds none."""
    waiting = setup.waiting()
    with suppress(ProcessLookupError):
        if waiting:
            os.kill(rng.choice(waiting), signal.SIGKILL)


def terminate_runner(setup: SetUp, rng: random.Random) -> None:
    rng.choice(setup.processes).terminate()


def cut_off_runner(setup: SetUp, rng: random.Random) -> None:
    """It and its solvers go on without the database for longer than its lease."""
    with setup.cut_off(rng.choice(setup.urls)):
        time.sleep(2 * LEASE_SECONDS)


def halt_runner(setup: SetUp, rng: random.Random) -> None:
    """It stands still for longer than its lease, and then goes on as if nothing had happened."""
    process = rng.choice(setup.processes)
    process.send_signal(signal.SIGSTOP)
    time.sleep(2 * LEASE_SECONDS)
    process.send_signal(signal.SIGCONT)


def restart_database(setup: SetUp, _rng: random.Random) -> None:
    setup.restart_database()


EMBEDDED: dict[str, Fault] = {
    "kill -9 of the server": kill_runner,
    "kill -9 of the solver": kill_solver,
    "kill -9 of the waiting process": kill_waiting,
    "SIGTERM of the server": terminate_runner,
}
SHARED: dict[str, Fault] = {
    "kill -9 of a worker": kill_runner,
    "kill -9 of the solver": kill_solver,
    "kill -9 of the waiting process": kill_waiting,
    "SIGTERM of a worker": terminate_runner,
    "a worker cut off and back": cut_off_runner,
    "a worker halted and back": halt_runner,
    "restart of the database": restart_database,
}
