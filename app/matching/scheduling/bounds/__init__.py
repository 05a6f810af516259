"""Bounds that forget time: which meetings could be held if only capacities mattered, and what that proves."""
