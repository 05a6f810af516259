"""One migrated database per run, one rolled-back transaction per test; see databases.py for which database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app import db as database
from app.db import SessionFactory, make_engine, make_session_factory
from app.models import Conference, ConferenceSession
from tests import databases, factories
from tests.numbering import NUMBERS
from tests.working import Place, placed


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what works on a database, before anything is chosen by its marks."""
    for item in items:
        if isinstance(item, pytest.Function) and "database_server" in item.fixturenames:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _numbers_in_order() -> None:
    NUMBERS.begin_anew()


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with databases.server(tmp_path_factory.mktemp("databases")) as address:
        yield address


@pytest.fixture(scope="session")
def engine(database_server: str) -> Iterator[Engine]:
    """On the newest schema, and empty but for what a test is doing in a transaction."""
    with databases.new_database(database_server) as url:
        engine = make_engine(url)
        database.upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module", params=["local", "procrastinate"])
def place(database_server: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where runs are carried out for all tests of a module, with each kind of runner that the database serves."""
    with placed(database_server, request.param) as place:
        yield place


@pytest.fixture(scope="module")
def factory(place: Place) -> Iterator[SessionFactory]:
    """Sessions on the database of `place`, which commit."""
    engine = make_engine(place.url)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
def empty_engine(database_server: str) -> Iterator[Engine]:
    """On a database of the test's own, without any table: for migrations, and for what must really commit."""
    with databases.new_database(database_server) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def session_factory(engine: Engine) -> Iterator[SessionFactory]:
    """Sessions that may COMMIT freely: each commit only releases a savepoint."""
    with engine.connect() as connection, connection.begin() as outer:
        yield sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        outer.rollback()


@pytest.fixture
def db(session_factory: SessionFactory) -> Iterator[Session]:
    with session_factory() as session:
        yield session


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return factories.a_session(db)


@pytest.fixture
def conference(db: Session, session: ConferenceSession) -> Conference:
    """That of the session."""
    return db.get_one(Conference, session.conference_id)
