"""What another service says of somebody, in the form that ours has."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.access.fields import Email, Line
from app.adapters.oidc import OidcRefused
from app.services.identities import Introduction


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")

    iss: str
    sub: str = Field(min_length=1, max_length=255)
    email: Email | None = None
    email_verified: bool = False
    name: Line | None = None

    @field_validator("email", "name", mode="wrap")
    @classmethod
    def _or_nothing(cls, value: Any, check: Any) -> Any:
        """What does not fit ours is as good as not said."""
        try:
            return check(value)
        except ValidationError:
            return None


def introduction(claims: Mapping[str, Any]) -> Introduction:
    """Raises `OidcRefused` if nobody is introduced."""
    try:
        said = _Said.model_validate(dict(claims))
    except ValidationError:
        raise OidcRefused("nobody is introduced") from None
    email = said.email if said.email_verified else None
    return Introduction(said.iss, said.sub, email, said.name or email or said.sub, claims)
