"""Render every failure as RFC 9457 problem details, and document them in OpenAPI."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.access.carrier import Carrier
from app.api.routing import KEY
from app.api.schemas.impacts import ImpactRead
from app.api.schemas.timetable_drafts import ViolationRead
from app.api.validation import literal, place_of
from app.errors import (
    AppError,
    ContentTooLarge,
    CrossSiteRequest,
    Forbidden,
    IdempotencyKeyReused,
    InternalError,
    InUse,
    Invalid,
    MethodNotAllowed,
    MoveRefused,
    NotFound,
    NotSignedIn,
    Place,
    PreconditionFailed,
    PreconditionRequired,
    TooBusy,
    TooMany,
    TooManyRequests,
    UnsupportedMediaType,
)
from app.i18n.languages import Language, accepted_by_program
from app.matching.scheduling.io import InputErrors

MEDIA_TYPE = "application/problem+json"
# What the framework finds wrong with a request before it reaches a route.
_BY_STATUS = {
    error.status: error
    for error in (
        AppError("The request's body can't be read."),
        NotFound("There is nothing at this address."),
        MethodNotAllowed("This address does not take that method."),
    )
}


class InvalidPlace(BaseModel):
    """Of a workbook, `sheet` and `cell` say where; without a cell it is the whole sheet."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into `in`.", examples=["/slots/3/ends_at"])
    detail: str
    where: str = Field(alias="in", description="`body`, `query`, `path` or `header`.")
    sheet: str | None = None
    cell: str | None = Field(None, examples=["D17"])


def _codes(error: type[AppError] = AppError) -> set[str]:
    """Of every problem that there is."""
    return {error.code}.union(*map(_codes, error.__subclasses__()))


class Problem(BaseModel):
    """Problem details (RFC 9457); some types carry further members."""

    type: str = Field(description="`code` as a reference, relative to the server.", examples=["/problems/not-found"])
    code: str = Field(
        description="What it is, for programs; it never changes its meaning.",
        examples=["not-found"],
        json_schema_extra={"enum": [*sorted(_codes())]},
    )
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    current: dict[str, Any] | None = Field(None, description="The thing as it is now, for `precondition-failed`.")
    impact: ImpactRead | None = Field(
        None, description="What depends on it, for `would-invalidate`, and for `in-use` where that is known."
    )
    errors: list[InvalidPlace] | None = Field(None, description="Every place that does not fit, for `invalid`.")
    violations: list[ViolationRead] | None = Field(None, description="What it would break, for `move-refused`.")
    request_id: str | None = Field(None, description="To quote to whoever has the log, for `internal-error`.")


