"""Nothing is lost, done twice or orphaned, whatever is killed: a handful of the rounds that the benchmark makes."""

import pytest

from benchmarks import faults
from tests import databases


@pytest.mark.slow
def test_server_with_sqlite_survives() -> None:
    assert faults.main(["--rounds", "4", "--set-up", "SQLite"]) == 0


@pytest.mark.slow
def test_workers_with_postgresql_survive() -> None:
    if databases.server_binaries() is None:
        pytest.skip(databases.NO_SERVER)

    assert faults.main(["--rounds", "7", "--set-up", "PostgreSQL"]) == 0
