"""The database of a child process: opened once, and waited for while it is away."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.settings import DatabaseSettings

PATIENCE_SECONDS = 120.0
"""How long a result waits for a database that is away."""


@contextmanager
def opened() -> Iterator[SessionFactory]:
    """That of the environment."""
    engine = make_engine(DatabaseSettings().database_url.get_secret_value())
    try:
        yield make_session_factory(engine)
    finally:
        engine.dispose()


def patiently(factory: SessionFactory, write: Callable[[Session], None]) -> None:
    """Once is enough: whatever comes of a commit that nobody confirmed, the row then is not this attempt's any more."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with unit_of_work(factory, write=True) as db:
                write(db)
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends:
                raise
            time.sleep(1)
        else:
            return
