"""Install Kết Nối from this folder, without any network: `python3 install.py /opt/ketnoi`.

Makes a virtual environment for this release below the given folder, and lets `current` there lead to it. The releases
before it stay: to go back, let `current` lead to one of them. Needs Python with its venv module, and nothing else.
"""

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

SUMS, MADE_FOR, LOCK = "SHA256SUMS", "made-for", "requirements.lock"


class Refused(Exception):
    """Why nothing is installed."""


def main() -> None:
    """Say what was done, or in a line why nothing was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where releases are kept, like /opt/ketnoi")
    bundle = Path(__file__).resolve().parent
    try:
        release = install(bundle, parser.parse_args().folder.absolute())
    except Refused as exc:
        sys.exit(f"{exc} Nothing was installed.")
    print(f"Installed: {release}")
    print(f"Next, with the settings of docs/operations.md: {release.parent}/current/bin/ketnoi migrate")


def install(bundle: Path, folder: Path) -> Path:
    """The folder of the release. Raises `Refused`; then all is as before."""
    verify(bundle)
    require_this_python(bundle)
    release = folder / name_of(bundle)
    if release.exists():
        raise Refused(f"{release} is there already.")
    try:
        make(bundle, release)
    except BaseException:
        shutil.rmtree(release, ignore_errors=True)
        raise
    lead_to(release, folder / "current")
    return release


def verify(bundle: Path) -> None:
    """Each file is what was packed, and there is no other."""
    expected = dict(line.split("  ", 1)[::-1] for line in read(bundle, SUMS).splitlines())
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted(there | expected.keys()):
        if name not in there:
            raise Refused(f"{name} is missing.")
        if expected.get(name) != hashlib.sha256((bundle / name).read_bytes()).hexdigest():
            raise Refused(f"{name} is not what was packed.")


def require_this_python(bundle: Path) -> None:
    """Wheels are for one version of Python on one kind of machine."""
    wanted, this = read(bundle, MADE_FOR).strip(), kind_of_python()
    if this != wanted:
        raise Refused(f"This bundle is for Python {wanted}; this is {this}.")


def kind_of_python() -> str:
    """Like `3.11 Linux x86_64`."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {platform.system()} {platform.machine()}"


def name_of(bundle: Path) -> str:
    """The version, and which of the bundles of that version."""
    (wheel,) = (bundle / "wheels").glob("ketnoi-*.whl")
    digest = hashlib.sha256((bundle / SUMS).read_bytes()).hexdigest()
    return f"{wheel.name.split('-')[1]}-{digest[:8]}"


def make(bundle: Path, release: Path) -> None:
    """A virtual environment with all of it; pip compares the digests of the lock once more."""
    run(sys.executable, "-m", "venv", str(release))
    pip = [str(release / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    offline = ["--no-index", "--no-cache-dir", "--find-links", str(bundle / "wheels")]
    run(*pip, *offline, "--require-hashes", "--only-binary=:all:", "-r", str(bundle / LOCK))
    run(*pip, *offline, "--no-deps", *map(str, (bundle / "wheels").glob("ketnoi-*.whl")))


def run(*command: str) -> None:
    """Raises `Refused`; the command has said why."""
    if subprocess.run(command, check=False).returncode:
        raise Refused(f"{' '.join(command[:4])} … has failed.")


def lead_to(release: Path, link: Path) -> None:
    """At once: whoever starts a server by the link meanwhile gets the one or the other."""
    fresh = link.with_name("current.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release.name)
    fresh.replace(link)


def read(bundle: Path, name: str) -> str:
    """Raises `Refused`."""
    try:
        return (bundle / name).read_text(encoding="utf-8")
    except OSError as exc:
        raise Refused(f"{name} can't be read: this is no whole bundle.") from exc


if __name__ == "__main__":
    main()
