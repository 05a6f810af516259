"""Several runners that end with their process, each within its grace time."""

import threading

import pytest

from app.adapters.job_runner import stop_together


class Slow:
    """Ends only together with others, as one that gives back what it holds may take all of its time."""

    def __init__(self, meeting: threading.Barrier, failure: Exception | None = None) -> None:
        self.meeting, self.failure, self.stopped = meeting, failure, False

    def stop(self) -> None:
        self.meeting.wait(60)
        self.stopped = True
        if self.failure is not None:
            raise self.failure


def test_runners_are_stopped_side_by_side() -> None:
    meeting = threading.Barrier(3)
    runners = [Slow(meeting), Slow(meeting, RuntimeError("it can't")), Slow(meeting)]

    with pytest.raises(RuntimeError, match="it can't"):
        stop_together(runners)

    assert [runner.stopped for runner in runners] == [True, True, True]
