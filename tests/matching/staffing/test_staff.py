"""Who sits where: against seating meetings in every possible way."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.staffing import Person, Seat, Staff, related

PARENTS = {"SOLAR": "ENERGY", "WIND": "ENERGY"}
SECTORS = ("SOLAR", "WIND", "ENERGY", "TOURISM")
NOTHING: Collection[str] = ()


def leader(number: int, *teams: int) -> Person:
    return Person(id=number, teams=frozenset(teams))


def expert(number: int, *teams: int, of: str = "ENERGY") -> Person:
    return Person(id=number, teams=frozenset(teams), sectors=frozenset({of}))


def seated(staff: Staff, *topics: str) -> list[tuple[int, tuple[int, ...]] | None]:
    seats = staff.seated([{topic} if topic else NOTHING for topic in topics], PARENTS)
    return [None if seat is None else (seat.team, seat.people) for seat in seats]


def test_nobody_is_known_and_nothing_limited() -> None:
    nobody = Staff([leader(1), expert(2, 7)], teams=3)

    assert nobody.at_once == 3
    assert seated(nobody, "", "ENERGY") == [None, None]


@pytest.mark.parametrize(
    ("people", "teams", "expected"),
    [
        ([leader(1, 1, 2)], 2, 1),
        ([leader(1, 1), leader(2, 2)], 2, 2),
        ([leader(1, 1), leader(2, 1)], 2, 1),
        ([leader(1, 1, 2, 3), leader(2, 1)], 3, 2),
        ([leader(1, 1), leader(2, 2), leader(3, 3)], 2, 2),
        ([expert(1, 1, 2)], 2, 1),
        # An expert alone holds meetings where nobody else may sit, and only there.
        ([leader(1, 1), expert(2, 2)], 2, 2),
        ([leader(1, 1, 2), expert(2, 2)], 2, 1),
    ],
)
def test_nobody_is_in_two_places(people: list[Person], teams: int, expected: int) -> None:
    assert Staff(people, teams=teams).at_once == expected


def test_the_highest_rank_leads_and_whoever_knows_comes_along() -> None:
    staff = Staff([leader(1, 2), leader(2, 1), expert(3, 1), expert(4, 2, of="TOURISM")], teams=2)

    assert seated(staff, "") == [(2, (1,))]
    assert seated(staff, "TOURISM") == [(2, (1, 4))]
    assert seated(staff, "SOLAR") == [(1, (2, 3))]
    assert seated(staff, "TOURISM", "WIND") == [(2, (1, 4)), (1, (2, 3))]
    assert seated(staff, "TOURISM", "", "") == [(2, (1, 4)), (1, (2,)), None]


def test_an_expert_never_costs_another_meeting_its_people() -> None:
    staff = Staff([leader(1, 1, 2), leader(2, 2), expert(3, 1, 2)], teams=2)

    assert seated(staff, "SOLAR", "WIND") == [(1, (1, 3)), (2, (2,))]


def test_experts_know_their_sector_its_parts_and_what_it_is_a_part_of() -> None:
    assert related("SOLAR", "SOLAR", PARENTS)
    assert related("SOLAR", "ENERGY", PARENTS)
    assert related("ENERGY", "SOLAR", PARENTS)
    assert not related("SOLAR", "WIND", PARENTS)
    assert not related("TOURISM", "HEALTH", {})


def some_people(source: Random, teams: int) -> list[Person]:
    people = []
    for number in range(source.randint(0, 4)):
        may = frozenset(team for team in range(1, teams + 1) if source.random() < 0.5)
        of = frozenset({source.choice(SECTORS)}) if source.random() < 0.5 else None
        people.append(Person(id=number, teams=may, sectors=of))
    return people


def ways(people: Sequence[Person], teams: int) -> Iterator[Seat | None]:
    """Every way of holding one meeting, and not holding it."""
    yield None
    for team in range(1, teams + 1):
        here = [person for person in people if team in person.teams]
        experts = [person.id for person in here if person.sectors is not None]
        leaders = [person.id for person in here if person.sectors is None]
        for one in leaders:
            yield Seat(team=team, people=(one,))
            yield from (Seat(team=team, people=(one, other)) for other in experts)
        if not leaders:
            yield from (Seat(team=team, people=(one,)) for one in experts)


def clash(seats: Sequence[Seat | None]) -> bool:
    taken = [("team", seat.team) for seat in seats if seat]
    taken += [("person", each) for seat in seats if seat for each in seat.people]
    return len(taken) != len(set(taken))


def worth(people: Sequence[Person], seats: Sequence[Seat | None], topics: Sequence[str]) -> tuple[int, int]:
    """How many meetings are held, and how many of them with somebody who knows what they are about."""
    knowing = {person.id: person.sectors or frozenset() for person in people}
    held = sum(seat is not None for seat in seats)
    known = [
        any(related(one, topic, PARENTS) for each in seat.people for one in knowing[each])
        for seat, topic in zip(seats, topics, strict=True)
        if seat
    ]
    return held, sum(known)


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=200)
def test_as_many_as_can_be_are_held_and_as_many_as_can_be_of_them_with_experts(seed: int) -> None:
    source = Random(seed)
    teams = source.randint(1, 3)
    people = some_people(source, teams)
    staff = Staff(people, teams=teams)
    topics = [source.choice(SECTORS) for _ in range(source.randint(1, staff.at_once))]

    seats = staff.seated([{topic} for topic in topics], PARENTS)

    every = [each for each in product(list(ways(people, teams)), repeat=len(topics)) if not clash(each)]
    assert tuple(seats) in every
    assert worth(people, seats, topics) == max(worth(people, each, topics) for each in every)
    if any(person.teams for person in people):
        assert None not in seats
        assert None in staff.seated([NOTHING] * (staff.at_once + 1), PARENTS)
