"""Sectors, an objective and countries that a text seems to be about, for its writer to confirm."""

from app.matching.scoring import tags
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Side
from app.matching.scoring.tags import Tags
from app.services.permissions import Actor
from app.services.scoring.readings import knowledge


def suggest(_actor: Actor, *, side: Side, text: str) -> Tags:
    """For anybody who is signed in: nothing but the text is looked at."""
    return tags.suggest(knowledge().read(Proposal(side=side, text=text)), knowledge())
