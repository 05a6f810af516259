"""Wire format of quotas."""

from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Output


class QuotaRead(Output):
    limit: int | None = Field(description="null is as many as one likes.")
    used: int
    remaining: int | None


class QuotasRead(Output):
    delegation_id: UUID
    requests: QuotaRead = Field(description="Sent ones that wait or are accepted.")
    wishes: QuotaRead = Field(description="Ranked ones.")
    do_not_meets: QuotaRead
