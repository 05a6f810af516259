"""The build hook brings the font and the style sheet, and npm only when its lock has changed."""

import json
import re
import shutil
from pathlib import Path

import pytest

import hatch_build
from app.web.assets import FOLDER, Assets, digest
from hatch_build import ROOT, build_assets

VENDOR = FOLDER / "vendor"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the front end with its installed packages."""
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend")
    return tmp_path


def no_npm(*_args: object, **_options: object) -> int:
    raise AssertionError("npm was called")


def test_style_sheet_that_is_served_is_the_one_of_the_sources(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "npm", no_npm)

    build_assets(project)

    assert digest(project / "app/web/static/vendor") == digest(VENDOR)


def test_files_that_the_style_sheet_names_are_there() -> None:
    named = re.findall(r"url\(([^)]+)\)", (VENDOR / "site.css").read_text(encoding="utf-8"))

    assert len(named) == 6
    assert [name for name in named if not (VENDOR / name).is_file()] == []


def test_fonts_that_pages_ask_for_ahead_are_there() -> None:
    assert len(Assets.fonts) == 4
    assert [name for name in Assets.fonts if not (FOLDER / name).is_file()] == []


def test_npm_runs_again_when_the_lock_has_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(hatch_build, "npm", lambda args, **_options: calls.append(args))
    lock = project / "frontend" / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    build_assets(project)
    build_assets(project)

    assert calls == [["ci"]]


def test_failure_of_npm_ends_the_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "npm", lambda *_args, **_options: 1)
    (project / "frontend" / "node_modules" / ".ketnoi-lock").unlink()

    with pytest.raises(SystemExit, match="npm ci failed"):
        build_assets(project)


def test_lock_holds_digests_and_no_addresses_of_packages() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and not package["integrity"].startswith("sha512-")] == []


def test_digest_follows_names_and_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    before = digest(tmp_path)
    (tmp_path / "a").write_text("two")
    changed = digest(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")

    assert len({before, changed, digest(tmp_path)}) == 3
