"""Instances with the statistics of real ones. A family makes a `Case` from a seed; equal seeds give equal files."""
