"""How much of a need or an offering somebody is shown."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.models import Interest, InterestState
from app.services.permissions import Actor

Kind = TypeVar("Kind", bound=Interest)

FACTS = frozenset({"id", "delegation_id", "code", "priority", "state", "created_at", "submitted_at"})
FOR_OTHERS = FACTS | {
    *("urgency", "objective_code", "title_vi", "title_en", "text_vi", "text_en", "sectors", "countries", "regions"),
    *("size_amount", "size_currency", "size_unit", "visibility"),
    *("partner_kind", "partner_name", "partner_country_code", "partner_intent"),
}
NOTHING: dict[str, Any] = {"sectors": (), "countries": (), "regions": ()}


class Extent(StrEnum):
    """All of it; what is published to others, which is all but the note; or no more than that it is there."""

    WHOLE = "whole"
    PUBLISHED = "published"
    EXISTENCE = "existence"


class Shown(Generic[Kind]):
    """A need or an offering as somebody is shown it: what is not for them reads as null, or as an empty list."""

    def __init__(self, interest: Kind, extent: Extent) -> None:
        self.interest, self.extent = interest, extent

    @property
    def revision(self) -> int:
        return self.interest.revision

    def __getattr__(self, name: str) -> Any:
        known = self.extent is Extent.WHOLE or name in (FACTS if self.extent is Extent.EXISTENCE else FOR_OTHERS)
        return getattr(self.interest, name) if known else NOTHING.get(name)


def shown(actor: Actor, interest: Kind) -> Shown[Kind]:
    """To somebody who sees that it is there; the delegation is loaded with it."""
    return Shown(interest, _extent(actor, interest))


def is_inside(actor: Actor, interest: Interest) -> bool:
    """Whether the actor is of the delegation, or an organiser."""
    return actor.sight.knows(interest.delegation)


def is_open_to(actor: Actor, interest: Interest) -> bool:
    """Whether the actor may read all of it: organisers may not before it is disclosed."""
    own = actor.of_delegation(interest.delegation_id) is not None
    return own or (interest.is_disclosed and is_inside(actor, interest))


def _extent(actor: Actor, interest: Interest) -> Extent:
    if is_open_to(actor, interest) and interest.state is not InterestState.REFUSED:
        return Extent.WHOLE
    return Extent.EXISTENCE if is_inside(actor, interest) else Extent.PUBLISHED
