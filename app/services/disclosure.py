"""How much of a need or an offering somebody is shown."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.models import Interest
from app.services.permissions import Actor

Kind = TypeVar("Kind", bound=Interest)

FOR_OTHERS = frozenset(
    {
        *("id", "delegation_id", "code", "priority", "urgency", "objective_code"),
        *("title_vi", "title_en", "text_vi", "text_en", "sectors", "countries", "regions"),
        *("size_amount", "size_currency", "size_unit", "visibility"),
        *("partner_kind", "partner_name", "partner_country_code", "partner_intent"),
    }
)


class Extent(StrEnum):
    """All of it, for the own delegation and organisers; or what is published to others, which is all but the note."""

    WHOLE = "whole"
    PUBLISHED = "published"


class Shown(Generic[Kind]):
    """A need or an offering as somebody is shown it: what is not for them reads as null."""

    def __init__(self, interest: Kind, extent: Extent) -> None:
        self.interest, self.extent = interest, extent

    @property
    def revision(self) -> int:
        return self.interest.revision

    def __getattr__(self, name: str) -> Any:
        if self.extent is Extent.WHOLE or name in FOR_OTHERS:
            return getattr(self.interest, name)
        return None


def shown(actor: Actor, interest: Kind) -> Shown[Kind]:
    """To somebody who sees that it is there; the delegation is loaded with it."""
    return Shown(interest, Extent.WHOLE if actor.sight.knows(interest.delegation) else Extent.PUBLISHED)
