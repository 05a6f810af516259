"""What is believed of another service, and what not; the real thing is in tests/web/test_oidc.py."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from app.adapters.oidc import AT_ONCE, Attempt, OidcAway, OidcProvider, OidcRefused
from app.settings import OidcSettings
from tests.provider import SayingProvider, saying_provider

ATTEMPT = Attempt("a secret of the browser")
BACK = "https://ketnoi.example/sign-in/oidc/callback"


@pytest.fixture
def saying() -> Iterator[SayingProvider]:
    with saying_provider() as provider:
        now = int(time.time())
        provider.claims = {
            "iss": provider.issuer,
            "aud": "ketnoi",
            "sub": "an",
            "exp": now + 60,
            "iat": now,
            "nonce": ATTEMPT.nonce,
            "email": "an@example.vn",
        }
        yield provider


def provider(saying: SayingProvider, **values: Any) -> OidcProvider:
    known = {
        "issuer": saying.issuer,
        "client_id": "ketnoi",
        "client_secret": SecretStr("a secret"),
        "timeout_seconds": 30,
    }
    return OidcProvider(OidcSettings(**known | values), BACK)


def test_address_asks_for_a_code_with_state_nonce_and_challenge(saying: SayingProvider) -> None:
    address = urlsplit(provider(saying).address(ATTEMPT))

    challenge = urlsafe_b64encode(sha256(ATTEMPT.verifier.encode()).digest()).rstrip(b"=").decode()
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{saying.issuer}/authorize"
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == {
        "response_type": "code",
        "client_id": "ketnoi",
        "redirect_uri": BACK,
        "scope": "openid email profile",
        "state": ATTEMPT.state,
        "nonce": ATTEMPT.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    assert len({ATTEMPT.secret, ATTEMPT.state, ATTEMPT.nonce, ATTEMPT.verifier}) == 4


def test_code_is_taken_with_secret_and_verifier_for_what_is_said(saying: SayingProvider) -> None:
    saying.person = {"sub": "an", "email": "an@elsewhere.example", "groups": ["editors"]}

    said = provider(saying).claims(ATTEMPT, "the code")

    assert said == saying.claims | {"groups": ["editors"]}
    (form,) = [form for path, form in saying.asked if path == "/token"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "the code",
        "redirect_uri": BACK,
        "code_verifier": ATTEMPT.verifier,
        "client": "ketnoi:a secret",
    }


def test_client_without_a_secret_names_itself(saying: SayingProvider) -> None:
    provider(saying, client_secret=None).claims(ATTEMPT, "the code")

    (form,) = [form for path, form in saying.asked if path == "/token"]
    assert (form["client_id"], form["client"], form["code_verifier"]) == ("ketnoi", "", ATTEMPT.verifier)


def test_what_is_published_is_read_once(saying: SayingProvider) -> None:
    one = provider(saying)

    for _ in range(3):
        one.claims(ATTEMPT, "the code")

    paths = [path for path, _ in saying.asked]
    assert (paths.count("/.well-known/openid-configuration"), paths.count("/keys")) == (1, 1)


def test_new_key_is_found(saying: SayingProvider) -> None:
    one = provider(saying)
    one.claims(ATTEMPT, "the code")
    saying.signing = RSAKey.generate_key(2048, {"kid": "second"})

    assert one.claims(ATTEMPT, "the code")["sub"] == "an"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"aud": ["ketnoi", "another"], "azp": "another"},
        {"exp": 1},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"sub": None},
        {"iat": 99_999_999_999, "nbf": 99_999_999_999},
    ],
)
def test_token_for_somebody_or_something_else_is_not_believed(saying: SayingProvider, claims: dict[str, Any]) -> None:
    saying.claims = {name: value for name, value in (saying.claims | claims).items() if value is not None}

    with pytest.raises(OidcRefused):
        provider(saying).claims(ATTEMPT, "the code")


def unsigned(saying: SayingProvider) -> None:
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    body = jwt.encode({"alg": "RS256"}, saying.claims, saying.signing).split(".")[1]
    saying.id_token = f"{head}.{body}."


def by_public_key(saying: SayingProvider) -> None:
    """As an HMAC whose secret everybody knows."""
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').rstrip(b"=").decode()
    body = jwt.encode({"alg": "RS256"}, saying.claims, saying.signing).split(".")[1]
    key = saying.signing.as_pem(private=False)
    signature = urlsafe_b64encode(hmac.digest(key, f"{head}.{body}".encode(), "sha256")).rstrip(b"=").decode()
    saying.id_token = f"{head}.{body}.{signature}"


def by_another_key(saying: SayingProvider) -> None:
    saying.published = [RSAKey.generate_key(2048, {"kid": "first"})]


def damaged(saying: SayingProvider) -> None:
    saying.id_token = "no token"  # noqa: S105 -- it says so


@pytest.mark.parametrize("forge", [unsigned, by_public_key, by_another_key, damaged])
def test_forged_token_is_not_believed(saying: SayingProvider, forge: Callable[[SayingProvider], None]) -> None:
    forge(saying)

    with pytest.raises(OidcRefused):
        provider(saying).claims(ATTEMPT, "the code")


def test_more_about_somebody_else_is_not_believed(saying: SayingProvider) -> None:
    saying.person = {"sub": "binh", "groups": ["administrators"]}

    with pytest.raises(OidcRefused):
        provider(saying).claims(ATTEMPT, "the code")


@pytest.mark.parametrize(
    "metadata", [{"issuer": "https://other.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": None}]
)
def test_service_that_publishes_what_does_not_fit_is_away(saying: SayingProvider, metadata: dict[str, Any]) -> None:
    saying.metadata = metadata

    with pytest.raises(OidcAway):
        provider(saying).address(ATTEMPT)


def test_service_that_fails_or_is_not_there_is_away(saying: SayingProvider) -> None:
    saying.status = 500

    for one in (provider(saying), provider(saying, issuer="http://127.0.0.1:1")):
        with pytest.raises(OidcAway):
            one.address(ATTEMPT)


def test_many_at_once_do_not_all_wait(saying: SayingProvider) -> None:
    one = provider(saying)
    for _ in range(AT_ONCE):
        one._turns.acquire()

    with pytest.raises(OidcAway):
        one.claims(ATTEMPT, "the code")
    one._turns.release()
    assert [one.claims(ATTEMPT, "the code")["sub"] for _ in range(2)] == ["an", "an"]


def test_service_that_fails_in_between_is_away(saying: SayingProvider) -> None:
    one = provider(saying)
    one.address(ATTEMPT)
    saying.status = 503

    with pytest.raises(OidcAway):
        one.claims(ATTEMPT, "the code")
