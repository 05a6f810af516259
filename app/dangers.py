"""Settings under which a server must not be reached by others; docs/operations.md lists them in the same words."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.settings import LOOPBACK, Settings

LOOPBACK_HOSTS = {host.strip("[]") for host in LOOPBACK}
FEWEST_CHARACTERS = 10
EXAMPLES = ("change", "example", "secret", "password", "test")
SHORTEST_PREFIX = 8
MOST_FAILURES = 100
MOST_FAILURES_A_MINUTE = 10


class Danger(NamedTuple):
    """A setting, what is wrong with its value, and what to do."""

    setting: str
    why: str
    remedy: str


def dangers(settings: Settings) -> list[Danger]:
    """Those of these settings."""
    return [danger for danger, applies in CHECKS.items() if applies(settings)]


def _guessable_key(settings: Settings) -> bool:
    return _guessable(settings.secret_key)


def _guessable_token(settings: Settings) -> bool:
    return settings.metrics.token is not None and _guessable(settings.metrics.token)


def _guessable(secret: SecretStr) -> bool:
    key = secret.get_secret_value().lower()
    return len(set(key)) < FEWEST_CHARACTERS or any(word in key for word in EXAMPLES)


def _any_host(settings: Settings) -> bool:
    return any("*" in host for host in settings.http.allowed_hosts)


def _without_tls(settings: Settings) -> bool:
    return not settings.http.trusted_proxies and not set(settings.http.allowed_hosts) <= {*LOOPBACK}


def _anybodys_address(settings: Settings) -> bool:
    return any(network.prefixlen < SHORTEST_PREFIX for network in settings.http.trusted_proxies)


def _many_guesses(settings: Settings) -> bool:
    return settings.accounts.max_failures > MOST_FAILURES


def _short_lock(settings: Settings) -> bool:
    return settings.accounts.lock_minutes < 1


def _guesses_add_up(settings: Settings) -> bool:
    accounts = settings.accounts
    one_by_one = _many_guesses(settings) or _short_lock(settings)
    return not one_by_one and accounts.max_failures > MOST_FAILURES_A_MINUTE * accounts.lock_minutes


def _links_to_nowhere(settings: Settings) -> bool:
    host = urlsplit(settings.http.public_url).hostname
    told = settings.mail.host is not None or settings.oidc.issuer is not None
    return told and host not in {*settings.http.allowed_hosts} - {*LOOPBACK}


def _links_without_tls(settings: Settings) -> bool:
    url = urlsplit(settings.http.public_url)
    return url.scheme != "https" and url.hostname not in LOOPBACK_HOSTS


def _mail_in_the_clear(settings: Settings) -> bool:
    return settings.mail.host not in {None, *LOOPBACK} and settings.mail.security == "none"


def _service_without_tls(settings: Settings) -> bool:
    url = urlsplit(settings.oidc.issuer or "https://")
    return url.scheme != "https" and url.hostname not in LOOPBACK_HOSTS


CHECKS: dict[Danger, Callable[[Settings], bool]] = {
    Danger(
        "KETNOI_SECRET_KEY",
        "it looks like an example, or has fewer than 10 different characters",
        "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
    ): _guessable_key,
    Danger(
        "KETNOI_METRICS__TOKEN",
        "it looks like an example, or has fewer than 10 different characters",
        "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
    ): _guessable_token,
    Danger(
        "KETNOI_HTTP__ALLOWED_HOSTS",
        "a name with * is none that a browser can ask for",
        "list each name under which people reach the server",
    ): _any_host,
    Danger(
        "KETNOI_HTTP__TRUSTED_PROXIES",
        "people reach the server by a name, and nothing before it ends TLS: passwords would travel in the clear",
        "put a proxy with TLS before it and list the proxy's address",
    ): _without_tls,
    Danger(
        "KETNOI_HTTP__TRUSTED_PROXIES",
        "a network of such a size would let anybody say from which address they come",
        "list the addresses of your own proxies only",
    ): _anybodys_address,
    Danger(
        "KETNOI_ACCOUNTS__MAX_FAILURES",
        "more than 100 let a password be guessed",
        "take 10, or at most 100",
    ): _many_guesses,
    Danger(
        "KETNOI_ACCOUNTS__LOCK_MINUTES",
        "less than a minute lets a password be guessed",
        "take 15, or at least 1",
    ): _short_lock,
    Danger(
        "KETNOI_ACCOUNTS__LOCK_MINUTES",
        "with so many failures it lets a password be guessed more than 10 times a minute",
        "take 15, or at least a tenth of KETNOI_ACCOUNTS__MAX_FAILURES",
    ): _guesses_add_up,
    Danger(
        "KETNOI_HTTP__PUBLIC_URL",
        "links in mails, and the way back from another service, would lead to no host that people reach this server by",
        "take the address that people see, its host among KETNOI_HTTP__ALLOWED_HOSTS",
    ): _links_to_nowhere,
    Danger(
        "KETNOI_HTTP__PUBLIC_URL",
        "who follows a link of a mail would show its secret to everybody on the way",
        "begin it with https://",
    ): _links_without_tls,
    Danger(
        "KETNOI_MAIL__SECURITY",
        "mails have links that open doors, and would travel in the clear",
        "take starttls or tls; none is for a server on the same machine",
    ): _mail_in_the_clear,
    Danger(
        "KETNOI_OIDC__ISSUER",
        "whoever is on the way to that service could say who somebody is",
        "take its address with https://",
    ): _service_without_tls,
}
