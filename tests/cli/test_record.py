"""What commands do is in the record, as done by nobody's account."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import app
from app.db import make_engine, make_session_factory
from app.models import AuditEntry, SecondFactor
from app.queries import accounts
from tests import factories

EMAIL = "an@example.vn"
Entry = tuple[str, UUID | None, UUID | None, Any]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    found = {
        "KETNOI_DATABASE_URL": f"sqlite:///{tmp_path / 'ketnoi.db'}",
        "KETNOI_SECRET_KEY": "bW9zdGx5LWhhcm1sZXNzLWtleS1vZi1ub2JvZHk",
        "KETNOI_HTTP__PUBLIC_URL": "https://ketnoi.example/",
    }
    run(found, "migrate")
    return found


def run(environment: dict[str, str], *command: str) -> None:
    CliRunner().invoke(app, command, env=environment)


def told(environment: dict[str, str]) -> Sequence[Entry]:
    """All of the record, in which nobody but the console has done anything."""
    engine = make_engine(environment["KETNOI_DATABASE_URL"])
    with make_session_factory(engine)() as db:
        found = db.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
        assert {(each.actor_id, each.actor_name, each.address) for each in found} <= {(None, "ketnoi (console)", "")}
        entries = [(each.action, each.subject_id, each.conference_id, each.after) for each in found]
    engine.dispose()
    return entries


def test_commands_for_accounts_are_recorded_where_they_have_done_something(environment: dict[str, str]) -> None:
    for _ in range(2):
        run(environment, "create-admin", EMAIL, "--name", "An", "--password", "x" * 12)
    run(environment, "reset-password", EMAIL)
    run(environment, "reset-password", "nobody@example.vn")
    engine = make_engine(environment["KETNOI_DATABASE_URL"])
    with make_session_factory(engine)() as db:
        account_id, now = db.scalars(accounts.by_email(EMAIL)).one().id, datetime.now(UTC)
        factories.added(db, SecondFactor(account_id=account_id, sealed=b"", created_at=now, confirmed_at=now))
    engine.dispose()
    for _ in range(2):
        run(environment, "remove-second-factor", EMAIL)

    assert told(environment) == [
        ("account.created", account_id, None, {"is_administrator": True}),
        ("password-reset.created", account_id, None, None),
        ("second-factor.removed", account_id, None, None),
    ]


def test_people_who_were_forgotten_are_recorded_with_their_conference(environment: dict[str, str]) -> None:
    engine = make_engine(environment["KETNOI_DATABASE_URL"])
    with make_session_factory(engine)() as db:
        past = {"starts_on": date(2010, 1, 1), "ends_on": date(2010, 1, 2)}
        conference_id = factories.a_conference(db, **past).id
    engine.dispose()

    run(environment, "forget-people", "--dry-run")
    run(environment, "forget-people")
    run(environment, "forget-people")

    assert told(environment) == [("conference.people-forgotten", conference_id, conference_id, None)]


def test_reference_data_is_recorded_where_it_changes_something(environment: dict[str, str]) -> None:
    for _ in range(2):
        run(environment, "load-reference")

    ((action, _, _, after),) = told(environment)
    assert (action, after["objective"]["changed"], after["objective"]["added"] > 0) == ("reference.loaded", 0, True)
