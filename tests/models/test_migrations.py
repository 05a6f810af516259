"""The migrations make exactly the tables of the models, and take them away again."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, inspect

from app.db import downgrade, upgrade
from app.models import Base


def differences(connection: Connection) -> list[Any]:
    found: list[Any] = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    return found


def checks_of_the_database(engine: Engine) -> dict[str, set[str]]:
    inspector = inspect(engine)
    return {
        table: {check["name"] or "" for check in inspector.get_check_constraints(table)} for table in tables(engine)
    }


def checks_of_the_models() -> dict[str, set[str]]:
    return {
        name: {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        for name, table in Base.metadata.tables.items()
    }


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_migrations_do_not_drift_from_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) == []


def test_migrations_make_the_checks_of_the_models(engine: Engine) -> None:
    # Alembic's comparison does not look at CHECK constraints.
    assert checks_of_the_database(engine) == checks_of_the_models()


def test_migrations_go_up_down_and_up_again(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    downgrade(empty_engine, "base")
    after_down = tables(empty_engine)
    upgrade(empty_engine)

    assert after_down == set()
    assert tables(empty_engine) == set(Base.metadata.tables)


def test_upgrade_of_an_up_to_date_database_changes_nothing(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    upgrade(empty_engine)

    assert tables(empty_engine) == set(Base.metadata.tables)
