"""The rules of the house that neither the linter nor the import contracts can see; docs/architecture.md names them."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("app", "benchmarks", "migrations", "tests")
# A migration is a record of what was done to the tables: as long as it must be, and never shortened afterwards.
SIZED = ("app", "benchmarks", "tests")
TOP_LEVEL = {
    ".ci",
    ".dockerignore",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "NOTICE",
    "README.md",
    "README.vi.md",
    "alembic.ini",
    "app",
    "benchmarks",
    "bundle_install.py",
    "compose.yaml",
    "docs",
    "frontend",
    "hatch_build.py",
    "migrations",
    "pyproject.toml",
    "requirements-build.lock",
    "requirements-dev.lock",
    "requirements-semantic.lock",
    "requirements.lock",
    "tests",
}
MAX_FILE, MAX_FUNCTION, MAX_CLASS, MAX_ROUTE_STATEMENTS = 400, 50, 250, 5
VERBS = {"delete", "get", "patch", "post", "put"}
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no\s)")
# Codes after a colon or in brackets, then a dash or another hash, then words.
REASONED = re.compile(r"#\s*(?:noqa:[A-Z0-9, ]+|type:\s*ignore\[[\w, -]+\]|pragma:\s*no \w+)\s+(?:--?|#)\s+\S+ \S+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def parsed(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*folders):
        yield path.relative_to(ROOT).as_posix(), _tree(path)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def comments() -> Iterator[tuple[str, str]]:
    """Every comment of the project's Python files, with its file and line."""
    for path in sources(*FOLDERS):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
            if token.type == tokenize.COMMENT:
                yield f"{path.relative_to(ROOT).as_posix()}:{token.start[0]}", token.string


def lines_of(node: Function | ast.ClassDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def called_names(tree: ast.Module) -> set[str]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.id for f in calls if isinstance(f, ast.Name)} | {
        f".{f.attr}" for f in calls if isinstance(f, ast.Attribute)
    }


