"""What a delegation says of itself: details, availability, and what is proposed for that."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.delegation_details import (
    AvailabilityInput,
    AvailabilityProposalsRead,
    AvailabilityRead,
    DelegationDetails,
    DelegationDetailsRead,
    MeetingLinkRead,
    WorkingDayInput,
)
from app.api.schemas.impacts import Accepting
from app.errors import Invalid, NotFound, WouldInvalidate, WrongStage
from app.models import Delegation
from app.services import availability, availability_proposals, delegation_details, delegations
from app.services.availability import Availability
from app.services.availability_proposals import Proposals, WorkingDay

router = Router(tags=["Delegations"])

DETAILS = "/delegations/{delegation_id}/details"
AVAILABILITY = "/delegations/{delegation_id}/availability"


@router.get(DETAILS, response_model=DelegationDetailsRead, responses=problems(NotFound))
def get_details(delegation_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Delegation:
    """How the delegation attends."""
    return tag.of(delegation_details.get(db, actor, delegation_id))


@router.put(
    DETAILS, response_model=DelegationDetailsRead, responses=problems(NotFound, Invalid, WouldInvalidate, WrongStage)
)
def update_details(
    *,
    delegation_id: UUID,
    body: DelegationDetails,
    accepting: Accepting,
    actor: WriteActor,
    db: WriteSession,
    edit: Edit,
) -> Delegation:
    """Meetings that would lack a line, were it on line, or an interpreter of its languages are told first."""
    edit.check(delegations.for_submitter(db, actor, delegation_id), DelegationDetailsRead)
    values, accepted = body.model_dump(), accepting.accept_impact
    return edit.of(delegation_details.update(db, actor, delegation_id, values=values, accept_impact=accepted))


@router.get("/delegations/{delegation_id}/meeting-link", response_model=MeetingLinkRead, responses=problems(NotFound))
def get_meeting_link(delegation_id: UUID, actor: ReadActor, db: ReadSession) -> Delegation:
    """Where it is met on line, also for whoever has a meeting with it in a timetable that was published."""
    return delegation_details.meeting_link(db, actor, delegation_id)


@router.get(AVAILABILITY, response_model=AvailabilityRead, responses=problems(NotFound))
def get_availability(delegation_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Availability:
    """Every slot of the conference, by the clock of the delegation."""
    return tag.of(availability.get(db, actor, delegation_id))


@router.put(
    AVAILABILITY, response_model=AvailabilityRead, responses=problems(NotFound, Invalid, WouldInvalidate, WrongStage)
)
def update_availability(
    *,
    delegation_id: UUID,
    body: AvailabilityInput,
    accepting: Accepting,
    actor: WriteActor,
    db: WriteSession,
    edit: Edit,
) -> Availability:
    """Replace the whole list. Organisers are told of meetings there first; a delegation has none to go by yet."""
    edit.check(availability.for_submitter(db, actor, delegation_id), AvailabilityRead)
    missed, accepted = body.unavailable_slot_ids, accepting.accept_impact
    return edit.of(availability.put(db, actor, delegation_id, missed, accept_impact=accepted))


@router.get(
    "/delegations/{delegation_id}/availability-proposals",
    response_model=AvailabilityProposalsRead,
    responses=problems(NotFound, Invalid),
)
def propose_availability(
    delegation_id: UUID, day: Annotated[WorkingDayInput, Query()], actor: ReadActor, db: ReadSession, tag: Tag
) -> Proposals:
    """Slots that are perhaps not for the delegation, and why.

    One on line is asked for outside a working day where it sits, one that comes for before it arrives and after it
    departs. Whoever agrees sends `unavailable_slot_ids` as the availability, with the `ETag` of this answer.
    """
    return tag.of(availability_proposals.get(db, actor, delegation_id, WorkingDay(day.starts, day.ends)))
