"""The migrations make exactly the tables of the models, and take them away again."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, select, text
from sqlalchemy.orm import Session

from app.db import MIGRATIONS, downgrade, make_session_factory, upgrade
from app.models import Base, Conference, Stage
from tests.factories import a_delegation, a_session, a_wish


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


def test_each_step_back_keeps_what_was_there_before_it(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    with make_session_factory(empty_engine)() as db:
        session = a_session(db, slots=3)
        a_wish(db, session, a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR"))

    def kept() -> dict[str, int]:
        counted = ("conference", "conference_session", "slot", "meeting_table", "delegation", "wish")
        with empty_engine.connect() as connection:
            return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in counted}  # noqa: S608 -- names of our own

    before = kept()
    for _ in range(len(list((MIGRATIONS / "versions").glob("0*.py"))) - 1):
        downgrade(empty_engine, "-1")
        assert kept() == before
    upgrade(empty_engine)
    assert kept() == before


def test_the_release_before_goes_on_with_each_new_schema() -> None:
    """Up to 0036 nobody had to; from then on whoever takes something away says who has used it last."""
    stricter = {
        path.stem: found
        for path in sorted((MIGRATIONS / "versions").glob("*.py"))
        if path.stem[:4] > "0036" and "Contracts:" not in path.read_text(encoding="utf-8")
        if (found := [name for name, call in operations(path) if name not in ADDS or is_missed(call)])
    }

    assert stricter == {}


ADDS = {"add_column", "create_table", "create_index", "drop_index", "execute", "get_bind", "f"}


def operations(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """What `upgrade` does by Alembic's `op`."""
    [upgrading] = [
        part
        for part in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(part, ast.FunctionDef) and part.name == "upgrade"
    ]
    for node in ast.walk(upgrading):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("op."):
            yield ast.unparse(node.func).removeprefix("op."), node


def is_missed(call: ast.Call) -> bool:
    """Whether a column is added that rows must have and the release before does not write."""
    told = {
        word.arg: ast.unparse(word.value)
        for each in ast.walk(call)
        if isinstance(each, ast.Call)
        for word in each.keywords
    }
    adds = isinstance(call.func, ast.Attribute) and call.func.attr == "add_column"
    return adds and told.get("nullable") == "False" and "server_default" not in told


def test_upgrade_of_an_up_to_date_database_changes_nothing(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    upgrade(empty_engine)

    assert tables(empty_engine) == set(Base.metadata.tables)


def test_conferences_from_before_the_stages_are_collecting(empty_engine: Engine) -> None:
    upgrade(empty_engine, "0011")
    values = "'00000000000000000000000000000001', 'c', 'c', 'c', 'c', 'UTC', '2026-12-08', '2026-12-08'"
    with empty_engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO conference (id, code, name_vi, name_en, city, timezone, starts_on, ends_on) VALUES ({values})"  # noqa: S608 -- nobody else's words
        )
    upgrade(empty_engine)

    with Session(empty_engine) as db:
        conference = db.scalars(select(Conference)).one()
        assert (conference.stage, conference.stage_changed_at) == (Stage.COLLECTING, conference.created_at)
    downgrade(empty_engine, "0011")
    with empty_engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT code FROM conference").scalars().all() == ["c"]
