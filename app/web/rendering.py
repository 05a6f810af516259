"""Templates, in the language of the reader."""

from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from app.i18n.languages import COOKIE, LANGUAGES, PARAMETER, Language, chosen, language
from app.web.addresses import to_sign_in
from app.web.views.wording import Wording

ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


class Renderer:
    """Renders a template for one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.language = chosen(request.query_params, request.cookies, request.headers.get("accept-language", ""))

    def page(self, template: str, *, status: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
        """The response; it remembers a language that was asked for in the address."""
        reader: str | None = getattr(self.request.state, "reader", None)
        context |= {"status": int(status), "assets": self.request.app.state.assets, "languages": self._languages()}
        context |= {"reader": reader, "sign_in": to_sign_in(self.request)}
        text = environment(self.language.code).get_template(template).render(context)
        response = HTMLResponse(text, status, headers={"Vary": "Accept-Language, Cookie"})
        # What somebody who is signed in has seen must not come back by a browser's back button after signing out.
        response.headers["Cache-Control"] = "no-store" if reader else "no-cache"
        if PARAMETER in self.request.query_params:
            secure = self.request.url.scheme == "https"
            response.set_cookie(COOKIE, self.language.code, ONE_YEAR_SECONDS, httponly=True, secure=secure)
        return response

    def _languages(self) -> list[tuple[Language, str]]:
        """Every language with the address of this page in it."""
        url = self.request.url
        addresses = (url.include_query_params(**{PARAMETER: code}) for code in LANGUAGES)
        return [(language(c), f"{u.path}?{u.query}") for c, u in zip(LANGUAGES, addresses, strict=True)]


@cache
def environment(code: str) -> Environment:
    """The templates of one language; undefined names are errors, everything is escaped."""
    made = Environment(
        loader=PackageLoader("app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken = language(code)
    made.globals |= {"_": spoken.gettext, "ngettext": spoken.ngettext, "language": spoken, "words": Wording(spoken)}
    return made
