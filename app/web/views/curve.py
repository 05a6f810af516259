"""A goal's value and bound over the time of a run, drawn on the server, with the figures behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

WIDTH, HEIGHT = 600, 160
"""Units of the picture; it is as wide as its place."""


@dataclass(frozen=True, slots=True)
class Point:
    seconds: float
    value: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The picture of one goal: paths of its value and its bound, between the extremes that are written beside."""

    goal: str
    points: tuple[Point, ...]
    value_path: str
    bound_path: str
    least: int
    most: int
    seconds: float

    @property
    def first(self) -> int | None:
        """The first value that was found."""
        return next((each.value for each in self.points if each.value is not None), None)

    @property
    def last(self) -> int | None:
        return next((each.value for each in reversed(self.points) if each.value is not None), None)

    @property
    def is_worth_drawing(self) -> bool:
        return len(self.points) > 1 and self.least < self.most


def curves(course: Iterable[Mapping[str, Any]]) -> list[Curve]:
    """One for each goal, in the order in which they were worked on."""
    grouped = groupby(course, key=lambda point: str(point["goal"]))
    return [_curve(goal, [_point(each) for each in points]) for goal, points in grouped]


def _point(each: Mapping[str, Any]) -> Point:
    return Point(each["seconds"], each["value"], each["bound"])


def _curve(goal: str, points: Sequence[Point]) -> Curve:
    known = [number for each in points for number in (each.value, each.bound) if number is not None]
    least, most = min(known, default=0), max(known, default=0)
    first, last = points[0].seconds, points[-1].seconds
    span, height = max(last - first, 1e-9), max(most - least, 1)

    def path(numbers: Iterable[tuple[float, int | None]]) -> str:
        """Steps: what was reached holds until something better is."""
        steps: list[str] = []
        for seconds, number in numbers:
            if number is None:
                continue
            x, y = WIDTH * (seconds - first) / span, HEIGHT - HEIGHT * (number - least) / height
            steps.append(f"H{x:.1f}V{y:.1f}" if steps else f"M{x:.1f} {y:.1f}")
        return "".join(steps)

    return Curve(
        goal=goal,
        points=tuple(points),
        value_path=path((each.seconds, each.value) for each in points),
        bound_path=path((each.seconds, each.bound) for each in points),
        least=least,
        most=most,
        seconds=last,
    )
