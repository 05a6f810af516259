"""A release of the service, taken out of the repository, whose commands run beside those of another."""

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suites import HERE

ROOT = HERE.parent
VENDOR = Path("app/web/static/vendor")
COMMAND = ("-u", "-c", "from app.cli import main; main()")
LISTENS = re.compile(r" listens on http://127\.0\.0\.1:(\d+);")


@dataclass(frozen=True, slots=True)
class Release:
    """Its files, and what its processes are told; packages are those of this environment."""

    folder: Path
    environment: Mapping[str, str]
    log: Path

    def run(self, *arguments: str) -> str:
        """What a program of this release says. Raises `CalledProcessError` if it fails."""
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 -- our own programs
                [sys.executable, *arguments],
                cwd=self.folder,
                env=self._told(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=True,
            )
        return done.stdout

    def migrate(self) -> None:
        self.run(*COMMAND, "migrate")

    def begin(self, *arguments: str) -> "subprocess.Popen[str]":
        """A command that goes on, and can be read."""
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our own program
                [sys.executable, *COMMAND, *arguments],
                cwd=self.folder,
                env=self._told(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _told(self) -> dict[str, str]:
        """Children look for it by the path alone, see `-P`."""
        return {**os.environ, **self.environment, "PYTHONPATH": str(self.folder)}


def taken_out(commit: str, folder: Path) -> Path:
    """The files of a commit, with the style sheets and scripts of others that are built here."""
    packed = subprocess.run(  # noqa: S603 -- whoever calls this may read it all
        ["git", "archive", commit],  # noqa: S607 -- any git will do
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    shutil.copytree(ROOT / VENDOR, folder / VENDOR, dirs_exist_ok=True)
    return folder


def port_of(server: "subprocess.Popen[str]") -> int:
    """Where a server says that it listens. Raises `RuntimeError` if it ends before that."""
    assert server.stdout is not None
    found = LISTENS.search(server.stdout.readline())
    if found is None:
        raise RuntimeError("the server has ended; its log says why")
    return int(found.group(1))
