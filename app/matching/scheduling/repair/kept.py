"""Repair of a published timetable: the fewest people told of a change, proven, before anything else is improved."""

from dataclasses import replace
from itertools import takewhile

from app.matching.scheduling.construct.sequence import placed
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement


def repairing(problem: Problem) -> Problem:
    """The problem with the goal `changes` directly after `required`, or first, unless its policy lists it already."""
    goals = problem.policy.goals
    if Goal.CHANGES in goals:
        return problem
    place = goals.index(Goal.REQUIRED) + 1 if Goal.REQUIRED in goals else 0
    return _with_goals(problem, (*goals[:place], Goal.CHANGES, *goals[place:]))


def changes_first(problem: Problem) -> Problem:
    """The problem with no goal before `changes` but `required`, if that is one of those before it."""
    goals = problem.policy.goals
    first = {Goal.REQUIRED}.intersection(takewhile(Goal.CHANGES.__ne__, goals))
    others = (goal for goal in goals if goal not in {*first, Goal.CHANGES})
    return _with_goals(problem, (*first, Goal.CHANGES, *others))


def still_legal(problem: Problem) -> tuple[Placement, ...] | None:
    """What can stay of the published timetable, pins first and in the places that they have now.

    None if even that breaks a rule: a pin that can't be kept, or breaks that differ by more than the spread.
    """
    published = problem.published or {}
    spots = {m.id: m.pin or published[m.id] for m in problem.meetings if m.pin is not None or m.id in published}
    meetings = sorted((m for m in problem.meetings if m.id in spots), key=lambda meeting: meeting.pin is None)
    return placed(problem, ((meeting, [spots[meeting.id]]) for meeting in meetings))


def _with_goals(problem: Problem, goals: tuple[Goal, ...]) -> Problem:
    return replace(problem, policy=replace(problem.policy, goals=goals))
