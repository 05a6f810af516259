"""Approvals of needs and offerings within their delegation."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, status
from pydantic import BaseModel

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.sign_offs import SignOffInput, SignOffRead
from app.errors import Invalid, NotFound, SubmissionsClosed, WrongStage, WrongState
from app.models import Interest, SignOff, SignOffState
from app.services import sign_offs
from app.services.lookup import Page


def add_to(router: Router, kind: type[Interest], noun: str, shown_as: type[BaseModel]) -> None:
    """Add them to the resource of this noun."""
    address = f"/{noun}s/{{{noun}_id}}/sign-offs"
    Id = Annotated[UUID, Path(alias=f"{noun}_id")]  # noqa: N806 -- it is a type

    @router.get(address, response_model=PageRead[SignOffRead], responses=problems(NotFound))
    def list_sign_offs(interest_id: Id, window: Paging, actor: ReadActor, db: ReadSession) -> Page[SignOff]:
        """The latest first: to its delegation all, to organisers those of what was submitted, and their own."""
        return sign_offs.page(db, actor, kind, interest_id, limit=window.limit, cursor=window.cursor)

    @router.post(
        address,
        status_code=status.HTTP_201_CREATED,
        response_model=SignOffRead,
        responses=problems(NotFound, WrongState, SubmissionsClosed, WrongStage, Invalid),
    )
    def sign_off(interest_id: Id, body: SignOffInput, actor: WriteActor, db: WriteSession, edit: Edit) -> SignOff:
        """Put it to the head of the delegation, approve it, or send it back.

        The head approves; whoever writes for the delegation records the official letter that does.
        """
        word = sign_offs.for_word(
            db, actor, kind, interest_id, state=SignOffState(body.state), by_letter=body.letter is not None
        )
        edit.check(word, shown_as)
        made = sign_offs.create(db, actor, kind, interest_id, **body.model_dump())
        edit.of(made.interest)
        return made
