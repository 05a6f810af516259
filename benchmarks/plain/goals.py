"""The goals of the plain model as linear expressions, one function each."""

from collections.abc import Callable, Iterable
from typing import Any

from ortools.sat.python import cp_model

from app.matching.scheduling.problem import Goal, Meeting, MeetingId, PartyId
from benchmarks.plain import Unsupported
from benchmarks.plain.choices import Choices, total
from benchmarks.plain.rules import break_literals

_sum = cp_model.LinearExpr.sum


def required(choices: Choices) -> Any:
    """Required meetings that are not held."""
    wanted = [meeting.id for meeting in choices.problem.meetings if meeting.required]
    return len(wanted) - _sum([way.literal for meeting in wanted for way in choices.of_meeting[meeting]])


def floors(choices: Choices) -> Any:
    """What parties lack of the meetings that they were promised."""
    short = []
    for party in choices.problem.parties:
        if party.min_meetings:
            short.append(choices.model.new_int_var(0, party.min_meetings, ""))
            choices.model.add(short[-1] + total(choices.of_party[party.id]) >= party.min_meetings)
    return _sum(short)


def welfare(choices: Choices) -> Any:
    """The value of the meetings held, and each party's bonus for its first ones."""
    literals = [way.literal for way in choices.all()]
    worth = [way.meeting.value for way in choices.all()]
    for party in choices.problem.parties:
        bonus = choices.problem.policy.bonus.get(party.side, ())
        steps = [choices.new_literal() for _ in bonus]
        choices.model.add(_sum(steps) <= total(choices.of_party[party.id]))
        literals += steps
        worth += bonus
    return cp_model.LinearExpr.weighted_sum(literals, worth)


def held(choices: Choices) -> Any:
    """How many meetings are held."""
    return total(choices.all())


def changes(choices: Choices) -> Any:
    """The parties of which a meeting is not as it was published."""
    if choices.problem.published is None:
        return _sum([])
    told: dict[PartyId, Any] = {party.id: choices.new_literal() for party in choices.problem.parties}
    for meeting in choices.problem.meetings:
        same = _as_published(choices, meeting.id)
        for party in meeting.parties:
            _tell(choices, meeting, told[party], same)
    return _sum(list(told.values()))


def breaks(choices: Choices) -> Any:
    """The breaks of all parties."""
    return _sum([literal for party in choices.problem.parties for literal in break_literals(choices, party)])


GOALS: dict[Goal, Callable[[Choices], Any]] = {
    Goal.REQUIRED: required,
    Goal.FLOORS: floors,
    Goal.WELFARE: welfare,
    Goal.HELD: held,
    Goal.CHANGES: changes,
    Goal.BREAKS: breaks,
}


def expression(choices: Choices, goal: Goal) -> Any:
    """The goal as an expression. Raises `Unsupported` if the plain model does not know it."""
    if goal not in GOALS:
        raise Unsupported(f"the goal {goal}")
    return GOALS[goal](choices)


def _as_published(choices: Choices, meeting: MeetingId) -> list[Any] | None:
    """The literals of which one is true if the meeting is where it was published; None if it was not."""
    spot = (choices.problem.published or {}).get(meeting)
    if spot is None:
        return None
    start = choices.problem.slot_index[spot.slot]
    return [
        way.literal
        for way in choices.of_meeting[meeting]
        if way.start == start and (spot.table is None or choices.kinds[way.kind][0] == spot.table)
    ]


def _tell(choices: Choices, meeting: Meeting, told: Any, same: Iterable[Any] | None) -> None:
    """The party is told unless the meeting is as it was: where it was published, or not held if it was not."""
    if same is None:
        for way in choices.of_meeting[meeting.id]:
            choices.model.add_implication(way.literal, told)
    else:
        choices.model.add_bool_or(*same, told)
