"""Who counts as gone: by what they wrote, and by the watcher's own clock."""

from uuid import uuid4

import pytest

from app.adapters.jobs import Hold
from app.adapters.watch import Watch

ONE, OTHER = Hold(uuid4(), 1), Hold(uuid4(), 1)


@pytest.fixture
def watch() -> Watch:
    return Watch(lease_seconds=10, longest_look=4)


def test_who_does_not_beat_for_the_lease_is_silent(watch: Watch) -> None:
    looks = [watch.silent({ONE: 5, OTHER: second}, now=100.0 + second) for second in range(0, 12, 2)]

    assert looks == [[], [], [], [], [], [ONE]]


def test_next_attempt_has_a_lease_of_its_own(watch: Watch) -> None:
    for second in range(0, 10, 2):
        assert watch.silent({ONE: 5}, now=second) == []

    assert watch.silent({Hold(ONE.job, 2): 5}, now=10) == []


def test_time_in_which_nobody_looked_does_not_count(watch: Watch) -> None:
    assert watch.silent({ONE: 5}, now=0) == []
    assert watch.silent({ONE: 5}, now=3600) == []  # The database was away, or this machine slept.
    assert watch.silent({ONE: 5}, now=3604) == []
    assert watch.silent({ONE: 5}, now=3608) == [ONE]
