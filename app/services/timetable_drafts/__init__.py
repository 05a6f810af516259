"""Timetables made and mended by hand: a working copy that organisers share, step by step, until it is a version."""
