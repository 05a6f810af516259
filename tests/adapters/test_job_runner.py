"""The local runner with real child processes: small Python programs in place of the solver."""

import signal
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from app.adapters.bench import Bench
from app.adapters.child import End
from app.adapters.job_runner import FixedPlaces, LocalJobRunner
from app.adapters.jobs import Hold, Job, NullJobRunner, Order
from app.adapters.sole_runner import RunnerLock
from tests.logged import logged
from tests.waiting import PATIENCE_SECONDS, wait_for

SLEEPS = "import time; time.sleep(60)"
FAILS = "import sys; sys.exit('cannot open db://me:pw@host with hunter2')"
GREEDY = "import time\nwhile True: bytearray(1 << 28); time.sleep(0.02)"  # Until it may not.
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def deaf(sign: Path) -> str:
    """A program that does not hear that it is asked to end, as soon as its sign is there."""
    deafness = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    return f"import pathlib, signal, time; {deafness}; pathlib.Path({str(sign)!r}).touch(); time.sleep(60)"


class Queue:
    """A queue of jobs in memory, and what became of them."""

    def __init__(self, *jobs: Job) -> None:
        self.waiting = list(jobs)
        self.given: dict[Hold, Order] = {}
        self.left: dict[Hold, int] = {}
        self.alive: list[Hold] = []
        self.beaten = 0
        self.events: list[tuple[str, Hold | None, End | None]] = []
        self.claimed = threading.Event()
        self.failures_to_come = 0

    def take_up(self, silent: Collection[Hold]) -> None:
        if self.failures_to_come:
            self.failures_to_come -= 1
            raise ConnectionError("the database is away")
        self.events += [("take up", hold, None) for hold in silent] or [("take up", None, None)]
        for hold in silent:
            del self.left[hold]

    def beat(self, holds: Collection[Hold]) -> None:
        self.beaten += len(holds)

    def beats(self) -> dict[Hold, int]:
        for hold in self.alive:
            self.left[hold] += 1
        return dict(self.left)

    def claim(self) -> Job | None:
        if not self.waiting:
            return None
        self.claimed.set()
        return self.waiting.pop(0)

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        return {hold: self.given[hold] for hold in holds if hold in self.given}

    def make_way(self, holds: Collection[Hold]) -> None:
        for hold in holds if self.waiting else ():
            self.given[hold] = Order.LOST

    def ended(self, hold: Hold, end: End) -> None:
        self.events.append(("ended", hold, end))

    def hand_over(self, hold: Hold) -> None:
        self.events.append(("hand over", hold, None))


class Lock:
    """Of a server that has no other beside it, unless a test takes it away."""

    def __init__(self, *, free: bool = True) -> None:
        self.free, self.mine, self.wanted = free, False, 0

    def take(self) -> bool:
        self.wanted += 1
        self.mine = self.free
        return self.mine

    def held(self) -> bool:
        return self.mine and self.free

    def release(self) -> None:
        self.mine = False


def a_job(*, limit_seconds: float = 60) -> Job:
    return Job(Hold(uuid4(), 1), limit_seconds)


@contextmanager
def running(
    queue: Queue,
    program: str,
    *,
    grace_seconds: float = 5.0,
    lock: RunnerLock | None = None,
    shared: bool = False,
    lease_seconds: float = 60.0,
) -> Iterator[LocalJobRunner]:
    bench = Bench(
        queue=queue,
        command=[sys.executable, "-c", program],
        environment={},
        secrets=["hunter2"],
        memory_bytes=1 << 27,
        grace_seconds=grace_seconds,
    )
    runner = LocalJobRunner(
        queue=queue,
        bench=bench,
        places=FixedPlaces(1),
        lock=None if shared else lock or Lock(),
        poll_seconds=0.02,
        lease_seconds=lease_seconds,
    )
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def test_child_that_fails_leaves_its_last_words_without_secrets() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, FAILS):
        wait_for(lambda: len(queue.events) == 2)

    assert queue.events == [
        ("take up", None, None),
        ("ended", job.hold, End(1, "cannot open db://***@host with ***")),
    ]


