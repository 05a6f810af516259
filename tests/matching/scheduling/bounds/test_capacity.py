"""How many meetings fit where, against enumeration."""

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, none, one_of

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Problem
from tests.matching.scheduling.bounds.attained import PATIENT, SMALL
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import examples, problems

MORNING = ("s1", "s2", "s3", "s4")
AFTERNOON = ("s5", "s6")


def most_of(party: str, changes: dict[str, dict[str, object]]) -> int:
    """The capacity of a party of the hall; A is in `ac`, `ad` and `ae`."""
    compact = Compact(changed(HALL, changes))
    return capacity.of_parties(compact)[compact.party_index[party]]


@given(problems(SMALL))
@settings(PATIENT, max_examples=examples(60))
def test_capacities_are_never_less_than_what_a_timetable_holds(problem: Problem) -> None:
    compact = Compact(problem)

    parties, tables = capacity.of_parties(compact), capacity.of_tables(compact)

    for placements in timetables(problem):
        held = [problem.meeting_by_id[placement.meeting] for placement in placements]
        assert sum(meeting.length for meeting in held) <= tables
        for party, most in zip(problem.parties, parties, strict=True):
            assert sum(party.id in meeting.parties for meeting in held) <= most


@given(slots=integers(0, 63), length=integers(1, 4), rest=one_of(none(), integers(1, 4)))
@settings(PATIENT, max_examples=examples(200))
def test_fitting_is_what_the_best_choice_of_busy_slots_holds(slots: int, length: int, rest: int | None) -> None:
    compact = Compact(HALL)

    number = capacity.fitting(compact, slots, length, rest)

    choices = [_runs(busy) for busy in range(64) if not busy & ~slots]
    able = [runs for runs in choices if rest is None or max(runs, default=0) <= rest]
    assert number == max(sum(run // length for run in runs) for runs in able)


@pytest.mark.parametrize(
    ("lengths", "slots", "held"), [([], 3, 0), ([1, 1, 1], 2, 2), ([3, 1, 2], 3, 2), ([2], 1, 0), ([2, 2], 4, 2)]
)
def test_most_within_holds_the_shortest_first(lengths: list[int], slots: int, held: int) -> None:
    assert capacity.most_within(lengths, slots) == held


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({}, 3),
        ({"A": {"unavailable": (*MORNING, "s5")}}, 1),
        ({"A": {"unavailable": (*MORNING, "s5"), "teams": 2}}, 2),
        ({"A": {"max_meetings": 2}}, 2),
        ({"A": {"max_consecutive": 1, "unavailable": AFTERNOON}}, 2),
        ({"A": {"tables": ("T1",)}, "T1": {"unavailable": (*MORNING, "s5")}}, 1),
        ({"A": {"unavailable": AFTERNOON}, "ac": {"length": 2}, "ad": {"length": 2}, "ae": {"length": 2}}, 2),
        ({name: {"slots": ("s2",)} for name in ("ac", "ad", "ae")}, 1),
        ({name: {"slots": ()} for name in ("ac", "ad", "ae")}, 0),
        # Each team's three slots have room for one long meeting, though six slots are room for three.
        (
            {"A": {"unavailable": ("s4", *AFTERNOON), "teams": 2}}
            | {name: {"length": 2} for name in ("ac", "ad", "ae")},
            2,
        ),
    ],
)
def test_party_holds_what_its_time_teams_tables_and_maximum_allow(
    changes: dict[str, dict[str, object]], most: int
) -> None:
    assert most_of("A", changes) == most


def test_own_tables_are_counted_where_they_can_be_used() -> None:
    compact = Compact(changed(HALL, {"A": {"tables": ("T1", "T2")}, "T2": {"unavailable": ("s1",)}}))

    assert capacity.own_tables(compact, compact.party_index["A"]) == [1, 2, 2, 2, 2, 2]
    assert capacity.own_tables(compact, compact.party_index["B"]) is None


def test_tables_count_only_where_some_meeting_could_stand() -> None:
    morning = {meeting.id: {"slots": MORNING} for meeting in HALL.meetings}

    assert capacity.of_tables(Compact(HALL)) == 18
    assert capacity.of_tables(Compact(changed(HALL, morning))) == 12
    assert capacity.of_tables(Compact(changed(HALL, morning | {"T1": {"unavailable": ("s1", "s5")}}))) == 11


def _runs(busy: int) -> list[int]:
    """The busy slots in a row of the hall's morning (4 slots) and afternoon (2)."""
    periods = ("".join(str(busy >> slot & 1) for slot in period) for period in (range(4), range(4, 6)))
    return [len(run) for period in periods for run in period.split("0") if run]
