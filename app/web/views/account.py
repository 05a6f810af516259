"""Where somebody is signed in, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.models import SignIn
from app.services.reference import VIETNAM


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
        SignInRow(each.id, language.moment(each.created_at.astimezone(clock)), each.address, each.agent)
        for each in found
    ]