def test_child_that_is_killed_leaves_the_signal() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, DIES):
        wait_for(lambda: len(queue.events) == 2)

    assert queue.events[1] == ("ended", job.hold, End(-signal.SIGKILL))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such limit for another process")
def test_child_is_refused_more_memory_than_it_may_have() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, GREEDY):
        wait_for(lambda: len(queue.events) == 2)

    [_, (_, _, end)] = queue.events
    assert end is not None
    assert (end.exit_code, end.output.splitlines()[-1]) == (1, "MemoryError")


def test_child_that_hangs_is_killed_when_its_time_is_over() -> None:
    job = a_job(limit_seconds=0.1)
    queue = Queue(job)

    with running(queue, SLEEPS):
        wait_for(lambda: len(queue.events) == 2)

    assert queue.events[1] == ("ended", job.hold, End(-signal.SIGKILL))


def test_child_of_a_cancelled_job_is_asked() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, SLEEPS, grace_seconds=PATIENCE_SECONDS):
        wait_for(queue.claimed.is_set)
        queue.given[job.hold] = Order.CANCEL
        wait_for(lambda: len(queue.events) == 2)

    assert queue.events[1] == ("ended", job.hold, End(-signal.SIGTERM))


def test_deaf_child_of_a_cancelled_job_is_killed(tmp_path: Path) -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, deaf(tmp_path / "sign"), grace_seconds=0.5):
        wait_for((tmp_path / "sign").exists)
        queue.given[job.hold] = Order.CANCEL
        wait_for(lambda: len(queue.events) == 2)

    assert queue.events[1] == ("ended", job.hold, End(-signal.SIGKILL))


def test_stop_gives_unfinished_jobs_back() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, SLEEPS):
        wait_for(queue.claimed.is_set)

    assert queue.events == [("take up", None, None), ("hand over", job.hold, None)]


def test_stop_does_not_wait_for_a_deaf_child(tmp_path: Path) -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, deaf(tmp_path / "sign"), grace_seconds=0.2) as runner:
        wait_for((tmp_path / "sign").exists)
        [child] = runner.bench.children.values()

    assert child._process.returncode == -9
    assert queue.events == [("take up", None, None), ("hand over", job.hold, None)]


def test_one_child_at_a_time() -> None:
    first, second = a_job(), a_job()
    queue = Queue(first, second)

    with running(queue, "pass"):
        wait_for(lambda: len(queue.events) == 3)

    assert [job for _, job, _ in queue.events] == [None, first.hold, second.hold]


def test_child_makes_way_for_a_job_that_finds_no_place() -> None:
    first, second = a_job(), a_job()
    queue = Queue(first, second)

    with running(queue, SLEEPS, shared=True, lease_seconds=0.2) as runner:
        wait_for(lambda: second.hold in runner.bench.children)
        before = list(queue.events)

    assert before == [("ended", first.hold, End(-signal.SIGTERM))]


def test_program_that_cannot_be_started_ends_the_job() -> None:
    job = a_job()
    queue = Queue(job)
    bench = Bench(queue=queue, command=["/nowhere/solver"], environment={})
    runner = LocalJobRunner(queue=queue, bench=bench, places=FixedPlaces(1), lock=Lock(), poll_seconds=0.02)

    runner.start()
    wait_for(lambda: len(queue.events) == 2)
    runner.stop()

    assert queue.events[1] == (
        "ended",
        job.hold,
        End(None, "[Errno 2] No such file or directory: '/nowhere/solver'"),
    )


def test_runner_survives_a_database_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    queue = Queue(a_job())
    queue.failures_to_come = 2

    with running(queue, "pass"):
        wait_for(lambda: len(queue.events) == 2)

    assert [record.message for record in caplog.records] == ["The job runner can't do its rounds; it keeps trying."]
    assert [event for event, _, _ in queue.events] == ["take up", "ended"]


