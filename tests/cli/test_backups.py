"""Backups and restorations on both databases, as whoever runs the service does them."""

import json
import subprocess
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from app.adapters.document_files import Folder
from app.cli import app
from app.db import is_on_newest_schema, make_engine, make_session_factory, snapshot, upgrade
from app.main import create_app
from app.models import Conference, Document, InterestMeaning, Organisation
from app.queries import documents, rows
from app.services import reference
from app.settings import DocumentSettings, Settings
from tests import databases, factories
from tests.adapters.test_archives import files_of_at_most
from tests.api.world import World
from tests.cli.process import PATIENCE_SECONDS, ketnoi

pytestmark = pytest.mark.slow  # Each makes and migrates databases; archives alone are tested beside their module.

MOST_SENT = 100
FILE = b"%PDF-1.7 what a delegation has sent"


@dataclass(frozen=True)
class System:
    """A database and a folder, and the commands on them."""

    engine: Engine
    folder: Path

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    def run(self, *command: str | Path, folder: bool = True) -> Result:
        environment = {"KETNOI_DATABASE_URL": self.url}
        if folder:
            environment["KETNOI_DOCUMENTS__FOLDER"] = str(self.folder)
        return CliRunner().invoke(app, [str(part) for part in command], env=environment)

    def holds(self) -> dict[str, Any]:
        """Each row of each table, and each file."""
        with snapshot(self.engine) as now:
            found: dict[str, Any] = {
                table.name: [tuple(row) for row in now.execute(rows.every(table))] for table in rows.tables()
            }
        files = {path.name: path.read_bytes() for path in self.folder.iterdir()} if self.folder.is_dir() else {}
        return found | {"files": files}


@pytest.fixture
def system(empty_engine: Engine, tmp_path: Path) -> System:
    """On the newest schema, and empty."""
    upgrade(empty_engine)
    return System(empty_engine, tmp_path / "documents")


