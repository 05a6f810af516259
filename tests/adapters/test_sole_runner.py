"""The lock of the one server that runs the solver, on the database of the tests."""

import pytest
from sqlalchemy import Engine, text

from app.adapters.sole_runner import runner_lock
from app.db import make_engine

CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def test_lock_is_held_by_one_server_at_a_time(empty_engine: Engine) -> None:
    first, second = runner_lock(empty_engine), runner_lock(empty_engine)

    assert (first.held(), first.take(), first.held()) == (False, True, True)
    assert (second.take(), second.held()) == (False, False)
    first.release()
    assert (first.held(), second.take(), second.held()) == (False, True, True)
    second.release()


def test_lock_that_is_cut_off_is_lost(empty_engine: Engine) -> None:
    if empty_engine.dialect.name != "postgresql":
        pytest.skip("only a connection can be cut off, a file cannot")
    lock = runner_lock(empty_engine)
    lock.take()

    with empty_engine.connect() as connection:
        connection.execute(text(CUT_OFF))

    assert not lock.held()
    assert lock.take()
    lock.release()


def test_temporary_tables_of_a_connection_do_not_matter(empty_engine: Engine) -> None:
    with empty_engine.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE passing (id INTEGER)"))
        connection.commit()
    lock = runner_lock(empty_engine)

    assert lock.take()
    lock.release()


def test_databases_in_memory_share_no_lock() -> None:
    engines = [make_engine("sqlite://") for _ in range(2)]
    locks = [runner_lock(engine) for engine in engines]

    assert [lock.take() for lock in locks] == [True, True]
    for lock, engine in zip(locks, engines, strict=True):
        lock.release()
        engine.dispose()
