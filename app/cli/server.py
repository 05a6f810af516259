"""Serving pages and API on a socket of this machine."""

import socket
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from app.cli.collecting import spare_collector

if TYPE_CHECKING:
    from app.settings import Settings

LOOPBACK = "127.0.0.1"
PORT = 8000


def run_server(settings: "Settings", listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    import uvicorn

    from app import logs
    from app.main import create_app

    logs.configure(settings.log, telling=settings.environment == "development")
    app = create_app(settings)

    class Server(uvicorn.Server):
        """Streams of events would keep it from ending."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.run_feed.close()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,  # It would log addresses with all that is in them; the service logs its requests itself.
        proxy_headers=False,  # It would believe whoever is on this machine; the service believes whom it is told to.
        server_header=False,
    )
    spare_collector()
    with suppress(KeyboardInterrupt), listener:
        Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket | None:
    """A socket that listens there; None if somebody else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        return None
    return listener


def address(listener: socket.socket) -> str:
    """The web address of a listening socket."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
