"""The service on a port of its own, for a browser to visit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from app.main import create_app
from app.settings import RunnerSettings, Settings


def app_on(url: str, **settings: Any) -> FastAPI:
    """The service on the database at `url`, with no runs carried out."""
    secret = SecretStr("only for tests, " * 3)
    return create_app(
        Settings(database_url=SecretStr(url), secret_key=secret, runner=RunnerSettings(enabled=False), **settings)
    )


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address at which a thread serves `app` meanwhile."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()  # The socket listens already once the server has started; until then the browser waits.
        try:
            listener.listen()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
