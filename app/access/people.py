"""What signing in needs besides the database."""

from dataclasses import dataclass

from fastapi import Request

from app.adapters.passwords import Passwords
from app.services.outgoing_mails import Postbox
from app.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class PeopleService:
    """How passwords are compared, what limits there are, and where mails go."""

    passwords: Passwords
    accounts: AccountSettings
    postbox: Postbox


def get_people_service(request: Request) -> PeopleService:
    state = request.app.state
    return PeopleService(state.passwords, state.settings.accounts, state.postbox)
