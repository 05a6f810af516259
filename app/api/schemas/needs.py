"""Wire format of needs."""

from pydantic import Field

from app.api.schemas.interests import Codes, InterestInput, InterestRead, RegionCodes


class NeedInput(InterestInput):
    """Wants single countries and whole regions; with neither, any country will do."""

    region_codes: Codes = Field([], max_length=50, description="Groups of countries that are wanted as a whole.")


class NeedRead(InterestRead):
    """Its `partner_kind` is the kind of partner that is wanted."""

    region_codes: RegionCodes
