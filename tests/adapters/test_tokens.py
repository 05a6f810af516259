"""Places for jobs that are given from outside."""

from uuid import uuid4

from app.adapters.jobs import Hold
from app.adapters.tokens import Tokens

ONE, OTHER = Hold(uuid4(), 1), Hold(uuid4(), 1)


def test_there_is_room_for_each_who_waits_up_to_the_most() -> None:
    tokens = Tokens(2)
    assert tokens.room(0) == 0

    for _ in range(3):
        tokens.give()

    assert [tokens.room(busy) for busy in (0, 1, 2)] == [2, 1, 0]


def test_who_waits_is_told_when_the_job_has_ended() -> None:
    tokens = Tokens(2)
    first, second = tokens.give(), tokens.give()
    tokens.begun(ONE)
    tokens.begun(OTHER)

    tokens.ended(OTHER)

    assert (first.done(), second.result(0)) == (False, True)
    assert tokens.room(1) == 0


def test_who_waits_is_told_when_there_is_no_job() -> None:
    tokens = Tokens(2)
    first, second = tokens.give(), tokens.give()
    tokens.begun(ONE)

    tokens.none_left()

    assert (first.done(), second.result(0)) == (False, False)
    assert tokens.room(1) == 0


def test_who_has_gone_keeps_no_place() -> None:
    tokens = Tokens(2)
    gone, working = tokens.give(), tokens.give()
    gone.cancel()

    assert tokens.room(0) == 1
    tokens.begun(ONE)
    working.cancel()
    tokens.ended(ONE)
    tokens.begun(OTHER)  # Claimed for somebody who has gone just now.
    tokens.ended(OTHER)

    assert tokens.room(0) == 0
