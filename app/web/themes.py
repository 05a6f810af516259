"""How the pages look: as the reader's system says, or as the reader has chosen."""

from collections.abc import Mapping

from app.i18n.messages import mark

PARAMETER = COOKIE = "theme"
AUTOMATIC = "automatic"
THEMES: Mapping[str, str] = {
    AUTOMATIC: mark("Automatic"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "contrast": mark("High contrast"),
}


def chosen(query: Mapping[str, str], cookies: Mapping[str, str]) -> str:
    """The theme asked for in the address, else remembered, else that of the reader's system."""
    wanted = (query.get(PARAMETER, ""), cookies.get(COOKIE, ""))
    return next((theme for theme in wanted if theme in THEMES), AUTOMATIC)
