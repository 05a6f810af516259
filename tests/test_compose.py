"""compose.yaml can't be run in a test, so it is read: what it names exists, and what it sets is safe."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from app.cli import app
from app.dangers import dangers
from app.settings import Settings

ROOT = Path(__file__).parent.parent
GIVEN = {
    "KETNOI_HOST": "ketnoi.example.vn",
    "KETNOI_SECRET_KEY": "bW9zdGx5LWhhcm1sZXNzLWtleS1vZi1ub2JvZHk",
    "POSTGRES_PASSWORD": "Zm9yLW5vYm9keQ",
}


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\$\{(\w+):\?\}", lambda found: GIVEN[found[1]], text)
    text = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", text)
    assert "${" not in text
    composed = yaml.safe_load(text)
    assert isinstance(composed, dict)
    return composed


def ours(composed: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in composed["services"].items() if "build" in service}


def test_what_is_named_is_there(composed: dict[str, Any]) -> None:
    services = composed["services"]

    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service["networks"]) <= set(composed["networks"])
        assert {volume.split(":")[0] for volume in service.get("volumes", ())} <= set(composed["volumes"])
        assert {config["source"] for config in service.get("configs", ())} <= set(composed["configs"])
    waited_for = {
        name
        for each in services.values()
        for name, how in each.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }
    assert {name for name in waited_for if "healthcheck" not in services[name]} == {"web"}  # Its image has one.


def test_only_the_proxy_is_open_to_others(composed: dict[str, Any]) -> None:
    assert [name for name, service in composed["services"].items() if "ports" in service] == ["proxy"]
    assert composed["services"]["database"]["networks"] == ["inside"]
    assert composed["networks"]["inside"]["internal"] is True


def test_the_address_of_the_proxy_is_given_to_nobody_else(composed: dict[str, Any]) -> None:
    [inside] = composed["networks"]["inside"]["ipam"]["config"]
    address = ip_address(proxy_address(composed))

    assert address in ip_network(inside["subnet"])
    assert address not in ip_network(inside["ip_range"])


def test_database_counts_as_there_only_for_who_asks_over_the_network(composed: dict[str, Any]) -> None:
    assert "--host=127.0.0.1" in composed["services"]["database"]["healthcheck"]["test"]


def test_settings_exist_and_are_safe(composed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for service in ours(composed).values():
        for name, value in service["environment"].items():
            monkeypatch.setenv(name, value)
        settings = Settings()

        assert dangers(settings) == []
        assert [name for name in service["environment"] if not is_setting(name)] == []
        assert settings.runner.kind == "procrastinate"
        assert str(settings.http.trusted_proxies[0].network_address) == proxy_address(composed)
        assert settings.documents.folder == f"{folder_of(composed['services']['web'])}/documents"


def is_setting(variable: str) -> bool:
    kind: Any = Settings
    for part in variable.removeprefix("KETNOI_").lower().split("__"):
        field = kind.model_fields.get(part)
        if field is None:
            return False
        kind = field.annotation
    return True


def proxy_address(composed: dict[str, Any]) -> str:
    return str(composed["services"]["proxy"]["networks"]["inside"]["ipv4_address"])


def folder_of(service: dict[str, Any]) -> str:
    (volume,) = service["volumes"]
    return str(volume.split(":")[1])


def test_commands_are_those_of_the_program(composed: dict[str, Any]) -> None:
    known = set(get_command(app).commands)  # type: ignore[attr-defined]  # The command is a group.
    said = [" ".join(service["command"]) for service in ours(composed).values()]

    used = {word for line in said for word in re.findall(r"ketnoi ([a-z-]+)", line)}

    assert used == {"serve", "worker", "migrate", "load-reference"} & known


def test_services_of_ours_may_do_little(composed: dict[str, Any]) -> None:
    for service in ours(composed).values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