def problems(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """`responses=` for a route: one entry per status, listing every problem type under it."""
    responses: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = responses.setdefault(error.status, {"description": ""} | _CONTENT)
        entry["description"] = "; ".join(filter(None, [entry["description"], f"`{error.code}`: {error.title}"]))
    return responses


def respond(request: Request, error: AppError, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """The problem details of `error` in the language that the request accepts, as a response."""
    language = accepted_by_program(request.headers.get("accept-language", ""))
    body = {
        "type": f"/problems/{error.code}",
        "code": error.code,
        "title": language.sentence(error.title, {}),
        "status": error.status,
        "detail": language.sentence(error.template, error.params),
        "instance": request.url.path,
    }
    if isinstance(error, Invalid) and error.places:
        body["errors"] = [_told(place, language) for place in error.places]
    if isinstance(error, PreconditionFailed) and error.current is not None:
        body["current"] = error.current
    if isinstance(error, InUse) and error.impact is not None:
        body["impact"] = error.impact
    if isinstance(error, MoveRefused):
        body["violations"] = [ViolationRead.model_validate(each).model_dump(mode="json") for each in error.violations]
    if isinstance(error, InternalError):
        body["request_id"] = request.state.request_id
    headers = {"Content-Language": language.code, "Vary": "Accept-Language"} | (headers or {})
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return JSONResponse(body, error.status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every exception of `app` with a problem."""
    app.add_exception_handler(AppError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(InputErrors, _bad_file)
    app.add_exception_handler(StaleDataError, _overtaken)
    app.add_exception_handler(HTTPException, _by_framework)
    app.add_exception_handler(Exception, bug)


def document(openapi: dict[str, Any]) -> dict[str, Any]:
    """Put the problem's schema into an OpenAPI document, in place of FastAPI's own for invalid requests."""
    schemas = openapi.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs") | {"Problem": schema}
    for path in openapi["paths"].values():
        for method, operation in path.items():
            _add(operation["responses"], problems(*_always_possible(method, operation)))
    return openapi


def _add(responses: dict[str, Any], everywhere: dict[int | str, dict[str, Any]]) -> None:
    """To what the route itself declares; FastAPI's own entry for invalid requests goes."""
    for status, entry in everywhere.items():
        declared = responses.get(str(status), {}).get("description", "")
        if declared.startswith("`") and entry["description"] not in declared:
            entry |= {"description": f"{declared}; {entry['description']}"}
        responses[str(status)] = entry


_CONTENT = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _always_possible(method: str, operation: dict[str, Any]) -> Iterable[type[AppError]]:
    """The failures of an operation that no route has to declare."""
    yield from (TooManyRequests, TooBusy, ContentTooLarge)
    if "422" in operation["responses"]:
        yield Invalid
    if "requestBody" in operation:
        yield from (AppError, UnsupportedMediaType)
    named = {each["name"] for each in operation.get("parameters", ())}
    if "if-match" in named:
        yield from (PreconditionFailed, PreconditionRequired)
    if KEY in named:
        yield IdempotencyKeyReused
    if "security" in operation:
        yield from (NotSignedIn, Forbidden)
    if method != "get":
        yield CrossSiteRequest


def _expected(request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, AppError)
    return respond(request, exc)


def _told(place: Place, language: Language) -> dict[str, str]:
    told = {"pointer": place.pointer, "detail": language.sentence(place.template, place.params), "in": place.where}
    return told if place.sheet is None else told | {"sheet": place.sheet, "cell": place.cell or ""}


def _invalid(request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, RequestValidationError)
    expected = _another_kind(request)
    if expected is not None:
        return respond(request, UnsupportedMediaType("Send it as {expected}.", expected=expected))
    places = [place_of(error) for error in exc.errors()]
    return respond(request, Invalid("See `errors` for every place that does not fit.", places=places))


def _another_kind(request: Request) -> str | None:
    """The media type that the route takes, if it was sent a body of another one, or of one that is not told."""
    field, headers = request.scope["route"].body_field, request.headers
    if field is None or (headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers):
        return None
    expected: str = field.field_info.media_type
    sent = headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if sent == expected or (expected, sent[-5:]) == ("application/json", "+json") else expected


def _bad_file(request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, InputErrors)
    places = [Place(error.pointer, error.template, error.params) for error in exc.errors]
    return respond(request, Invalid("The file can't be taken; see `errors` for every place.", places=places))


def _overtaken(request: Request, _exc: Exception) -> JSONResponse:
    """Two changed the same revision at the same moment, and the database let the other."""
    return respond(request, PreconditionFailed("Somebody has changed this at the same moment; read it again."))


def _by_framework(request: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, HTTPException)
    found = exc.error if isinstance(exc, Carrier) else _BY_STATUS.get(exc.status_code)
    error = found or AppError(literal(str(exc.detail)))
    headers = dict(exc.headers or {})
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(_taken(request)))
    return respond(request, error, headers=headers)


def _taken(request: Request) -> set[str]:
    """The methods that the address takes, of all its routes: the framework names those of the first alone."""
    routes = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    return set[str]().union(*(route.methods for route in routes))


def bug(request: Request, _exc: Exception | None = None) -> JSONResponse:
    """What no handler knows: the log has the traceback; the caller gets nothing that could help an attacker."""
    return respond(request, InternalError("The failure has been logged; please try again later."))
