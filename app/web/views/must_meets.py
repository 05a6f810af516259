"""Pairs that must meet, in words, and the delegations that can be chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from app.i18n.languages import Language
from app.models import Delegation, MustMeet


class Pair(NamedTuple):
    id: UUID
    names: str


def namer(language: Language, present: Sequence[Delegation]) -> Callable[[MustMeet], Pair]:
    """Says who of those at the conference are a pair, in the order of protocol."""
    places = {each.id: place for place, each in enumerate(present)}

    def named(row: MustMeet) -> Pair:
        both = sorted((row.a_id, row.b_id), key=places.__getitem__)
        return Pair(row.id, " – ".join(language.name(present[places[each]].organisation) for each in both))

    return named
