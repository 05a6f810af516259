"""How the goals went over time, in so few points that a row can keep them."""

from collections.abc import Sequence
from typing import Any

from app.matching.scheduling.standing import Progress

MOST_POINTS = 240


class Course:
    """Points of a goal's value and bound, by the seconds that were spent on the run; later ones are never lost."""

    def __init__(self, points: Sequence[dict[str, Any]], spent_seconds: float) -> None:
        self.points = list(points)
        self._spent = spent_seconds

    def add(self, progress: Progress) -> None:
        """Keep where the solve stands, if that is new."""
        seconds = round(self._spent + progress.seconds, 3)
        point = {"seconds": seconds, "goal": progress.goal, "value": progress.value, "bound": progress.bound}
        if not self.points or point != self.points[-1] | {"seconds": seconds}:
            self.points.append(point)
        if len(self.points) > MOST_POINTS:
            self._thin()

    def _thin(self) -> None:
        """Leave out every second point that is not the first or the last of its goal."""
        points = self.points
        self.points = [
            point
            for i, point in enumerate(points)
            if i % 2 == 0
            or i + 1 == len(points)
            or points[i - 1]["goal"] != point["goal"]
            or points[i + 1]["goal"] != point["goal"]
        ]
