"""Server-rendered pages, in Vietnamese and English, on the same services as the API."""

from fastapi import Depends, FastAPI

from app.access.rate_limit import RateLimit
from app.web import addresses, failures
from app.web.assets import Assets
from app.web.pages import (
    account,
    availability,
    beginnings,
    conference,
    delegates,
    delegation,
    delegation_plan,
    delegations,
    desk,
    diary,
    directory,
    endings,
    enquiries,
    enquiry,
    failed,
    generate,
    group_plans,
    groups,
    imports,
    interest,
    interests,
    interpreters,
    invitations,
    must_meets,
    oidc,
    overview,
    pair,
    password_resets,
    people,
    programme,
    rehearsal,
    requests,
    review,
    rules,
    session_settings,
    sessions,
    settings,
    setup,
    sign_ins,
    sign_offs,
    slots,
    stage,
    start,
    styleguide,
    table,
    table_availability,
    tables,
    timetable,
    weights,
    what_ifs,
    wishes,
)

# A line for each module of pages.
MODULES = (
    account,
    availability,
    beginnings,
    conference,
    delegates,
    delegation,
    delegation_plan,
    delegations,
    desk,
    diary,
    endings,
    enquiries,
    enquiry,
    failed,
    generate,
    group_plans,
    groups,
    imports,
    directory,
    interest,
    interests,
    interpreters,
    invitations,
    must_meets,
    oidc,
    overview,
    pair,
    password_resets,
    people,
    programme,
    rehearsal,
    requests,
    review,
    rules,
    session_settings,
    sessions,
    settings,
    setup,
    sign_ins,
    sign_offs,
    slots,
    stage,
    start,
    table,
    table_availability,
    tables,
    timetable,
    weights,
    what_ifs,
    wishes,
)


def install(app: FastAPI) -> None:
    """Put the pages under `/`, behind everything that `app` already answers, and with failures of their own.

    They are an application of their own, since a failure is a page here and a problem document in the API. They share
    the state of `app`, and so its database.
    """
    pages = FastAPI(openapi_url=None, dependencies=[Depends(addresses.plain)])
    pages.state = app.state
    app.state.assets = Assets()
    failures.install(pages)
    pages.add_middleware(
        RateLimit,
        per_minute=app.state.settings.http.requests_per_minute,
        tally=app.state.tally,
        around="pages",
        refuse=failures.said,
        free=app.state.assets.prefix,
    )
    for module in MODULES:
        pages.include_router(module.router)
    if app.state.settings.environment == "development":
        pages.include_router(styleguide.router)
    pages.mount(app.state.assets.prefix, app.state.assets)
    app.mount("/", pages)
