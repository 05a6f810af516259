"""The `api-tokens` resource: secrets by which programs act for you."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.api_tokens import ApiTokenCreate, ApiTokenRead, IssuedRead
from app.errors import Duplicate, NotFound
from app.models import ApiToken
from app.services import api_tokens
from app.services.api_tokens import Issued

router = Router(prefix="/api-tokens", tags=["People"])


@router.get("", response_model=list[ApiTokenRead])
def list_api_tokens(actor: ReadActor, db: ReadSession) -> Sequence[ApiToken]:
    """Your own, by name."""
    return api_tokens.of_actor(db, actor)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=IssuedRead,
    responses=problems(Duplicate),
)
def create_api_token(body: ApiTokenCreate, actor: WriteActor, db: WriteSession) -> Issued:
    """A secret for a program, to be sent as `Authorization: Bearer ...`."""
    return api_tokens.create(db, actor, **body.model_dump())


@router.delete("/{token_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound))
def revoke_api_token(token_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    api_tokens.revoke(db, actor, token_id)
