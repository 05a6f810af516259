"""The installer of bundles: it takes whole ones, and else changes nothing. `make wheel` installs a real one."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

import bundle_install
from bundle_install import LOCK, MADE_FOR, SUMS, Refused, install, kind_of_python, lead_to


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "ketnoi"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "ketnoi-1.2.3-py3-none-any.whl").write_bytes(b"no wheel")
    (folder / LOCK).write_text("", encoding="utf-8")
    (folder / MADE_FOR).write_text(f"{kind_of_python()}\n", encoding="utf-8")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names if name != SUMS}
    (folder / SUMS).write_text("".join(f"{digests[name]}  {name}\n" for name in digests), encoding="utf-8")


def wait_for_nothing(monkeypatch: pytest.MonkeyPatch, make: Callable[[Path, Path], None]) -> None:
    """Making a virtual environment takes a while; `make wheel` does it."""
    monkeypatch.setattr(bundle_install, "make", make)


def test_release_is_what_current_leads_to(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for_nothing(monkeypatch, lambda _bundle, release: release.mkdir(parents=True))

    release = install(bundle, tmp_path / "opt")

    assert release.name.startswith("1.2.3-")
    assert (tmp_path / "opt" / "current").resolve() == release


def test_link_leads_to_another_release_and_back(tmp_path: Path) -> None:
    for name in ("1", "2"):
        (tmp_path / name).mkdir()

    seen = []
    for name in ("1", "2", "1"):
        lead_to(tmp_path / name, tmp_path / "current")
        seen.append((tmp_path / "current").resolve().name)

    assert seen == ["1", "2", "1"]
    assert {path.name for path in tmp_path.iterdir()} == {"1", "2", "current"}


def changed(bundle: Path) -> None:
    (bundle / LOCK).write_text("something-else==1\n", encoding="utf-8")


def more(bundle: Path) -> None:
    (bundle / "wheels" / "more.whl").write_bytes(b"more")


def less(bundle: Path) -> None:
    (bundle / LOCK).unlink()


def unsealed(bundle: Path) -> None:
    (bundle / SUMS).unlink()


def of_another_python(bundle: Path) -> None:
    (bundle / MADE_FOR).write_text("2.7 Linux vax\n", encoding="utf-8")
    seal(bundle)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (changed, "requirements.lock is not what was packed."),
        (more, "wheels/more.whl is not what was packed."),
        (less, "requirements.lock is missing."),
        (unsealed, "SHA256SUMS can't be read: this is no whole bundle."),
        (of_another_python, f"This bundle is for Python 2.7 Linux vax; this is {kind_of_python()}."),
    ],
)
def test_bundle_that_is_not_whole_is_refused(
    bundle: Path, tmp_path: Path, damage: Callable[[Path], None], why: str
) -> None:
    damage(bundle)

    with pytest.raises(Refused) as refused:
        install(bundle, tmp_path / "opt")

    assert str(refused.value) == why
    assert not (tmp_path / "opt").exists()


def test_installation_that_fails_leaves_the_release_before(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opt = tmp_path / "opt"
    (opt / "1.2.2").mkdir(parents=True)
    lead_to(opt / "1.2.2", opt / "current")

    def fails(_bundle: Path, release: Path) -> None:
        release.mkdir()
        bundle_install.run("false")

    wait_for_nothing(monkeypatch, fails)
    with pytest.raises(Refused, match="false … has failed"):
        install(bundle, opt)

    assert {path.name for path in opt.iterdir()} == {"1.2.2", "current"}
    assert (opt / "current").resolve().name == "1.2.2"


def test_release_is_not_installed_twice(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for_nothing(monkeypatch, lambda _bundle, release: release.mkdir(parents=True))
    release = install(bundle, tmp_path / "opt")

    with pytest.raises(Refused, match="is there already"):
        install(bundle, tmp_path / "opt")

    assert release.is_dir()
