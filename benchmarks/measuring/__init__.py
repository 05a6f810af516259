"""Measures solvers as whole processes: what they reached, when, in how much memory, and whether the checker agrees."""
