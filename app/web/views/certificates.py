"""What is proven of a timetable, in plain words: what no timetable can do better."""

from collections.abc import Mapping

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue
from app.web.views.wording import Wording

# Nothing of the goal is missing.
NOTHING_LOST: Mapping[str, str] = {
    Goal.REQUIRED: mark("All meetings that must be held are held."),
    Goal.FLOORS: mark("Every delegation has as many meetings as it was promised."),
}
PROVEN: Mapping[str, str] = {
    Goal.REQUIRED: mark("{value} meetings that must be held are not; no timetable can hold more of them."),
    Goal.FLOORS: mark("{value} promised meetings are missing; no timetable can keep more of these promises."),
    Goal.WELFARE: mark("No timetable can serve more than this one: all its meetings together are worth {value}."),
    Goal.HELD: mark("No timetable can hold more than {value} meetings, and this one does."),
}
BOUNDED: Mapping[str, str] = {
    Goal.REQUIRED: mark("{value} meetings that must be held are not; in any timetable {bound} at least are missing."),
    Goal.FLOORS: mark("{value} promised meetings are missing; in any timetable {bound} at least are."),
    Goal.WELFARE: mark("No timetable can serve more than {bound}; this one reaches {value}, which is {short} less."),
    Goal.HELD: mark("No timetable can hold more than {bound} meetings; this one holds {value}."),
}
PROVEN_COST = mark("{goal}: {value}. No timetable that is as good in all that comes before has less.")
BOUNDED_COST = mark("{goal}: {value}. Any timetable that is as good in all that comes before has {bound} at least.")
UNPROVEN = mark("{goal}: {value}. Nothing is proven of that.")


def certificate(language: Language, goal: GoalValue) -> str:
    """What a goal's value and bound mean, in a sentence."""
    params = {"goal": Wording(language).goal(goal.goal), "value": language.number(goal.value)}
    if goal.bound is not None:
        params["bound"] = language.number(goal.bound)
        params["short"] = _short(language, goal)
    return language.sentence(_template(goal), params)


def _template(goal: GoalValue) -> str:
    if goal.bound is None:
        return UNPROVEN
    if goal.value == 0 and goal.goal in NOTHING_LOST:
        return NOTHING_LOST[goal.goal]
    if goal.value == goal.bound:
        return PROVEN.get(goal.goal, PROVEN_COST)
    return BOUNDED.get(goal.goal, BOUNDED_COST)


def _short(language: Language, goal: GoalValue) -> str:
    """By how much of the bound the value falls short."""
    bound = goal.bound or 0
    return language.percent((bound - goal.value) / bound) if bound > goal.value else ""
