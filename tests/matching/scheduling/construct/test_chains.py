"""Chains: they make room without breaking a rule, and leave the draft as it was where they can't."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.problem import Meeting, Party, Policy, Problem
from app.matching.scheduling.timetable import Rule
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL
from tests.matching.scheduling.strategies import programme, random_problem
from tests.matching.scheduling.test_draft import filled


def square(size: int) -> Problem:
    """Everybody of one side meets everybody of the other, in no more slots than that takes."""
    sides = {side: [f"{side}{i}" for i in range(size)] for side in "ab"}
    return Problem(
        name="square",
        slots=programme(("day", size)),
        tables=tuple(replace(HALL.tables[0], id=f"T{i}") for i in range(size)),
        parties=tuple(Party(id=name, side=side) for side, names in sides.items() for name in names),
        meetings=tuple(Meeting(id=f"{a}-{b}", parties=(a, b)) for a in sides["a"] for b in sides["b"]),
        policy=Policy(),
    )


@pytest.mark.parametrize("seed", range(5))
def test_between_two_sides_chains_always_make_room(seed: int) -> None:
    problem = square(7)
    draft, source = Draft(Compact(problem)), Random(seed)
    order = list(range(len(problem.meetings)))
    source.shuffle(order)
    left = draft.put(order, lambda d, _m, starts: d.compact.lowest(starts))
    chains = Chains(draft, source)

    assert left
    assert all(chains.insert(meeting, tries=500) for meeting in left)
    assert violations(problem, draft.placements()) == []
    assert len(draft.placements()) == 49


@pytest.mark.parametrize("seed", range(80))
def test_chains_keep_every_rule(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread"))
    draft = filled(problem, Random(seed))
    chains = Chains(draft, Random(seed))
    held = set(draft.held())

    for meeting in range(len(problem.meetings)):
        before = draft.placements()
        if draft.start[meeting] < 0 and not chains.insert(meeting):
            assert draft.placements() == before

    assert held <= set(draft.held())
    assert violations(problem, draft.placements()) == []


@pytest.mark.parametrize("seed", range(80))
def test_what_is_planned_is_what_is_done(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread", "zones"))
    draft = filled(problem, Random(seed))
    chains, compact = Chains(draft, Random(seed)), draft.compact

    for meeting in list(draft.held()):
        for target in compact.positions(compact.starts[meeting]):
            if target == draft.start[meeting] or compact.length[meeting] > 1:
                continue
            planned = chains.plan(meeting, target, draft.start[meeting])
            if planned is not None:
                expected = {place: planned.get(place, busy) for place, busy in enumerate(draft.busy)}
                assert chains.carry_out()
                assert dict(enumerate(draft.busy)) == expected
                assert [v for v in violations(problem, draft.placements()) if v.rule is not Rule.BREAK_SPREAD] == []
