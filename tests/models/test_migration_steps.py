"""Every table has rows: each step back to the first schema, and forth again, keeps what both schemas have of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import JSON, Column, Engine, Enum, Table, TypeDecorator, func, inspect, select, text
from sqlalchemy.orm import Session

from app.db import MIGRATIONS, downgrade, make_session_factory, upgrade
from app.models import Base
from app.settings import DocumentSettings, ExplainerSettings, RunnerSettings, Settings
from tests import applications
from tests.api.world import World

pytestmark = pytest.mark.slow

STEPS = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("0*.py"))
SAMPLES: dict[type, Any] = {
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    bytes: b"x",
    datetime: datetime(2026, 12, 8, 9, tzinfo=UTC),
    date: date(2026, 12, 8),
}
# What the checks of a table ask of a row besides.
FITTING: dict[str, dict[str, Any]] = {"run_share": {"number": 0, "status": "leading"}}


@dataclass(frozen=True)
class Contents:
    """All rows of a database: for each table its columns, and its rows in their order."""

    columns: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Sequence[Any]]]

    @classmethod
    def of(cls, engine: Engine) -> "Contents":
        columns, rows = {}, {}
        with engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                found = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 -- names of our own
                columns[table], rows[table] = [*found.keys()], [tuple(row) for row in found]
        return cls(columns, rows)

    def only(self, table: str, columns: Sequence[str]) -> Counter[str]:
        """The rows of a table as far as these columns go."""
        places = [self.columns[table].index(column) for column in columns]
        return Counter(repr([row[place] for place in places]) for row in self.rows[table])

    def changed(self, other: "Contents") -> dict[str, Any]:
        """What tables and columns that both have hold in one of them only."""
        found = {}
        for table in self.columns.keys() & other.columns.keys() - {"alembic_version"}:
            both = [each for each in self.columns[table] if each in other.columns[table]]
            before, after = self.only(table, both), other.only(table, both)
            if before != after:
                found[table] = {"lost": list(before - after), "new": list(after - before)}
        return found

    def ids(self, *tables: str) -> set[Any]:
        return {row[self.columns[table].index("id")] for table in tables for row in self.rows[table]}


@pytest.fixture
def full(empty_engine: Engine, tmp_path: Path) -> Engine:
    """On the newest schema, with a row in every table: of a world of people, and made up ones where that has none."""
    upgrade(empty_engine)
    settings = Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(enabled=False),
        explainer=ExplainerSettings(enabled=False),
        documents=DocumentSettings(folder=str(tmp_path)),
    )
    factory = make_session_factory(empty_engine)
    with factory() as db:
        World(applications.on(factory, settings), db)
        for table in Base.metadata.sorted_tables:
            if not db.scalar(select(func.count()).select_from(table)):
                db.execute(table.insert().values(dict(_row(db, table))))
        db.commit()
    return empty_engine


def _row(db: Session, table: Table) -> Iterator[tuple[str, Any]]:
    """What a row of it must have; it points at rows that are there."""
    for column in table.columns:
        given = FITTING.get(table.name, {})
        if column.name in given:
            yield column.name, given[column.name]
        elif column.foreign_keys and not column.nullable:
            (key,) = column.foreign_keys
            yield column.name, db.scalars(select(key.column).limit(1)).one()
        elif not column.nullable and column.default is None and column.server_default is None:
            yield column.name, _sample(column)


def _sample(column: Column[Any]) -> Any:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or kind.enums))
    if isinstance(kind, JSON):
        return {}
    return uuid4() if kind.python_type is UUID else SAMPLES[kind.python_type]


def points_nowhere(engine: Engine) -> Sequence[Any]:
    """References to rows that are not there; PostgreSQL has none, whoever migrates."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA foreign_key_check").all()


def test_every_step_back_and_forth_keeps_a_world(full: Engine) -> None:
    newest = contents = Contents.of(full)
    assert [table for table, rows in contents.rows.items() if not rows] == []

    for step in reversed(STEPS[1:]):
        downgrade(full, "-1")
        before, contents = contents, Contents.of(full)
        assert (step, before.changed(contents), points_nowhere(full)) == (step, {}, [])
    assert contents.ids("need", "offering") == newest.ids("interest")

    for step in STEPS[1:]:
        upgrade(full, step)
        before, contents = contents, Contents.of(full)
        assert (step, before.changed(contents), points_nowhere(full)) == (step, {}, [])
    assert contents.ids("interest") == newest.ids("interest")
    assert contents.columns.keys() == newest.columns.keys()
    with full.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
