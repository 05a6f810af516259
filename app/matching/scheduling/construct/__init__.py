"""Timetables made without a search tree: meetings put one after another, others giving way along chains."""
