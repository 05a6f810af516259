"""The same problem with other pins."""

from collections.abc import Mapping
from dataclasses import replace

from app.matching.scheduling.problem import MeetingId, Problem, Spot


def with_pins(problem: Problem, pins: Mapping[MeetingId, Spot]) -> Problem:
    """The problem with these pins and no others. It is of no file, and so without a digest."""
    meetings = tuple(replace(meeting, pin=pins.get(meeting.id)) for meeting in problem.meetings)
    return replace(problem, meetings=meetings, digest="")
