"""Figures of a worker's own process for Prometheus; what runs do, any server tells."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread

from prometheus_client import CollectorRegistry, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector

from app.settings import MetricsSettings


@contextmanager
def told(settings: MetricsSettings) -> Iterator[None]:
    """Answer who brings the token, at the port of the settings, as long as the block lasts; without a port nobody.

    Raises `OSError` where somebody else has the port.
    """
    if settings.worker_port is None or settings.token is None:
        yield
        return
    handler = _handler(_registry(), settings.token.get_secret_value())
    with ThreadingHTTPServer(("", settings.worker_port), handler) as server:
        thread = Thread(target=server.serve_forever, name="worker-metrics", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Info("ketnoi_release", "What runs here.", registry=registry).info({"version": version("ketnoi")})
    return registry


def _handler(registry: CollectorRegistry, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # Of a connection on which nothing comes.
        server_version, sys_version = "ketnoi", ""

        def do_GET(self) -> None:
            given = self.headers.get("Authorization", "").encode()
            if self.path != "/metrics":
                self._answer(HTTPStatus.NOT_FOUND, b"")
            elif not hmac.compare_digest(given, f"Bearer {token}".encode()):
                self._answer(HTTPStatus.UNAUTHORIZED, b"")
            else:
                self._answer(HTTPStatus.OK, generate_latest(registry))

        def _answer(self, status: HTTPStatus, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """It would log addresses, in lines of another form."""

    return Handler
