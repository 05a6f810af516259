"""Templates, in the language of the reader."""

from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from app.access.sign_in import COOKIE as SIGN_IN_COOKIE
from app.i18n.languages import COOKIE, LANGUAGES, PARAMETER, Language, chosen, language
from app.web import notices, themes
from app.web.addresses import to_sign_in
from app.web.navigation import Group, Place, groups, outside
from app.web.views.wording import Wording
from app.web.ways_back import here

ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


class Renderer:
    """Renders a template for one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.language = chosen(request.query_params, request.cookies, request.headers.get("accept-language", ""))
        self.theme = themes.chosen(request.query_params, request.cookies)

    def page(self, template: str, *, status: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
        """The response; it remembers a language and a theme that were asked for in the address."""
        reader: str | None = getattr(self.request.state, "reader", None)
        told = notices.take(self.request.cookies) if status == HTTPStatus.OK else None
        frame = self._frame() | {"status": int(status), "reader": reader, "told": told}
        assert not context.keys() & frame.keys(), "the frame of all pages has values of these names"
        text = environment(self.language.code).get_template(template).render(context | frame)
        response = HTMLResponse(text, status, headers={"Vary": "Accept-Language, Cookie"})
        # What somebody who is signed in has seen must not come back by a browser's back button after signing out.
        response.headers["Cache-Control"] = "no-store" if reader else "no-cache"
        self._remember(response, PARAMETER, COOKIE, self.language.code)
        self._remember(response, themes.PARAMETER, themes.COOKIE, self.theme)
        if told:
            response.delete_cookie(notices.COOKIE)
        return response

    def _frame(self) -> dict[str, Any]:
        """What the frame of all pages shows, whichever page is in it."""
        state = self.request.app.state
        return {
            "assets": state.assets,
            "languages": self._languages(),
            "sign_in": to_sign_in(self.request),
            # Who reads what is at no address is not looked up: nobody who is signed in is told to do so there.
            "is_stranger": SIGN_IN_COOKIE not in self.request.cookies,
            "theme": self.theme,
            "themes": self._themes(),
            "rehearsal": state.settings.rehearsal,
            "takes_documents": state.intake.files is not None,
            "most_bytes": {"document": state.intake.settings.max_bytes, "body": state.settings.http.max_body_bytes},
            "place": self._place,
            "groups": self._groups(),
        }

    @property
    def _place(self) -> Place | None:
        return getattr(self.request.state, "place", None)

    def _groups(self) -> tuple[Group, ...]:
        if self._place:
            return groups(self.language, self._place)
        if not getattr(self.request.state, "enquires", False):
            return ()
        return outside(self.language, self.request.url.path, administers=self.request.state.administers)

    def _remember(self, response: HTMLResponse, parameter: str, cookie: str, value: str) -> None:
        if parameter in self.request.query_params:
            secure = self.request.url.scheme == "https"
            response.set_cookie(cookie, value, ONE_YEAR_SECONDS, httponly=True, secure=secure)

    def _languages(self) -> list[tuple[Language, str]]:
        """Every language with the address of this page in it."""
        return [(language(code), self._with(PARAMETER, code)) for code in LANGUAGES]

    def _themes(self) -> list[tuple[str, str, str]]:
        """Every theme with its name and the address of this page in it."""
        return [
            (theme, self.language.gettext(name), self._with(themes.PARAMETER, theme))
            for theme, name in themes.THEMES.items()
        ]

    def _with(self, parameter: str, value: str) -> str:
        url = here(self.request).include_query_params(**{parameter: value})
        return f"{url.path}?{url.query}"


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
