"""Signing in by an organisation's own service: OpenID Connect, by a code, with PKCE, state and nonce.

What the service says is believed only as far as its signature, its addressee, its times and the nonce hold. No token is
kept or logged.
"""

import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock, Semaphore
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from app.settings import OidcSettings

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
METADATA_SECONDS = 3600
LEEWAY_SECONDS = 60
AT_ONCE = 8
DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcAway(Exception):
    """The service can't be reached, or does not work."""


class OidcRefused(Exception):
    """The service refuses, or what it says can't be believed."""


class Attempt(NamedTuple):
    """One attempt to sign in; the browser alone has the secret that all of it is made of."""

    secret: str

    @property
    def state(self) -> str:
        """Comes back in the address: the answer belongs to this browser."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Comes back in the signed answer, which so belongs to this attempt."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Proves to the service that who takes the code is who asked for it (PKCE, RFC 7636)."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        digest = hmac.digest(self.secret.encode(), purpose.encode(), sha256)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class _Known:
    """What the service publishes of itself, and until when that is taken for true."""

    metadata: dict[str, Any]
    keys: KeySet
    until: float


@dataclass
class OidcProvider:
    """The service of the settings. What it publishes is read once an hour, and its keys when there is a new one."""

    settings: OidcSettings
    redirect_uri: str
    _known: _Known | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)
    _turns: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE), init=False)

    def address(self, attempt: Attempt) -> str:
        """Where somebody goes to sign in. Raises `OidcAway`."""
        endpoint = self._published().metadata["authorization_endpoint"]
        with self._session() as session:
            url, _ = session.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(url)

    def claims(self, attempt: Attempt, code: str) -> dict[str, Any]:
        """What the service says of whoever came back with this code. Raises `OidcAway`, `OidcRefused`."""
        # Who waits for the service holds a thread of the server: its others must have some left.
        if not self._turns.acquire(blocking=False):
            raise OidcAway("too many at once")
        try:
            return self._said(attempt, code)
        finally:
            self._turns.release()

    def _said(self, attempt: Attempt, code: str) -> dict[str, Any]:
        known, seconds = self._published(), self.settings.timeout_seconds
        try:
            with self._session() as session:
                token = session.fetch_token(
                    known.metadata["token_endpoint"], code=code, code_verifier=attempt.verifier, timeout=seconds
                )
                said = self._believed(token.get("id_token"), attempt)
                if "userinfo_endpoint" in known.metadata:
                    answer = session.get(known.metadata["userinfo_endpoint"], timeout=seconds)
                    answer.raise_for_status()
                    said = _together(answer.json(), said)
        except AuthlibBaseError:
            raise OidcRefused("the service takes the code not, or no more") from None
        except (RequestException, ValueError) as exc:
            raise OidcAway(type(exc).__name__) from None
        return said

    def _session(self) -> OAuth2Session:
        secret = self.settings.client_secret
        return OAuth2Session(
            self.settings.client_id,
            None if secret is None else secret.get_secret_value(),
            scope=self.settings.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",
        )

    def _believed(self, id_token: object, attempt: Attempt) -> dict[str, Any]:
        """The claims of a token that the service has signed for us, now, and for this attempt."""
        client = str(self.settings.client_id)
        expected = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._published().metadata["issuer"]},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            claims = self._decoded(str(id_token))
            expected.validate(claims)
        except (JoseError, ValueError) as exc:
            raise OidcRefused(f"no valid ID token: {type(exc).__name__}") from None
        if claims.get("azp", client) != client:
            raise OidcRefused("an ID token for somebody else")
        return claims

    def _decoded(self, id_token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(id_token, self._published().keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            self._forget()  # It may have been signed by a key that is new.
            return dict(jwt.decode(id_token, self._published().keys, algorithms=ALGORITHMS).claims)

    def _published(self) -> _Known:
        with self._lock:
            if self._known is None or self._known.until < time.monotonic():
                self._known = self._read()
            return self._known

    def _forget(self) -> None:
        with self._lock:
            self._known = None

    def _read(self) -> _Known:
        issuer = str(self.settings.issuer).rstrip("/")
        try:
            metadata = self._json(issuer + DISCOVERY)
            if metadata["issuer"].rstrip("/") != issuer:
                raise OidcAway("another issuer")
            if any(urlsplit(metadata[name]).scheme != urlsplit(issuer).scheme for name in ENDPOINTS):
                raise OidcAway("an endpoint without TLS")
            keys = KeySet.import_key_set(self._json(metadata["jwks_uri"]))  # type: ignore[arg-type]  # checked by the library
        except (RequestException, JoseError, KeyError, TypeError, ValueError) as exc:
            raise OidcAway(type(exc).__name__) from None
        return _Known(metadata, keys, time.monotonic() + METADATA_SECONDS)

    def _json(self, url: str) -> dict[str, Any]:
        answer = requests.get(url, timeout=self.settings.timeout_seconds)
        answer.raise_for_status()
        return dict(answer.json())


def _together(more: dict[str, Any], signed: dict[str, Any]) -> dict[str, Any]:
    """What is signed comes before what is not; both must be of the same person."""
    if more.get("sub") != signed["sub"]:
        raise OidcRefused("the answer about somebody else")
    return more | signed