@pytest.fixture(scope="module")
def world(database_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """With rows in half of the tables, and a document; no test changes it."""
    folder = tmp_path_factory.mktemp("world")
    with another(database_server, folder / "documents") as system:
        system.folder.mkdir()
        upgrade(system.engine)
        settings = Settings(
            database_url=SecretStr(system.url),
            secret_key=SecretStr("only for tests, " * 3),
            documents=DocumentSettings(folder=str(system.folder)),
        )
        service = create_app(settings)
        with service.state.session_factory() as db:
            reference.load(db)
            need_id = World(service, db).ids["need_id"]
            meaning = {"interest_id": need_id, "model": "none", "text_sha256": b"\0" * 32, "vector": b"\0\xff"}
            factories.added(db, InterestMeaning(**meaning))
        service.state.session_factory.kw["bind"].dispose()
        yield system


@pytest.fixture(scope="module")
def archive(world: System, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "backup.zip"
    made = world.run("backup", path)
    assert (made.exit_code, made.stderr) == (0, "")
    return path


@pytest.fixture(params=["the same database", "sqlite"])
def other(request: pytest.FixtureRequest, database_server: str, tmp_path: Path) -> Iterator[System]:
    """An empty system, without so much as a schema."""
    address = database_server if request.param != "sqlite" else f"sqlite:///{tmp_path}/"
    with another(address, tmp_path / "other") as empty:
        yield empty


@contextmanager
def another(address: str, folder: Path) -> Iterator[System]:
    with databases.new_database(address) as url:
        engine = make_engine(url)
        yield System(engine, folder)
        engine.dispose()


def test_restored_system_has_every_row_and_document(world: System, archive: Path, other: System) -> None:
    restored = other.run("restore", archive)

    assert restored.exit_code == 0, restored.output
    assert other.holds() == world.holds()
    filled = [table for table in rows.tables() if world.holds()[table.name]]
    assert len(filled) > 25
    assert {kind for table in filled for kind in rows.kinds(table).values()} == rows.KINDS.keys()
    assert archive.stat().st_mode & 0o777 == 0o600
    with other.engine.connect() as connection:
        assert is_on_newest_schema(connection)


def test_restored_database_still_refuses_what_points_nowhere(archive: Path, other: System) -> None:
    other.run("restore", archive)

    with make_session_factory(other.engine)() as db, pytest.raises(Exception, match=r"(?i)foreign key"):
        factories.added(db, Document(**_document(), interest_id=uuid4(), delegation_id=uuid4()))


def test_archive_goes_back_and_forth_between_databases(
    world: System, archive: Path, database_server: str, tmp_path: Path
) -> None:
    with another(f"sqlite:///{tmp_path}/", tmp_path / "there") as there:
        there.run("restore", archive)
        there.run("backup", tmp_path / "again.zip")
    with another(database_server, tmp_path / "back") as back:
        back.run("restore", tmp_path / "again.zip")

        assert back.holds() == world.holds()


def test_backup_is_of_one_moment_while_others_write(system: System, tmp_path: Path, other: System) -> None:
    made = []
    with writing_pairs(system) as another:
        for number in range(2):
            made.append(system.run("backup", tmp_path / f"{number}.zip"))
            another.clear()
            another.wait(PATIENCE_SECONDS)

    assert [(result.exit_code, result.stderr) for result in made] == [(0, "")] * 2
    counts = []
    for number in range(2):
        other.run("restore", tmp_path / f"{number}.zip", "--force")
        held = other.holds()
        counts.append(len(held["conference"]))
        assert counts[-1] == len(held["organisation"])  # Written in one transaction.
        with other.engine.connect() as connection:
            assert {each.hex for each in connection.scalars(documents.all_ids())} <= held["files"].keys()
    assert counts[0] < counts[1]


@contextmanager
def writing_pairs(system: System) -> Iterator[Event]:
    """Somebody adds a conference and an organisation in each transaction, and sends and removes documents.

    It is told after each transaction.
    """
    enough, another = Event(), Event()
    thread = Thread(target=_write_pairs, args=(system, enough, another))
    thread.start()
    another.wait(PATIENCE_SECONDS)
    try:
        yield another
    finally:
        enough.set()
        thread.join()


def _write_pairs(system: System, enough: Event, another: Event) -> None:
    files, sent = Folder(system.folder), deque[UUID]()
    files.prepare()
    with make_session_factory(system.engine)() as db:
        need = factories.a_need(db, factories.a_delegation(db, factories.a_session(db)))
        while not enough.is_set():
            code, day = uuid4().hex, factories.FIRST_SLOT.date()
            names = dict.fromkeys(("name_vi", "name_en"), code)
            held = {"city": "Hà Nội", "timezone": "Asia/Ho_Chi_Minh", "starts_on": day, "ends_on": day}
            db.add(Conference(code=code, **names, **held))
            labels = names | dict.fromkeys(("label_vi", "label_en"), code)
            db.add(Organisation(scheme="test", code=code, kind="mission", **labels))
            document = Document(**_document(), interest_id=need.id, delegation_id=need.delegation_id)
            db.add(document)
            files.write(document.id, FILE)
            sent.append(document.id)
            gone = [sent.popleft()] if len(sent) > MOST_SENT else []
            for document_id in gone:
                db.delete(db.get_one(Document, document_id))
            db.commit()
            files.remove(gone)
            another.set()


def _document() -> dict[str, Any]:
    return {
        "id": uuid4(),
        "name": "a.pdf",
        "kind": "pdf",
        "size": len(FILE),
        "sha256": "0",
        "purpose": "letter",
        "at": factories.FIRST_SLOT,
    }


def test_backup_tells_of_documents_without_a_file(world: System, tmp_path: Path) -> None:
    gone = sorted(path.name for path in world.folder.iterdir())

    made = System(world.engine, tmp_path / "nothing").run("backup", tmp_path / "backup.zip")

    assert made.exit_code == 0
    told = [f"Document {each} has no file: it was removed meanwhile, or is lost." for each in gone]
    assert sorted(made.stderr.replace("-", "").splitlines()) == told


def test_backup_replaces_no_file(world: System, archive: Path) -> None:
    before = archive.read_bytes()

    again = world.run("backup", archive)

    assert (again.exit_code, again.stderr) == (2, f"{archive} is there already.\n")
    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


def test_backup_without_the_folder_of_its_documents_is_none(world: System, tmp_path: Path) -> None:
    made = world.run("backup", tmp_path / "backup.zip", folder=False)

    expected = "KETNOI_DOCUMENTS__FOLDER: there are documents; name the folder for them.\n"
    assert (made.exit_code, made.stderr) == (2, expected)
    assert list(tmp_path.glob("backup.zip*")) == []


def test_full_disk_leaves_no_half_backup(world: System, tmp_path: Path) -> None:
    with files_of_at_most(5_000):
        made = world.run("backup", tmp_path / "backup.zip")

    assert (made.exit_code, made.stderr) == (2, f"{tmp_path / 'backup.zip'}: File too large.\n")
    assert list(tmp_path.glob("backup.zip*")) == []


def test_full_disk_leaves_nothing_of_a_restoration(world: System, system: System, tmp_path: Path) -> None:
    large = {path.name: path.read_bytes() * 1_000_000 for path in world.folder.iterdir()}
    origin = System(world.engine, tmp_path / "large")
    origin.folder.mkdir()
    for name, data in large.items():
        (origin.folder / name).write_bytes(data)
    origin.run("backup", tmp_path / "backup.zip")
    before = system.holds()

    with files_of_at_most(10_000_000):
        restored = system.run("restore", tmp_path / "backup.zip")

    assert (restored.exit_code, restored.stderr) == (2, f"{tmp_path / 'backup.zip'}: File too large.\n")
    assert system.holds() == before


def test_restoration_that_is_killed_can_be_done_again(world: System, archive: Path, system: System) -> None:
    environment = {"KETNOI_DATABASE_URL": system.url, "KETNOI_DOCUMENTS__FOLDER": str(system.folder)}
    nothing, everything = system.holds() | {"files": None}, world.holds() | {"files": None}
    held = []
    for seconds in (1.0, 1.5, 2.0, 4.0):
        with ketnoi("restore", str(archive), environment=environment) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            process.kill()
        held.append(system.holds() | {"files": None})

    again = system.run("restore", archive, "--force")

    assert again.exit_code == 0, again.output
    assert system.holds() == world.holds()
    assert all(each in (nothing, everything) for each in held)


def test_restoration_needs_a_system_without_people(world: System, archive: Path) -> None:
    before = world.holds()

    restored = world.run("restore", archive)

    expected = "The system has accounts or conferences. With --force they are replaced, and lost.\n"
    assert (restored.exit_code, restored.stderr) == (2, expected)
    assert world.holds() == before


def test_restoration_by_force_replaces_what_is_there(world: System, archive: Path, system: System) -> None:
    with make_session_factory(system.engine)() as db:
        factories.a_delegation(db, factories.a_session(db))

    restored = system.run("restore", archive, "--force")

    assert restored.exit_code == 0, restored.output
    assert system.holds() == world.holds()


def test_restoration_keeps_out_of_a_folder_of_others(archive: Path, system: System) -> None:
    system.folder.mkdir()
    (system.folder / uuid4().hex).write_bytes(FILE)

    restored = system.run("restore", archive)

    expected = "The folder of KETNOI_DOCUMENTS__FOLDER has other documents: name an empty one, or use --force.\n"
    assert (restored.exit_code, restored.stderr) == (2, expected)
    assert len(list(system.folder.iterdir())) == 1


def test_damaged_archive_changes_nothing(archive: Path, system: System, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(damaged, "w") as file:
        for name in whole.namelist():
            file.writestr(name, whole.read(name) + (b"[]\n" if name == "tables/account.jsonl" else b""))
    before = system.holds()

    refused = system.run("restore", damaged)

    expected = f"{damaged} is damaged: tables/account.jsonl is not what was written. Take another backup.\n"
    assert (refused.exit_code, refused.stderr) == (2, expected)
    assert system.holds() == before


def test_file_that_is_no_backup_is_named(system: System, tmp_path: Path) -> None:
    picture, other_zip = tmp_path / "picture.png", tmp_path / "other.zip"
    picture.write_bytes(b"\x89PNG")
    with zipfile.ZipFile(other_zip, "w") as file:
        file.writestr("manifest.json", "[]")

    refused = [system.run("restore", path) for path in (picture, other_zip, tmp_path / "none.zip")]

    assert [(result.exit_code, result.stderr) for result in refused] == [
        (2, f"{picture} is not a backup of Kết Nối.\n"),
        (2, f"{other_zip} is not a backup of Kết Nối.\n"),
        (2, f"{tmp_path / 'none.zip'}: No such file or directory.\n"),
    ]


@pytest.mark.parametrize("later", [{"schema": "9999"}, {"format_version": 2}])
def test_archive_of_a_later_release_is_refused(tmp_path: Path, system: System, later: dict[str, Any]) -> None:
    archive = tmp_path / "later.zip"
    manifest = {"format": "ketnoi-backup", "format_version": 1, "schema": "0001", "tables": {}, "documents": []}
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("manifest.json", json.dumps(manifest | {"sha256": {}} | later))

    refused = system.run("restore", archive)

    assert (refused.exit_code, refused.stderr) == (
        2,
        f"{archive} is of a later release: restore it with that one, or a newer one.\n",
    )


def test_archive_of_an_earlier_schema_is_brought_to_the_newest(tmp_path: Path, other: System) -> None:
    archive = tmp_path / "earlier.zip"
    columns = {"code": "text", "name_vi": "text", "name_en": "text"}
    manifest = {
        "format": "ketnoi-backup",
        "format_version": 1,
        "version": "0.1.0",
        "schema": "0001",
        "made_at": "2026-03-01T00:00:00+00:00",
        "tables": {"region": 1},
        "documents": [],
        "documents_missing": [],
        "sha256": {},
    }
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("manifest.json", json.dumps(manifest))
        file.writestr("tables/region.jsonl", f"{json.dumps(columns)}\n" + '["DBSH","Đồng bằng","Delta"]\n')

    restored = other.run("restore", archive)

    assert restored.exit_code == 0, restored.output
    assert other.holds()["region"] == [("DBSH", "Đồng bằng", "Delta")]
    with other.engine.connect() as connection:
        assert is_on_newest_schema(connection)
