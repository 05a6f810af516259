"""Wire format of documents."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from app.api.schemas.fields import Output
from app.api.schemas.interest_history import AuthorRead
from app.models import DocumentPurpose


class DocumentRead(Output):
    id: UUID
    interest_id: UUID = Field(description="The need or offering that it goes with.")
    purpose: DocumentPurpose
    name: str
    kind: str = Field(description="What it is by what is in it, like `pdf`.")
    size: int = Field(description="In bytes.")
    sha256: str
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Who sent it; null to other delegations, and once forgotten.")
