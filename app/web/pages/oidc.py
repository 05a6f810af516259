"""Signing in by an organisation's own service."""

import logging
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from app.access.introduction import introduction
from app.access.sign_in import OIDC_COOKIE, remember_attempt, visitor_of
from app.adapters.oidc import Attempt, OidcAway, OidcProvider, OidcRefused
from app.errors import AttemptOver, NotFound, ServiceAway
from app.logs import fields
from app.services import identities, tokens
from app.services.identities import Introduction
from app.services.links import OIDC_CALLBACK
from app.web.addresses import OIDC, Following, local
from app.web.deps import Service, WriteSession
from app.web.entrance import let_in, see_other

logger = logging.getLogger(__name__)
router = APIRouter()

Said = Annotated[str, Query(max_length=4000)]


def get_provider(request: Request) -> OidcProvider:
    provider: OidcProvider | None = request.app.state.oidc
    if provider is None:
        raise NotFound("There is no such service here.")
    return provider


Provider = Annotated[OidcProvider, Depends(get_provider)]


def get_introduction(
    request: Request, provider: Provider, state: Said = "", code: Said = "", iss: Said = ""
) -> Introduction:
    """Asked for before the transaction begins, which must not wait for another service."""
    attempt = Attempt(request.cookies.get(OIDC_COOKIE, "").partition(".")[0])
    own = bool(attempt.secret) and compare_digest(attempt.state.encode(), state.encode())
    if not (own and code) or iss.rstrip("/") not in {"", str(provider.settings.issuer).rstrip("/")}:
        raise AttemptOver("It took too long, or you went back; please begin again.")
    try:
        return introduction(provider.claims(attempt, code))
    except OidcAway as exc:
        raise _away(exc) from exc
    except OidcRefused as exc:
        logger.warning("the other service introduced nobody", extra=fields(reason=str(exc)))
        raise AttemptOver("The other service did not confirm who you are; please begin again.") from exc


Introduced = Annotated[Introduction, Depends(get_introduction)]


@router.get(OIDC)
def go_there(request: Request, provider: Provider, following: Following) -> RedirectResponse:
    attempt = Attempt(tokens.new().secret)
    response = see_other(_address(provider, attempt))
    remember_attempt(request, response, f"{attempt.secret}.{quote(following, safe='/')}")
    return response


@router.get(OIDC_CALLBACK)
def come_back(
    request: Request, who: Introduced, provider: Provider, db: WriteSession, service: Service
) -> RedirectResponse:
    following = local(unquote(request.cookies.get(OIDC_COOKIE, "").partition(".")[2]))
    entered = identities.enter(db, service, provider.settings.rules, visitor_of(request), who)
    return let_in(request, entered, following)


def _address(provider: OidcProvider, attempt: Attempt) -> str:
    try:
        return provider.address(attempt)
    except OidcAway as exc:
        raise _away(exc) from exc


def _away(why: OidcAway) -> ServiceAway:
    logger.warning("the other service for signing in is away", extra=fields(reason=str(why)))
    return ServiceAway("Please try again in a few minutes, or sign in by password.")
