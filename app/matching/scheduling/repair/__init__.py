"""Repair of a published timetable: the fewest people told of a change, proven, before anything else is improved."""

from app.matching.scheduling.repair.kept import repairing, still_legal

__all__ = ["repairing", "still_legal"]
