"""Hundreds of damaged timetables: each kind of damage is told under its rule's name, and nothing else is."""

from itertools import islice

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.timetable import Rule
from tests.matching.scheduling.cases import valid_case
from tests.matching.scheduling.damage import VALID_CASES, damaged
from tests.matching.scheduling.strategies import examples


@pytest.mark.parametrize("seed", range(VALID_CASES))
def test_a_valid_timetable_has_no_violation(seed: int) -> None:
    case = valid_case(seed)

    assert violations(case.problem, case.placements) == []


@pytest.mark.parametrize("rule", Rule)
def test_damage_is_told_under_its_rule_and_no_other(rule: Rule) -> None:
    for case in islice(damaged(rule), examples(30)):
        assert {violation.rule for violation in violations(case.problem, case.placements)} == {rule}, case
