"""A world that many requests are sent to, of which each leaves it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import sessionmaker

from app.settings import Settings
from tests import applications
from tests.api.world import World


@dataclass(frozen=True)
class Stage:
    """A world that stays as it is, whatever is done in it."""

    world: World
    connection: Connection

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is done inside is undone afterwards, though requests commit."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


def opened(settings: Settings, engine: Engine) -> Iterator[Stage]:
    """One for all tests of a module, since there are a thousand cells."""
    with engine.connect() as connection, connection.begin() as outer:
        factory = sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        app = applications.on(factory, settings)
        app.state.run_feed.close()  # Nobody waits for an end.
        with factory() as db:
            yield Stage(World(app, db), connection)
        outer.rollback()
