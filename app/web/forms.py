"""Forms: what was typed is checked, and shown again with what is wrong at each field.

A page that takes a form calls `filled`. From then on every expected failure of the request shows that form again, with
what was typed but never a secret, the message at its field or above all of them, and the cursor where it is needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar, get_origin

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from app.access.together import Misfit
from app.errors import AppError, Duplicate, InUse, Invalid, Place, PreconditionFailed, WouldInvalidate
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.web.rendering import Renderer
from app.web.views.impacts import Harm, harms


class Typed(dict[str, str]):
    """What was typed by field; of a field with several values the last, and all of them by `all`."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = list(pairs)
        super().__init__(self.pairs)

    def all(self, field: str) -> list[str]:
        return [value for name, value in self.pairs if name == field]

    def over(self, known: "Typed") -> "Typed":
        """What was typed, and what is known of all that was not asked for."""
        return Typed([*known.pairs, *self.pairs])

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Typed":
        """As if these values had been typed: for a form that begins with what is there."""
        pairs: list[tuple[str, str]] = []
        for name, value in values.items():
            several = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, _written(each)) for each in several if each is not None]
        return cls(pairs)


NOT_OFFERED = mark("Please choose one of those offered.")
# By type of error, in words for whoever fills in a form; pydantic's own are for programmers.
TEMPLATES: Mapping[str, str] = {
    "missing": mark("Please fill this in."),
    "string_too_long": mark("At most {max_length} characters are taken."),
    "string_too_short": mark("At least {min_length} characters are needed."),
    "too_long": mark("At most {max_length} are taken."),
    "too_short": mark("Please choose at least one."),
    "int_parsing": mark("Please write a whole number."),
    "float_parsing": mark("Please write a number."),
    "greater_than_equal": mark("This must be {ge} or more."),
    "less_than_equal": mark("This must be {le} or less."),
    "date_from_datetime_parsing": mark("Please write a date, like 2026-12-08."),
    "enum": NOT_OFFERED,
    "literal_error": NOT_OFFERED,
    "uuid_parsing": NOT_OFFERED,
}
ODD = mark("This can't be taken as it is.")


# For a page whose address has a secret in it: no other page is told. Without any referrer at all, older browsers would
# not say where a form comes from.
SECRETIVE: Mapping[str, str] = {"Referrer-Policy": "strict-origin", "Cache-Control": "no-store"}


