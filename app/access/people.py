"""What signing in needs besides the database."""

from dataclasses import dataclass

from fastapi import Request

from app.adapters.passwords import Passwords
from app.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class PeopleService:
    """How passwords are compared, and what limits there are."""

    passwords: Passwords
    accounts: AccountSettings


def get_people_service(request: Request) -> PeopleService:
    return PeopleService(request.app.state.passwords, request.app.state.settings.accounts)
