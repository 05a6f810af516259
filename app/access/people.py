"""What signing in needs besides the database, as the composition root made it."""

from fastapi import Request

from app.services.people import PeopleService


def get_people_service(request: Request) -> PeopleService:
    state = request.app.state
    return PeopleService(state.passwords, state.settings.accounts, state.postbox, state.factors)
