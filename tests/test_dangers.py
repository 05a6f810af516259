"""Each dangerous setting is found, and safe ones are not."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from app.dangers import dangers
from app.settings import AccountSettings, HttpSettings, MailSettings, MetricsSettings, OidcSettings, Settings

KEY = "bW9zdGx5LWhhcm1sZXNzLWtleS1vZi1ub2JvZHk"
NAMED = HttpSettings(allowed_hosts=("ketnoi.example.vn",), trusted_proxies=("10.0.0.5", "fd00::/64"))
PUBLIC = NAMED.model_copy(update={"public_url": "https://ketnoi.example.vn:8443"})
MAIL = MailSettings(host="mail.example.vn", sender="Kết Nối <no-reply@example.vn>")


def found(**values: Any) -> list[tuple[str, str]]:
    settings = Settings(**{"database_url": SecretStr("sqlite://"), "secret_key": SecretStr(KEY)} | values)
    return [(danger.setting, danger.why) for danger in dangers(settings)]


def test_what_is_given_by_default_is_safe() -> None:
    assert found() == []


def test_service_with_a_name_behind_a_proxy_is_safe() -> None:
    assert found(http=NAMED) == []


@pytest.mark.parametrize(
    "key", ["ab" * 32, "CHANGE-me-before-you-start-9876543210", "my-secret-0123456789-abcdefghijkl"]
)
def test_key_that_can_be_guessed(key: str) -> None:
    why = "it looks like an example, or has fewer than 10 different characters"

    assert found(secret_key=SecretStr(key)) == [("KETNOI_SECRET_KEY", why)]


def test_token_of_metrics_that_can_be_guessed() -> None:
    why = "it looks like an example, or has fewer than 10 different characters"

    assert found(metrics=MetricsSettings(token=SecretStr("ab" * 32))) == [("KETNOI_METRICS__TOKEN", why)]
    assert found(metrics=MetricsSettings(token=SecretStr(KEY))) == []


@pytest.mark.parametrize("hosts", [("*",), ("*.example.vn", "localhost")])
def test_any_host(hosts: tuple[str, ...]) -> None:
    http = HttpSettings(allowed_hosts=hosts, trusted_proxies=("10.0.0.5",))

    assert found(http=http) == [("KETNOI_HTTP__ALLOWED_HOSTS", "a name with * is none that a browser can ask for")]


def test_name_without_a_proxy_that_ends_tls() -> None:
    why = "people reach the server by a name, and nothing before it ends TLS: passwords would travel in the clear"

    assert found(http=HttpSettings(allowed_hosts=("localhost", "ketnoi.example.vn"))) == [
        ("KETNOI_HTTP__TRUSTED_PROXIES", why)
    ]


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "128.0.0.0/1"])
def test_everybody_as_a_proxy(network: str) -> None:
    why = "a network of such a size would let anybody say from which address they come"

    assert found(http=HttpSettings(trusted_proxies=(network,))) == [("KETNOI_HTTP__TRUSTED_PROXIES", why)]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000", "http://[::1]", "https://other.example.vn", "https://ketnoi.example.vn.evil.example"],
)
def test_mails_whose_links_lead_nowhere(url: str) -> None:
    why = (
        "links in mails, and the way back from another service, would lead to no host that people reach this server by"
    )
    http = NAMED.model_copy(update={"public_url": url})

    assert found(http=http, mail=MAIL) == [("KETNOI_HTTP__PUBLIC_URL", why)]
    assert found(http=http) == []


@pytest.mark.parametrize(("url", "refused"), [("http://ketnoi.example.vn", True), ("http://[::1]:8000", False)])
def test_links_without_tls(url: str, *, refused: bool) -> None:
    why = "who follows a link of a mail would show its secret to everybody on the way"
    http = NAMED.model_copy(update={"public_url": url})

    assert found(http=http) == [("KETNOI_HTTP__PUBLIC_URL", why)] * refused


def test_mails_in_the_clear() -> None:
    why = "mails have links that open doors, and would travel in the clear"

    assert found(http=PUBLIC, mail=MAIL) == []
    assert found(http=PUBLIC, mail=MAIL.model_copy(update={"security": "none"})) == [("KETNOI_MAIL__SECURITY", why)]
    assert found(http=PUBLIC, mail=MAIL.model_copy(update={"security": "none", "host": "127.0.0.1"})) == []


def test_service_for_signing_in_without_tls() -> None:
    why = "whoever is on the way to that service could say who somebody is"
    oidc = OidcSettings(issuer="http://sign-in.example.vn", client_id="ketnoi")

    assert found(http=PUBLIC, oidc=oidc) == [("KETNOI_OIDC__ISSUER", why)]
    assert found(http=PUBLIC, oidc=oidc.model_copy(update={"issuer": "https://sign-in.example.vn"})) == []
    assert [setting for setting, _ in found(oidc=oidc)] == ["KETNOI_HTTP__PUBLIC_URL", "KETNOI_OIDC__ISSUER"]


def test_service_for_signing_in_needs_to_know_us() -> None:
    with pytest.raises(ValidationError, match="KETNOI_OIDC__CLIENT_ID is needed"):
        OidcSettings(issuer="https://sign-in.example.vn")


def test_mail_needs_a_sender() -> None:
    with pytest.raises(ValidationError, match="KETNOI_MAIL__SENDER is needed"):
        MailSettings(host="mail.example.vn", sender="Kết Nối")


def test_guesses_that_add_up_though_neither_setting_is_dangerous_alone() -> None:
    why = "with so many failures it lets a password be guessed more than 10 times a minute"

    assert found(accounts=AccountSettings(max_failures=100, lock_minutes=5)) == [("KETNOI_ACCOUNTS__LOCK_MINUTES", why)]
    assert found(accounts=AccountSettings(max_failures=100, lock_minutes=10)) == []
    assert found(accounts=AccountSettings(max_failures=10, lock_minutes=1)) == []


def test_guessing_without_end() -> None:
    assert [setting for setting, _ in found(accounts=AccountSettings(max_failures=101, lock_minutes=0.5))] == [
        "KETNOI_ACCOUNTS__MAX_FAILURES",
        "KETNOI_ACCOUNTS__LOCK_MINUTES",
    ]
