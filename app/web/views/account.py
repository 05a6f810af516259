"""Where somebody is signed in, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.models import SignIn
from app.services.reference import VIETNAM

# What is in the name that a browser gives itself, and what people call it; many give the names of others, too.
BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignInRow:
    id: UUID
    since: str
    address: str
    agent: str


def sign_in_rows(language: Language, found: Iterable[SignIn]) -> list[SignInRow]:
    """By the clock of Việt Nam, and saying so: an account has no clock of its own."""
    clock = ZoneInfo(VIETNAM)
    return [
        SignInRow(each.id, language.moment(each.created_at.astimezone(clock)), each.address, browser(each.agent))
        for each in found
    ]


def browser(agent: str) -> str:
    """As people call it, and what it runs on: `Chrome, Android`; of what is no browser, its own name."""
    if not agent.startswith("Mozilla/"):
        return agent
    told = (next((name for mark, name in known if mark in agent), None) for known in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, told)) or agent