class Form(BaseModel):
    """The fields of a form.

    `template` is its page, which is sent with `headers`; `at` names the field at which a failure of a code is told, and
    `called` what a field is called here that a service's pointer calls otherwise. The cursor waits in the first empty
    field of a form that `seizes_focus`: of a page that is nothing but this form. What is wrong with a field that is
    `unseen` is told above all of them.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    template: ClassVar[str]
    secrets: ClassVar[frozenset[str]] = frozenset({"password"})
    at: ClassVar[Mapping[str, str]] = {}
    headers: ClassVar[Mapping[str, str]] = {}
    called: ClassVar[Mapping[str, str]] = {}
    seizes_focus: ClassVar[bool] = True
    unseen: ClassVar[frozenset[str]] = frozenset({"revision"})


F = TypeVar("F", bound=Form)


class Sheet:
    """A form as its page shows it: empty, or with what was typed and what is wrong with that.

    Where somebody else was faster, `current` is the revision that they made.
    """

    def __init__(self, form: type[Form], typed: Typed | None = None, **context: Any) -> None:
        self.form, self.context = form, context
        self.faults: dict[str, str] = {}
        self.fault: str | None = None
        self.current: object = None
        # What the change would invalidate, and whether it can be done all the same.
        self.harms: Sequence[Harm] = ()
        self.is_acceptable = False
        self.typed = typed or Typed()
        # What the page calls its fields, known once it has been rendered.
        self.names: dict[str, str] = {}

    def __getitem__(self, field: str) -> str:
        """What was typed, unless it is a secret."""
        return "" if field in self.form.secrets else self.typed.get(field, "")

    def all(self, field: str) -> list[str]:
        """All that was chosen in a field of several values."""
        return self.typed.all(field)

    def named(self, field: str, label: str) -> str:
        """Remember what a field is called; nothing to show."""
        self.names[field] = label
        return ""

    @property
    def focus(self) -> str | None:
        """The field that the cursor goes to: the first at fault; of a short form that is empty the first."""
        fields = self.form.model_fields
        fault = next((f for f in fields if f in self.faults), None)
        return fault or (next((f for f in fields if not self[f]), None) if self.form.seizes_focus else None)

    def tell(self, error: AppError, language: Language) -> None:
        """Put the words of a failure where they belong."""
        if isinstance(error, PreconditionFailed):
            self.current = error.current
        if isinstance(error, InUse):
            self.harms, self.is_acceptable = harms(language, error), isinstance(error, WouldInvalidate)
        for place in self._places(error):
            steps = [self.form.called.get(step, step) for step in place.pointer.split("/")]
            field = next((step for step in steps if step in self.form.model_fields), None)
            if field and field not in self.form.unseen:
                self.faults.setdefault(field, _told(language, place))
            elif self.fault is None and (field or place.pointer in {"", "/"}):
                self.fault = _told(language, place)
        if not (self.faults or self.fault):
            self.fault = language.sentence(error.template, error.params)

    def tell_unshown(self) -> bool:
        """Tell above the form what is wrong with fields that the page, once rendered, turned out not to have."""
        found = [self.faults.pop(field) for field in [*self.faults] if field not in self.names]
        if found:
            self.fault = " ".join([self.fault, *found] if self.fault else found)
        return bool(found)

    def _places(self, error: AppError) -> tuple[Place, ...]:
        if error.code in self.form.at:
            return (Place(f"/{self.form.at[error.code]}", error.template, error.params),)
        return tuple(error.places) if isinstance(error, Invalid | Duplicate) else ()


def between_commas(typed: Any) -> tuple[str, ...]:
    """The parts of one line; what is empty is none."""
    return tuple(each.strip() for each in str(typed).split(",") if each.strip())


async def get_typed(request: Request) -> Typed:
    """The fields of the form that the request carries; files are none of them."""
    form = await request.form()
    return Typed((name, value) for name, value in form.multi_items() if isinstance(value, str))


def filled(request: Request, form: type[F], typed: Typed, **context: Any) -> F:
    """What was typed, checked. Raises `Invalid`.

    `context` is what the template needs besides; no rows, for those are of no use once the transaction has failed.
    """
    request.state.sheet = Sheet(form, typed, **context)
    try:
        return form.model_validate(_sorted(form, typed))
    except ValidationError as exc:
        places = [_place(error) for error in exc.errors()]
        raise Invalid("Please check what is marked.", places=places) from None


def show(pages: Renderer, sheet: Sheet, status: int = HTTPStatus.OK) -> HTMLResponse:
    """The page of a form."""
    response = pages.page(sheet.form.template, status=status, form=sheet, **sheet.context)
    if sheet.tell_unshown() or len(sheet.faults) > 1:
        # What stands above the fields names them, and has what is wrong with those that are not there.
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


def _sorted(form: type[Form], typed: Typed) -> dict[str, Any]:
    """Lists for fields that take several values; what may be left out and is empty is left out."""
    given: dict[str, Any] = {}
    for name, field in form.model_fields.items():
        if get_origin(field.annotation) is list:
            given[name] = list(dict.fromkeys(value for value in typed.all(name) if value.strip()))
        elif name in typed and (field.is_required() or typed[name].strip()):
            given[name] = typed[name]
    return given


def _written(value: Any) -> str:
    """As it stands in a field."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(language: Language, place: Place) -> str:
    """In a sentence with its end: what the API tells of a value has none."""
    text = language.sentence(place.template, place.params)
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _place(error: Mapping[str, Any]) -> Place:
    """The place of one of pydantic's errors, in our own words."""
    kind, context = error["type"], error.get("ctx", {})
    pointer = "".join(f"/{step}" for step in error["loc"])
    is_blank = isinstance(error["input"], str) and not error["input"].strip()
    if kind == "value_error" and not is_blank:
        exc = context["error"]
        return Place(f"/{exc.field}" if isinstance(exc, Misfit) else pointer, str(exc))
    # As one would write it: 100, and not 100.0.
    plain = {name: int(limit) if isinstance(limit, float) else limit for name, limit in context.items()}
    told = TEMPLATES.get(kind, ODD)
    return Place(pointer, TEMPLATES["missing"] if is_blank and told != NOT_OFFERED else told, plain)
