"""The people of a delegation: how many meetings they can hold at once, and who of them sits at which."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from uuid import UUID

from app.matching.staffing import Person, Seat, Staff, related
from app.models import Delegate, DelegateFunction, Delegation, Interest, Need, Offering

RANKS = (DelegateFunction.HEAD, DelegateFunction.DEPUTY, None, DelegateFunction.EXPERT)


def at_once(delegation: Delegation, delegates: Sequence[Delegate]) -> int:
    """How many meetings the delegation can hold at the same time, with these delegates."""
    people = [_person(each, number, sectors=()) for number, each in enumerate(delegates)]
    return Staff(people, teams=delegation.teams).at_once


def seated(
    delegation: Delegation,
    delegates: Sequence[Delegate],
    topics: Sequence[Collection[str]],
    parents: Mapping[str, str],
    *,
    taken: Collection[int] = (),
) -> list[tuple[int | None, list[Delegate]]]:
    """The team and its people for each meeting of one slot, by what it is about; no team where nobody is left.

    The delegates are in the order of protocol, and loaded with their sectors; those who sit in another session
    meanwhile are not among them, and their teams are `taken`.
    """
    ranked = sorted(delegates, key=lambda delegate: RANKS.index(delegate.function))
    people = [_person(each, number, [s.code for s in each.sectors]) for number, each in enumerate(ranked)]
    seats = Staff(people, teams=delegation.teams, taken=taken).seated(topics, parents)
    return [_named(seat, ranked) for seat in seats]


def topics(
    own: UUID,
    others: Collection[UUID],
    needs: Sequence[Need],
    offerings: Sequence[Offering],
    parents: Mapping[str, str],
) -> set[str]:
    """What a meeting is about for a delegation: the sectors of needs of the one side that offerings of the other meet.

    Where there are none, what it offers itself. All are such as the delegation sees: who is sent as an expert must not
    tell of others.
    """
    there = {own, *others}
    sought = [need for need in needs if need.delegation_id in there]
    brought = [offering for offering in offerings if offering.delegation_id in there]
    met = {
        code
        for need, offering in product(sought, brought)
        if (need.delegation_id == own) is not (offering.delegation_id == own)
        for pair in product(_codes(need), _codes(offering))
        if related(*pair, parents)
        for code in pair
    }
    return met or {code for each in offerings if each.delegation_id == own for code in _codes(each)}


def _codes(interest: Interest) -> list[str]:
    return [sector.code for sector in interest.sectors]


def _person(delegate: Delegate, number: int, sectors: Collection[str]) -> Person:
    is_expert = delegate.function is DelegateFunction.EXPERT
    return Person(id=number, teams=frozenset(delegate.teams), sectors=frozenset(sectors) if is_expert else None)


def _named(seat: Seat | None, ranked: Sequence[Delegate]) -> tuple[int | None, list[Delegate]]:
    return (None, []) if seat is None else (seat.team, [ranked[number] for number in seat.people])
