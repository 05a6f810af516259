"""Services for signing in: a real one in a process of its own, and one that says whatever a test wants it to say."""

import json
import socket
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

HERE = "127.0.0.1"


@contextmanager
def real_provider(name: str = HERE) -> Iterator[str]:
    """The address of a service that knows nobody yet: PUT the claims of a person to `/users/{subject}`.

    By a `name` other than that of the server under test it is another site to a browser.
    """
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "-n", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://{name}:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex((HERE, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the service did not start")


def enter(address: str, subject: str) -> str:
    """Sign in there as somebody who was sent to this address; the path that one is sent back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=60)
    return "/" + answer.headers["Location"].split("/", 3)[3]


def refuse(address: str) -> str:
    """Go there and say no."""
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=60)
    return "/" + answer.headers["Location"].split("/", 3)[3]


@dataclass
class SayingProvider:
    """Says of everybody what `claims` has, `metadata` of itself, and `person` where it is asked for more."""

    claims: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "an"})
    metadata: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    signing: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    published: list[RSAKey] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    id_token: str | None = None
    port: int = 0

    @property
    def issuer(self) -> str:
        return f"http://{HERE}:{self.port}"

    def answer(self, path: str, form: dict[str, str], client: str) -> dict[str, Any]:
        """The JSON at a path; what was asked is remembered."""
        self.asked.append((path, form | {"client": client}))
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/person",
            } | self.metadata
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.published or [self.signing]]}
        if path == "/person":
            return self.person
        token = self.id_token or jwt.encode({"alg": "RS256", "kid": self.signing.kid}, self.claims, self.signing)
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


@contextmanager
def saying_provider() -> Iterator[SayingProvider]:
    provider = SayingProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            scheme, _, secret = self.headers.get("Authorization", "").partition(" ")
            client = b64decode(secret).decode() if scheme == "Basic" else ""
            answer = json.dumps(provider.answer(self.path, form, client)).encode()
            self.send_response(provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 -- the library's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
            """Says nothing."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    provider.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
