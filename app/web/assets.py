"""Static files under an address that changes with their content, so that a browser may keep them for ever."""

import hashlib
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Serves the static folder under `prefix`. The digest of all files is part of it, and so of relative links.

    `fonts` are those that every page needs, in either language.
    """

    fonts: ClassVar[Sequence[str]] = tuple(
        f"vendor/files/be-vietnam-pro-{letters}-{weight}-normal.woff2"
        for letters in ("latin", "vietnamese")
        for weight in (400, 600)
    )

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)
        self.prefix = f"/static/{digest(FOLDER)}"

    def url(self, path: str) -> str:
        return f"{self.prefix}/{path}"

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        return response


def digest(folder: Path) -> str:
    """A short digest of the names and the content of all files in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]
