"""Documents in a folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.adapters.document_files import DocumentMissing, FilesAway, Folder

ONE, OTHER = uuid4(), uuid4()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "documents")
    made.prepare()
    return made


def test_file_is_read_as_it_was_written_and_by_nobody_else(folder: Folder) -> None:
    folder.write(ONE, b"one")

    assert folder.read(ONE) == b"one"
    assert [path.name for path in folder.path.iterdir()] == [ONE.hex]
    assert (folder.path.stat().st_mode & 0o777, (folder.path / ONE.hex).stat().st_mode & 0o777) == (0o700, 0o600)


def test_removed_file_is_gone_and_the_others_stay(folder: Folder) -> None:
    folder.write(ONE, b"one")
    folder.write(OTHER, b"other")

    folder.remove([ONE, uuid4()])

    assert folder.read(OTHER) == b"other"
    with pytest.raises(DocumentMissing):
        folder.read(ONE)


def test_file_that_fails_half_way_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(FilesAway, match="No space"):
        folder.write(ONE, b"one")
    assert list(folder.path.iterdir()) == []


def test_folder_that_was_prepared_is_empty_and_takes_files(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "far" / "documents")

    folder.prepare()

    assert list(folder.path.iterdir()) == []
    folder.write(ONE, b"one")
    folder.prepare()
    assert folder.read(ONE) == b"one"


@pytest.mark.parametrize("path", ["file", "file/documents"])
def test_folder_that_takes_nothing_is_not_prepared(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(FilesAway, match="file"):
        Folder(tmp_path / path).prepare()


def test_folder_that_has_gone_is_not_made_anew(folder: Folder) -> None:
    folder.path.rmdir()

    with pytest.raises(FilesAway):
        folder.write(ONE, b"one")
    assert not folder.path.exists()


def test_ids_are_of_old_files_and_of_nothing_else(folder: Folder) -> None:
    assert folder.ids(before=datetime.now(UTC)) == Folder(folder.path / "none").ids(before=datetime.now(UTC)) == set()
    folder.write(ONE, b"one")
    (folder.path / "README").write_text("ours", encoding="utf-8")
    (folder.path / f"{OTHER.hex}.part").write_bytes(b"half")
    hour = timedelta(hours=1)

    found = [folder.ids(before=datetime.now(UTC) + shift) for shift in (-hour, hour)]

    assert found == [set(), {ONE, OTHER}]
    folder.remove([OTHER])
    assert sorted(path.name for path in folder.path.iterdir()) == sorted([ONE.hex, "README"])
    assert isinstance(UUID(ONE.hex), UUID)