def names_from(tree: ast.Module, package: str) -> set[str]:
    """What a module imports by name from `package`, and what it takes from there by attribute."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = {alias.name for node in imports if (node.module or "").split(".")[0] == package for alias in node.names}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return named | {a.attr for a in attributes if isinstance(a.value, ast.Name) and a.value.id in {package, "sa"}}


def dependencies(tree: ast.Module) -> Iterator[tuple[str, object]]:
    """The name and the scope of each `Depends(name, scope=...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Depends":
            scopes = [ast.literal_eval(keyword.value) for keyword in node.keywords if keyword.arg == "scope"]
            yield ast.unparse(node.args[0]), scopes[0] if scopes else None


def yielding(tree: ast.Module) -> set[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {f.name for f in functions if any(isinstance(node, ast.Yield) for node in ast.walk(f))}


def is_route(function: ast.AST) -> bool:
    decorators = getattr(function, "decorator_list", [])
    calls = [d.func for d in decorators if isinstance(d, ast.Call)]
    return any(isinstance(f, ast.Attribute) and f.attr in VERBS for f in calls)


def statements(function: Function) -> int:
    """Statements of the body, those of nested blocks too, the docstring not."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return sum(isinstance(node, ast.stmt) for statement in body for node in ast.walk(statement))


def test_files_stay_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in sources(*SIZED)}

    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


def test_functions_and_classes_stay_short() -> None:
    limits = {ast.FunctionDef: MAX_FUNCTION, ast.AsyncFunctionDef: MAX_FUNCTION, ast.ClassDef: MAX_CLASS}
    long = [
        f"{name}: {node.name} has {lines_of(node)} lines"
        for name, tree in parsed(*SIZED)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and lines_of(node) > limits[type(node)]
    ]

    assert long == []


def test_route_bodies_only_delegate() -> None:
    long = [
        f"{name}: {node.name} has {statements(node)} statements"
        for name, tree in parsed("app/api/routes", "app/web/pages")
        for node in ast.walk(tree)
        if isinstance(node, Function) and is_route(node) and statements(node) > MAX_ROUTE_STATEMENTS
    ]

    assert long == []


def test_every_module_of_the_project_says_what_it_is() -> None:
    silent = [name for name, tree in parsed("app", "benchmarks", "migrations") if not ast.get_docstring(tree)]

    assert silent == []


def test_selects_are_written_only_in_queries() -> None:
    writers = [name for name, tree in parsed("app") if "select" in names_from(tree, "sqlalchemy")]

    assert [name for name in writers if not name.startswith("app/queries/")] == []


def test_transactions_are_committed_only_by_the_unit_of_work() -> None:
    committers = [name for name, tree in parsed("app") if ".commit" in called_names(tree)]

    assert [name for name in committers if name != "app/db.py"] == []


def test_yielding_dependencies_end_before_the_response() -> None:
    # FastAPI's default is after it: a commit that fails would already have been answered with success.
    late = [
        f"{name}: {dependency}"
        for name, tree in parsed("app/access", "app/api", "app/web")
        for dependency, scope in dependencies(tree)
        if dependency in yielding(tree) and scope != "function"
    ]

    assert late == []


def test_every_suppression_gives_its_reason() -> None:
    bare = [(place, text) for place, text in comments() if SUPPRESSION.search(text) and not REASONED.search(text)]

    assert bare == []


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("# noqa: ARG002 -- hatchling's signature", True),
        ("# noqa: S104, S105  # the container is the boundary", True),
        ("# type: ignore[arg-type]  # the stub is wrong here", True),
        ("# noqa: ARG002", False),
        ("# noqa", False),
        ("# type: ignore[arg-type]", False),
        ("# pragma: no cover", False),
    ],
)
def test_suppression_pattern_tells_reasons_from_bare_codes(comment: str, *, reasoned: bool) -> None:
    assert SUPPRESSION.match(comment)
    assert bool(REASONED.match(comment)) is reasoned


def test_no_work_is_left_in_comments() -> None:
    words = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?!.*#\d)")

    assert [(place, text) for place, text in comments() if words.search(text)] == []


def of_git(*arguments: str) -> list[str]:
    """The lines that a command of git prints; it ends with 1 where it finds nothing."""
    git = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 -- any git will do
    if git.returncode > 1:
        pytest.skip("not a git checkout, so nobody can say which files belong to the project")
    return git.stdout.splitlines()


def test_top_level_holds_only_what_the_layout_names() -> None:
    assert {line.split("/")[0] for line in of_git("ls-files")} - TOP_LEVEL == set()


def test_no_file_has_marks_of_a_conflict() -> None:
    assert of_git("grep", "-InE", r"^(<{7}|>{7}|\|{7})( |$)") == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.lock",
        "requirements-semantic.lock",
        "requirements-build.lock",
        "requirements-dev.lock",
    ],
)
def test_locks_hold_hashes_and_no_addresses(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")

    assert "--hash=sha256:" in lock
    assert not re.search(r"://|^-|@", lock, re.MULTILINE)


def test_front_end_lock_holds_hashes_and_no_addresses() -> None:
    lock = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")

    assert '"integrity": "sha512-' in lock
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)  # the address of a package's author or sponsor may be there


def test_no_module_waits_for_itself() -> None:
    """Modules that import each other start or not by which of them is first."""
    modules = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree for path, tree in parsed("app")
    }

    TopologicalSorter({name: set(_imported(name, tree, modules)) for name, tree in modules.items()}).prepare()


def _imported(name: str, tree: ast.Module, names: Collection[str]) -> Iterator[str]:
    """What a module of ours imports of ours as it is loaded, and the packages of that which are not its own."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in (f"{node.module}.{alias.name}" for alias in node.names):
                steps = (each if each in names else node.module).split(".")
                above = {".".join(steps[: end + 1]) for end in range(len(steps))}
                yield from (one for one in above & set(names) if not f"{name}.".startswith(f"{one}."))


def test_continuous_build_can_be_started() -> None:
    run = ROOT / ".ci" / "run"

    assert run.stat().st_mode & 0o111 == 0o111
    assert run.read_text(encoding="utf-8").rstrip().endswith("exec make test-all")
