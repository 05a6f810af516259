"""The documents keep their promises: links lead somewhere, examples run, every rule and goal is described."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from fastapi import FastAPI
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined
from starlette.routing import Mount
from typer.core import TyperGroup

from app import cli
from app.access.addresses import API
from app.dangers import CHECKS
from app.main import create_app
from app.matching.scheduling.model import goals, rules, ways
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Rule
from app.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path for folder in (".", "benchmarks", "docs", "docs/adr") for path in (ROOT / folder).glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows_of(name: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without their backticks."""
    section = text_of(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]


def code_in(name: str, language: str) -> list[str]:
    return [code for found, code in FENCE.findall(text_of(name)) if found == language]


def anchors(document: Path) -> set[str]:
    """The fragments under which a heading can be reached, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(document: Path, link: str) -> bool:
    path, _, fragment = unquote(link).partition("#")
    target = (document.parent / path) if path else document
    return not target.exists() or bool(fragment and fragment not in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8"))) if "://" not in link]

    assert [link for link in links if leads_nowhere(document, link)] == []


@pytest.mark.parametrize("name", [*(rule for rule in Rule if rule is not Rule.KNOWN_IDS), *Goal])
def test_model_document_names_every_rule_and_goal_with_its_function(name: str) -> None:
    function = name.replace("-", "_")

    assert any(hasattr(module, function) for module in (rules, ways, goals))
    assert re.search(rf"^\| `{name}`(?: \(\w+\))? \| `{function}` \|", text_of("docs/model.md"), re.MULTILINE)


@pytest.mark.parametrize("name", [*Rule, *Goal])
def test_format_document_names_every_rule_and_goal(name: str) -> None:
    assert f"`{name}`" in text_of("docs/instance-format.md")


def test_example_file_is_the_one_that_the_format_shows() -> None:
    assert text_of("docs/examples/two-by-two.json") == code_in("docs/instance-format.md", "json")[0]


def test_readme_example_runs_and_proves_its_timetable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = code_in("README.md", "python")
    monkeypatch.chdir(ROOT)

    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 -- the README's own example is what is tested

    assert capsys.readouterr().out.splitlines() == [
        "required 0 proven bound: 0",
        "floors 0 proven bound: 0",
        "welfare 527 proven bound: 527",
        "changes 2 proven bound: 2",
        "breaks 0 proven bound: 0",
        "moves 1 proven bound: 1",
    ]


def test_readmes_show_the_same_code() -> None:
    def commands(name: str) -> list[str]:
        return [re.sub(r"\s+#.*", "", code) for language in ("sh", "python") for code in code_in(name, language)]

    assert commands("README.vi.md") == commands("README.md")


def test_make_offers_every_target_that_the_documents_name() -> None:
    offered = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {target for path in DOCUMENTS for target in re.findall(r"\bmake ([a-z-]+)\b", _code(path))}

    assert named
    assert named - offered == set()


def test_command_offers_everything_that_the_documents_name() -> None:
    command = typer.main.get_command(cli.app)
    assert isinstance(command, TyperGroup)
    named = {name for path in DOCUMENTS for name in re.findall(r"\bketnoi ([a-z][a-z-]*)\b", _code(path))}

    assert named
    assert named - set(command.commands) == set()


def test_operations_document_gives_every_setting_its_default() -> None:
    rows = rows_of("docs/operations.md", "Settings")

    assert {name: default for name, default, _ in rows} == settings_of(Settings, "KETNOI_")


def test_operations_document_lists_every_danger_in_its_words() -> None:
    rows = rows_of("docs/operations.md", "What a server refuses to start with")

    assert rows == [list(danger) for danger in CHECKS]


@pytest.fixture(scope="module")
def service() -> FastAPI:
    return create_app(Settings(database_url=SecretStr("sqlite://"), secret_key=SecretStr("x" * 32)))


def test_api_document_names_every_path_and_no_other(service: FastAPI) -> None:
    (api,) = (r.app for r in service.routes if isinstance(r, Mount) and isinstance(r.app, FastAPI) and r.path == API)
    named = {path.split("?")[0] for path in re.findall(r"`(/[^`]*)`", text_of("docs/api.md"))}

    assert {path for path in named if not path.startswith(API)} == set(api.openapi()["paths"])


def test_container_asks_for_its_health_where_the_service_answers(service: FastAPI) -> None:
    (path,) = re.findall(r"^HEALTHCHECK .*\n.*127\.0\.0\.1:8000(/[\w/]+)'", text_of("Dockerfile"), re.MULTILINE)

    assert path in service.openapi()["paths"]


def settings_of(model: type[BaseModel], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        variable = prefix + name.upper()
        if isinstance(field.default, BaseModel):
            found |= settings_of(type(field.default), f"{variable}__")
        else:
            found[variable] = "" if field.default is PydanticUndefined else _as_written(field.default)
    return found


def _as_written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, float):
        return f"{default:g}"
    return json.dumps(default)


def _code(document: Path) -> str:
    """Everything between backticks, in a line or in a block."""
    text = document.read_text(encoding="utf-8")
    return "\n".join([code for _, code in FENCE.findall(text)] + re.findall(r"`([^`\n]+)`", text))
