"""What needs and offerings have alike besides themselves: their versions, and the changes of their state."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, status
from pydantic import BaseModel

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.interest_history import RevisionRead, StateChangeInput, StateChangeRead
from app.errors import Invalid, NotFound, SignOffNeeded, SubmissionsClosed, WrongStage, WrongState
from app.models import Interest, InterestRevision, InterestState, StateChange
from app.services import revisions, state_changes
from app.services.lookup import Page


def add_to(router: Router, kind: type[Interest], noun: str, shown_as: type[BaseModel]) -> None:
    """Add them to the resource of this noun."""
    one = f"/{noun}s/{{{noun}_id}}"
    Id = Annotated[UUID, Path(alias=f"{noun}_id")]  # noqa: N806 -- it is a type

    @router.get(f"{one}/revisions", response_model=PageRead[RevisionRead], responses=problems(NotFound))
    def list_revisions(interest_id: Id, window: Paging, actor: ReadActor, db: ReadSession) -> Page[InterestRevision]:
        """The latest first: to its delegation all, to organisers what was submitted and what they wrote."""
        return revisions.page(db, actor, kind, interest_id, limit=window.limit, cursor=window.cursor)

    @router.get(f"{one}/state-changes", response_model=PageRead[StateChangeRead], responses=problems(NotFound))
    def list_state_changes(interest_id: Id, window: Paging, actor: ReadActor, db: ReadSession) -> Page[StateChange]:
        """The latest first, for its delegation and organisers."""
        return state_changes.page(db, actor, kind, interest_id, limit=window.limit, cursor=window.cursor)

    @router.post(
        f"{one}/state-changes",
        status_code=status.HTTP_201_CREATED,
        response_model=StateChangeRead,
        responses=problems(NotFound, WrongState, SignOffNeeded, SubmissionsClosed, WrongStage, Invalid),
    )
    def change_state(
        interest_id: Id, body: StateChangeInput, actor: WriteActor, db: WriteSession, edit: Edit
    ) -> StateChange:
        """Submit or withdraw it, for the delegation; validate, return or refuse it, for organisers.

        Refusing is for what is unfit for an open system: all that it says is taken away for good.
        """
        edit.check(state_changes.for_step(db, actor, kind, interest_id, InterestState(body.state)), shown_as)
        change = state_changes.create(db, actor, kind, interest_id, **body.model_dump())
        edit.of(change.interest)
        return change
