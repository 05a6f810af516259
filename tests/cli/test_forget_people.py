"""The command that forgets people of long ago, and what is left of documents."""

import os
from datetime import UTC, datetime
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
        enquiry = factories.an_enquiry(db, status="closed", sent_at=datetime(2020, 1, 1, tzinfo=UTC))
        forgotten = factories.an_enquiry_document(db, enquiry).id.hex
    engine.dispose()
    folder.mkdir()
    lost, young = uuid4().hex, uuid4().hex
    for name in (kept, forgotten, lost, young):
        (folder / name).write_bytes(b"a")
    for name in (kept, forgotten, lost):
        os.utime(folder / name, (0, 0))

    dry, real, again = (
        CliRunner().invoke(app, ["forget-people", *option], env=environment) for option in (["--dry-run"], [], [])
    )

    nothing, people = "No conference is due.\n", "Enquiries of which people {} forgotten: 1.\n"
    assert (dry.exit_code, dry.output) == (0, nothing + people.format("would be"))
    removed = "Files of documents that were gone: 2 removed.\n"
    assert (real.exit_code, real.output) == (0, removed + nothing + people.format("are"))
    assert (again.exit_code, again.output) == (0, nothing)
    assert {path.name for path in folder.iterdir()} == {kept, young}
