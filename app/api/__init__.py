"""The HTTP API under `/api/v1`."""

from typing import Any

from fastapi import FastAPI

from app.access.addresses import API
from app.access.rate_limit import RateLimit
from app.api import linking, preconditions, problems, routing
from app.api.deps import get_write_actor
from app.api.routes import (
    accounts,
    api_tokens,
    audit_entries,
    clones,
    conferences,
    delegates,
    delegation_details,
    delegations,
    diaries,
    documents,
    enquiries,
    enquiry_documents,
    enquiry_workbooks,
    failures,
    formats,
    group_changes,
    group_members,
    groups,
    instances,
    interpreters,
    invitations,
    meeting_requests,
    memberships,
    must_meets,
    needs,
    offerings,
    organisations,
    overview,
    password_resets,
    pins,
    prechecks,
    programmes,
    quotas,
    rooms,
    runs,
    scoring,
    second_factors,
    sessions,
    side_rules,
    sign_ins,
    slot_grids,
    suggestions,
    timetable_drafts,
    timetables,
    what_ifs,
    wishes,
    workbooks,
)

DESCRIPTION = """
Conferences, their delegations with needs, offerings and wishes, and the meeting timetables made of them.

Failures are problem details (RFC 9457). Lists are pages of `limit` items; `next_cursor` leads on. A change names the
revision that it changes: the `ETag` of what was seen, as `If-Match`. Text is normalised (NFC).

Requests say who asks by the cookie of a sign-in or by `Authorization: Bearer` with an API token. What somebody may not
see is answered like what does not exist. Requests that a browser sends for another site are refused.
"""
NOUNS = (
    accounts,
    second_factors,
    sign_ins,
    password_resets,
    api_tokens,
    invitations,
    memberships,
    audit_entries,
    conferences,
    overview,
    clones,
    formats,
    sessions,
    programmes,
    rooms,
    interpreters,
    slot_grids,
    side_rules,
    quotas,
    organisations,
    delegations,
    delegation_details,
    delegates,
    diaries,
    needs,
    offerings,
    documents,
    enquiries,
    enquiry_documents,
    enquiry_workbooks,
    wishes,
    meeting_requests,
    groups,
    group_changes,
    group_members,
    must_meets,
    pins,
    suggestions,
    scoring,
    workbooks,
    instances,
    prechecks,
    runs,
    what_ifs,
    timetables,
    timetable_drafts,
    failures,
)


class Api(FastAPI):
    """An application of its own, so that its failures are problems and those of the pages are pages."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, which knows problems only."""
        if self.openapi_schema is None:
            # Whoever asks for a change is asked for by this, and there keys are looked at.
            keyed = set[str]().union(*(routing.depending(noun.router, get_write_actor) for noun in NOUNS))
            written = preconditions.document(routing.document(super().openapi(), keyed))
            self.openapi_schema = problems.document(linking.document(written))
        return self.openapi_schema


def install(app: FastAPI) -> None:
    """Put the API under `/api/v1`. It shares the state of `app`, and so its database."""
    # No /docs: its scripts come from other servers, which the content security policy forbids.
    api = Api(title="Kết Nối", version="1", description=DESCRIPTION.strip(), docs_url=None, redoc_url=None)
    api.state = app.state
    problems.install(api)
    limit = app.state.settings.http.requests_per_minute
    api.add_middleware(RateLimit, per_minute=limit, tally=app.state.tally, around="api", refuse=problems.respond)
    for noun in NOUNS:
        api.include_router(noun.router)
    api.state.routes = [route for noun in NOUNS for route in noun.router.routes]
    app.mount(API, api)
