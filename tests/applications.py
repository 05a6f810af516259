"""The service for one test: an application of its own, on routes that are made ready once in a process."""

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount

from app.db import SessionFactory
from app.main import create_app
from app.settings import Settings

_READY: dict[str, list[BaseRoute]] = {}


def on(session_factory: SessionFactory, settings: Settings) -> FastAPI:
    """The service on the transaction of a test.

    FastAPI makes ready each route of an application when a request first looks for one behind it, which takes longer
    than most tests; so all of them share the routes of the first, of which none knows its application.
    """
    app = create_app(settings)
    app.state.session_factory = session_factory
    for mount in app.routes:
        if isinstance(mount, Mount) and isinstance(mount.app, FastAPI):
            router = mount.app.router
            router.routes = _READY.setdefault(mount.path, router.routes)
    return app
