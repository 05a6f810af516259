"""Repair of a published timetable: the fewest people told of a change, proven, before anything else is improved."""

from dataclasses import replace

from app.matching.scheduling.construct.sequence import placed
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement


def repairing(problem: Problem) -> Problem:
    """The problem with the goal `changes` directly after `required`, or first, unless its policy lists it already."""
    return problem if Goal.CHANGES in problem.policy.goals else changes_first(problem)


def changes_first(problem: Problem) -> Problem:
    """The problem with the goal `changes` directly after `required`, or first, wherever its policy has it."""
    goals = tuple(goal for goal in problem.policy.goals if goal is not Goal.CHANGES)
    first = int(Goal.REQUIRED in goals)
    return replace(problem, policy=replace(problem.policy, goals=(*goals[:first], Goal.CHANGES, *goals[first:])))


def still_legal(problem: Problem) -> tuple[Placement, ...] | None:
    """What can stay of the published timetable, pins first and in the places that they have now.

    None if even that breaks a rule: a pin that can't be kept, or breaks that differ by more than the spread.
    """
    published = problem.published or {}
    spots = {m.id: m.pin or published[m.id] for m in problem.meetings if m.pin is not None or m.id in published}
    meetings = sorted((m for m in problem.meetings if m.id in spots), key=lambda meeting: meeting.pin is None)
    return placed(problem, ((meeting, [spots[meeting.id]]) for meeting in meetings))
