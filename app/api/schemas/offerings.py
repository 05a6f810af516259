"""Wire format of offerings."""

from app.api.schemas.interests import InterestInput, InterestRead


class OfferingInput(InterestInput):
    """Without countries, it holds for all that the delegation speaks for."""


class OfferingRead(InterestRead):
    """As it was posted."""
