"""The command that forgets people of long ago, and what is left of documents."""

import os
from pathlib import Path
from uuid import uuid4

from typer.testing import CliRunner

from app.cli import app
from app.db import make_engine, make_session_factory
from tests import factories


def test_files_of_documents_that_are_gone_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    environment = {
        "KETNOI_DATABASE_URL": f"sqlite:///{tmp_path / 'ketnoi.db'}",
        "KETNOI_DOCUMENTS__FOLDER": str(folder),
    }
    CliRunner().invoke(app, ["migrate"], env=environment)
    engine = make_engine(environment["KETNOI_DATABASE_URL"])
    with make_session_factory(engine)() as db:
        delegation = factories.a_delegation(db, factories.a_session(db))
        kept = factories.a_document(db, factories.a_need(db, delegation)).id.hex
    engine.dispose()
    folder.mkdir()
    lost, young = uuid4().hex, uuid4().hex
    for name in (kept, lost, young):
        (folder / name).write_bytes(b"a")
    for name in (kept, lost):
        os.utime(folder / name, (0, 0))

    dry, real = (CliRunner().invoke(app, ["forget-people", *option], env=environment) for option in (["--dry-run"], []))

    nothing = "No conference is due.\n"
    assert (dry.exit_code, dry.output) == (0, nothing)
    assert (real.exit_code, real.output) == (0, f"Files of documents that were gone: 1 removed.\n{nothing}")
    assert {path.name for path in folder.iterdir()} == {kept, young}
