"""Who of a delegation sits at which of its meetings, so that nobody is in two places."""

from app.matching.staffing.staff import Person, Seat, Staff, related

__all__ = ["Person", "Seat", "Staff", "related"]
