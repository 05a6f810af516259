"""Forms: what was typed is checked, and shown again with what is wrong at each field.

A page that takes a form calls `filled`. From then on every expected failure of the request shows that form again, with
what was typed but never a secret, the message at its field or above all of them, and the cursor where it is needed.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import AppError, Invalid, Place
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.web.rendering import Renderer

Typed = Mapping[str, str]

# By type of error, in words for whoever fills in a form; pydantic's own are for programmers.
TEMPLATES: Mapping[str, str] = {
    "missing": mark("Please fill this in."),
    "string_too_long": mark("At most {max_length} characters are taken."),
    "string_too_short": mark("At least {min_length} characters are needed."),
}
ODD = mark("This can't be taken as it is.")


# For a page whose address has a secret in it: no other page is told. Without any referrer at all, older browsers would
# not say where a form comes from.
SECRETIVE: Mapping[str, str] = {"Referrer-Policy": "strict-origin", "Cache-Control": "no-store"}


class Form(BaseModel):
    """The fields of a form.

    `template` is its page, which is sent with `headers`; `at` names the field at which a failure of a code is told.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    template: ClassVar[str]
    secrets: ClassVar[frozenset[str]] = frozenset({"password"})
    at: ClassVar[Mapping[str, str]] = {}
    headers: ClassVar[Mapping[str, str]] = {}


F = TypeVar("F", bound=Form)


class Sheet:
    """A form as its page shows it: empty, or with what was typed and what is wrong with that."""

    def __init__(self, form: type[Form], typed: Typed | None = None, **context: Any) -> None:
        self.form, self.context = form, context
        self.faults: dict[str, str] = {}
        self.fault: str | None = None
        self._typed = typed or {}

    def __getitem__(self, field: str) -> str:
        """What was typed, unless it is a secret."""
        return "" if field in self.form.secrets else self._typed.get(field, "")

    @property
    def focus(self) -> str | None:
        """The field that the cursor goes to: the first at fault, else the first empty one."""
        fields = self.form.model_fields
        return next((f for f in fields if f in self.faults), next((f for f in fields if not self[f]), None))

    def tell(self, error: AppError, language: Language) -> None:
        """Put the words of a failure where they belong."""
        for place in self._places(error):
            field = place.pointer.removeprefix("/")
            if field in self.form.model_fields:
                self.faults[field] = language.sentence(place.template, place.params)
        if not self.faults:
            self.fault = language.sentence(error.template, error.params)

    def _places(self, error: AppError) -> tuple[Place, ...]:
        if error.code in self.form.at:
            return (Place(f"/{self.form.at[error.code]}", error.template, error.params),)
        return error.places if isinstance(error, Invalid) else ()


async def get_typed(request: Request) -> Typed:
    """The fields of the form that the request carries; files are none of them."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def filled(request: Request, form: type[F], typed: Typed, **context: Any) -> F:
    """What was typed, checked. Raises `Invalid`.

    `context` is what the template needs besides; no rows, for those are of no use once the transaction has failed.
    """
    request.state.sheet = Sheet(form, typed, **context)
    try:
        return form.model_validate(dict(typed))
    except ValidationError as exc:
        places = [_place(error) for error in exc.errors()]
        raise Invalid("Please check what is marked.", places=places) from None


def show(pages: Renderer, sheet: Sheet, status: int = HTTPStatus.OK) -> HTMLResponse:
    """The page of a form."""
    response = pages.page(sheet.form.template, status=status, form=sheet, **sheet.context)
    response.headers.update(sheet.form.headers)
    return response


def show_again(request: Request, error: AppError) -> HTMLResponse | None:
    """The page of the request's form with what is wrong; None if the request has none, or if typing can't mend it."""
    sheet: Sheet | None = getattr(request.state, "sheet", None)
    if sheet is None or error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}:
        return None
    pages = Renderer(request)
    sheet.tell(error, pages.language)
    return show(pages, sheet, error.status)


def _place(error: Mapping[str, Any]) -> Place:
    """The place of one of pydantic's errors, in our own words."""
    kind, context = error["type"], error.get("ctx", {})
    pointer = "".join(f"/{step}" for step in error["loc"])
    if kind == "value_error":
        return Place(pointer, str(context["error"]))
    if kind == "string_too_short" and not str(error["input"]).strip():
        kind = "missing"
    return Place(pointer, TEMPLATES.get(kind, ODD), context)
