"""A plain CP-SAT model of the format, written apart from the engine: what a competent modeller has within a week.

One literal for each meeting, start and kind of table; one constraint for each rule as it reads. It knows neither zones
nor the goals `idle`, `idle_range` and `moves`, nor long meetings with an interpreter, and says so by `Unsupported`.
"""


class Unsupported(Exception):
    """The instance has something of which the plain model knows nothing."""
