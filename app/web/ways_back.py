"""Pages that can be asked for again: of an answer to a form, and of something that is not there any more."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import URL
from starlette.routing import Match

from app.web.addresses import START, local


def here(request: Request) -> URL:
    """The address of this page; of an answer to what can only be sent, that of a page nearby."""
    if request.method in {"GET", "HEAD"} or leads(request, request.url.path):
        return request.url
    above = request.url.path
    while above and not leads(request, above):
        above = above.rpartition("/")[0]
    return request.url.replace(path=above, query="") if above else URL(came_from(request) or START)


def came_from(request: Request) -> str | None:
    """The page of ours on which somebody has pressed a button; None where none is known."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.url.netloc or not leads(request, parts.path):
        return None
    return local(parts.path + (f"?{parts.query}" if parts.query else ""))


def is_visit(request: Request) -> bool:
    """Whether the answer takes the place of the page, and is not brought by a script."""
    by_browser = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    return by_browser and "hx-request" not in request.headers


def leads(request: Request, path: str) -> bool:
    """Whether one of our pages has this path."""
    asked = dict(request.scope) | {"method": "GET", "path": path, "raw_path": path.encode()}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)
