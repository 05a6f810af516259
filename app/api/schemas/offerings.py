"""Wire format of offerings."""

from pydantic import Field

from app.access.fields import Line
from app.api.schemas.interests import InterestInput, InterestRead
from app.models import PartnerIntent, Visibility


class OfferingInput(InterestInput):
    """Without countries, it holds for all that the delegation speaks for. A partner lead tells who the partner is."""

    visibility: Visibility = Field(
        Visibility.MATCHED,
        description="For all at the conference, for delegations that are matched with yours, or for organisers.",
    )
    partner_name: Line | None = None
    partner_country_code: str | None = Field(None, pattern="^[A-Z]{2}$")
    partner_intent: PartnerIntent | None = Field(None, description="Whether the partner seeks something or brings it.")


class OfferingRead(InterestRead):
    visibility: Visibility | None
    partner_name: str | None
    partner_country_code: str | None
    partner_intent: PartnerIntent | None
