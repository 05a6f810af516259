"""Repair of a published timetable: the fewest people told of a change, proven, before anything else is improved."""

from app.matching.scheduling.repair.kept import changes_first, repairing, still_legal

__all__ = ["changes_first", "repairing", "still_legal"]
