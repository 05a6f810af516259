"""Failures as pages, in words for a reader; the server's log has the rest."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app.access.carrier import Carrier
from app.errors import AppError, ContentTooLarge, NotSignedIn, TooMany
from app.i18n.messages import mark
from app.web.addresses import sign_in_before, to_sign_in
from app.web.entrance import see_other
from app.web.forms import show_again
from app.web.rendering import Renderer
from app.web.revisions import overtaken
from app.web.ways_back import came_from, is_visit

TEMPLATE = "failure.html"
NOT_FOUND = (
    mark("This page does not exist"),
    mark("The address may be mistyped, or what it showed has been removed."),
)
OUR_FAULT = (
    mark("Something went wrong on our side"),
    mark("The failure has been logged. Please try again in a few minutes."),
)
REFUSED = (
    mark("This request can't be answered"),
    mark("Please go back and try another way, or tell the organiser what you wanted to do."),
)

TOO_LONG = (
    mark("This is too long to look for"),
    mark("Please go back and look for fewer words."),
)
TOO_LARGE = mark("This is too large to be sent")
# Where whoever comes with a link that is over goes on: the path of the link, what to say, and a button.
ONWARD: Mapping[str, tuple[str, str, str]] = {
    "/invitations/accept": (mark("If you have accepted it already, sign in."), mark("Sign in"), "/sign-in"),
    "/password-reset/accept": ("", mark("Ask for a new link"), "/password-reset"),
}


def install(pages: FastAPI) -> None:
    """Answer every exception of the pages with a page."""
    pages.add_exception_handler(AppError, _expected)
    pages.add_exception_handler(StaleDataError, _overtaken)
    pages.add_exception_handler(HTTPException, _by_framework)
    pages.add_exception_handler(RequestValidationError, _mistyped)
    pages.add_exception_handler(Exception, _bug)


def _page(request: Request, status: int, texts: tuple[str, str] = REFUSED) -> HTMLResponse:
    texts, number = NOT_FOUND if status == HTTPStatus.NOT_FOUND else texts, None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        texts, number = OUR_FAULT, request.state.request_id
    renderer = Renderer(request)
    title, advice = (renderer.language.gettext(text) for text in texts)
    return renderer.page(TEMPLATE, status=status, title=title, advice=advice, number=number, back=None, onward=None)


def _expected(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, AppError)
    if isinstance(exc, NotSignedIn):
        return _let_sign_in(request)
    return show_again(request, exc) or _gone(request, exc) or said(request, exc)


def _let_sign_in(request: Request) -> Response:
    """First to sign in, then back to the page that was open.

    A script is not led there itself: it would put that page into a part of another. htmx takes the reader there.
    """
    if is_visit(request):
        return see_other(to_sign_in(request) if request.method == "GET" else sign_in_before(came_from(request)))
    where = sign_in_before(came_from(request))
    return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": where})


def _gone(request: Request, error: AppError) -> Response | None:
    """Whoever presses the button of something that is not there is shown where it stood; None elsewhere."""
    if error.status != HTTPStatus.NOT_FOUND or request.method != "POST" or not is_visit(request):
        return None
    where = came_from(request)
    return see_other(where, "gone") if where else None


def _overtaken(request: Request, _exc: Exception) -> Response:
    """Two changed the same revision at the same moment, and the database let the other."""
    return _expected(request, overtaken())


def said(request: Request, error: AppError) -> HTMLResponse:
    """What is foreign looks like what does not exist; all else is told in the words of whoever refused it."""
    if error.status == HTTPStatus.NOT_FOUND:
        return _page(request, error.status)
    pages = Renderer(request)
    title, back = error.title, None
    if isinstance(error, ContentTooLarge):
        title, back = TOO_LARGE, came_from(request)
    title, advice = pages.language.gettext(title), pages.language.sentence(error.template, error.params)
    onward = ONWARD.get(request.url.path) if error.status == HTTPStatus.CONFLICT else None
    words = {"title": title, "advice": advice, "number": None, "back": back, "onward": onward}
    response = pages.page(TEMPLATE, status=error.status, **words)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _by_framework(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if isinstance(exc, Carrier):
        return _expected(request, exc.error)
    return _page(request, exc.status_code)


def _mistyped(request: Request, exc: Exception) -> HTMLResponse:
    assert isinstance(exc, RequestValidationError)
    if all(each["type"] == "string_too_long" and each["loc"][0] == "query" for each in exc.errors()):
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, TOO_LONG)
    # An address whose parts do not even parse leads nowhere.
    return _page(request, HTTPStatus.NOT_FOUND)


def _bug(request: Request, _exc: Exception) -> HTMLResponse:
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