def test_runner_leaves_the_jobs_alone_until_the_lock_is_free(caplog: pytest.LogCaptureFixture) -> None:
    job, lock = a_job(), Lock(free=False)
    queue = Queue(job)

    with running(queue, "pass", lock=lock):
        wait_for(lambda: caplog.records)
        wait_for(lambda: lock.wanted > 3)  # Some more rounds, which say nothing new.
        before = list(queue.events)
        lock.free = True
        wait_for(lambda: len(queue.events) == 2)

    assert [record.message for record in caplog.records] == [
        "Another server runs the solver on this database; this one does when that one is gone."
    ]
    assert (before, queue.events) == ([], [("take up", None, None), ("ended", job.hold, End(0))])
    assert not lock.mine


def test_runner_that_loses_the_lock_ends_its_children_and_tells_nobody() -> None:
    job, lock = a_job(), Lock()
    queue = Queue(job)

    with running(queue, SLEEPS, lock=lock) as runner:
        wait_for(lambda: runner.bench.children)
        [child] = runner.bench.children.values()
        lock.free = False
        wait_for(lambda: not runner.bench.children)
        lost = list(queue.events)
        lock.free = True
        wait_for(lambda: len(queue.events) == 2)

    assert child._process.returncode == -signal.SIGTERM
    assert (lost, queue.events) == ([("take up", None, None)], [("take up", None, None)] * 2)


def test_runner_takes_up_what_a_silent_worker_has_left() -> None:
    queue, silent, alive = Queue(), Hold(uuid4(), 1), Hold(uuid4(), 4)
    queue.left, queue.alive = {silent: 7, alive: 0}, [alive]

    with running(queue, "pass", shared=True, lease_seconds=0.2):
        wait_for(lambda: silent not in queue.left)

    assert queue.events == [("take up", silent, None)]


def test_child_of_a_job_that_somebody_else_holds_is_ended() -> None:
    job = a_job()
    queue = Queue(job)

    with running(queue, SLEEPS, shared=True, lease_seconds=0.1):
        wait_for(lambda: queue.beaten)
        queue.given[job.hold] = Order.LOST
        wait_for(lambda: queue.events)

    assert queue.events == [("ended", job.hold, End(-signal.SIGTERM))]


def test_runner_that_is_told_of_a_job_does_not_wait_for_its_round() -> None:
    queue = Queue()

    with running(queue, "pass") as runner:
        runner.poll_seconds = 60
        time.sleep(0.1)  # It has begun to wait.
        queue.waiting.append(a_job())
        runner.announce()
        wait_for(queue.claimed.is_set)


def test_events_of_a_run_are_logged_by_its_id() -> None:
    failed, cancelled, stopped = (a_job() for _ in range(3))
    queue = Queue(failed)

    with logged() as lines:
        with running(queue, FAILS):
            wait_for(lambda: len(queue.events) == 2)
        queue = Queue(cancelled)
        with running(queue, SLEEPS):
            queue.given[cancelled.hold] = Order.CANCEL
            wait_for(lambda: len(queue.events) == 2)
        queue = Queue(stopped)
        with running(queue, SLEEPS) as runner:
            wait_for(lambda: runner.bench.children)

    def runs(event: str) -> list[tuple[str, str]]:
        return [(line["level"], line["run_id"]) for line in lines.of(event)]

    assert runs("run's process started") == [("info", str(job.hold.job)) for job in (failed, cancelled, stopped)]
    assert runs("run cancelled") == [("info", str(cancelled.hold.job))]
    assert [line["exit_code"] for line in lines.of("run's process ended")] == [1, -signal.SIGTERM]
    assert runs("run given back to the queue") == [("info", str(stopped.hold.job))]
    assert "hunter2" not in "".join(lines.text)


def test_null_runner_does_nothing() -> None:
    runner = NullJobRunner()

    runner.start()
    runner.announce()
    runner.stop()
