"""Archives: whole, or refused."""

import json
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.adapters import archives
from app.adapters.archives import ArchiveDamaged, ArchiveTooNew, NotAnArchive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.zip"
    with archives.writing(path) as writer:
        writer.add("one", [b"first line\n", b"second line\n"])
        writer.add("two", [b"dropped"])
        writer.add("three", [bytes(range(256)) * 40])
        writer.keep(["one", "three"])
        writer.finish({"of": "tests"})
    return path


def test_archive_gives_back_what_was_kept(archive: Path) -> None:
    with archives.reading(archive) as reader:
        reader.verify()

        assert list(reader.lines("one")) == [b"first line\n", b"second line\n"]
        assert reader.read("three") == bytes(range(256)) * 40
        assert (reader.manifest["of"], list(reader.manifest["sha256"])) == ("tests", ["one", "three"])
    assert archive.stat().st_mode & 0o777 == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_archive_that_is_there_is_not_replaced(archive: Path) -> None:
    before = archive.read_bytes()

    with pytest.raises(FileExistsError), archives.writing(archive):
        pytest.fail("It must not begin.")

    assert archive.read_bytes() == before
    assert list(archive.parent.iterdir()) == [archive]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9])
def test_archive_with_a_wrong_byte_is_refused(archive: Path, share: float) -> None:
    data = bytearray(archive.read_bytes())
    data[int(len(data) * share)] ^= 0xFF
    archive.write_bytes(data)

    with pytest.raises((ArchiveDamaged, NotAnArchive)), archives.reading(archive) as reader:
        reader.verify()


@pytest.mark.parametrize("share", [0.3, 0.99])
def test_archive_that_was_cut_off_is_refused(archive: Path, share: float) -> None:
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(NotAnArchive), archives.reading(archive):
        pytest.fail("It must not open.")


def test_member_that_was_exchanged_is_named(archive: Path, tmp_path: Path) -> None:
    exchanged = tmp_path / "exchanged.zip"
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(exchanged, "w") as file:
        for name in whole.namelist():
            file.writestr(name, whole.read(name) + (b"more" if name == "one" else b""))

    with archives.reading(exchanged) as reader, pytest.raises(ArchiveDamaged, match=r"^one$"):
        reader.verify()


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"format": "another"}', "no JSON", None])
def test_other_files_are_no_archives(tmp_path: Path, manifest: str | None) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme" if manifest is None else "manifest.json", manifest or "")

    with pytest.raises(NotAnArchive), archives.reading(path):
        pytest.fail("It must not open.")


def test_archive_in_a_later_format_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "later.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", json.dumps({"format": "ketnoi-backup", "format_version": 2}))

    with pytest.raises(ArchiveTooNew), archives.reading(path):
        pytest.fail("It must not open.")


def test_full_disk_leaves_no_half_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"

    with files_of_at_most(1_000), pytest.raises(OSError, match="File too large"), archives.writing(path) as writer:
        writer.add("noise", [json.dumps(list(range(10_000))).encode()])

    assert list(tmp_path.iterdir()) == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """What a disk without room comes to."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
