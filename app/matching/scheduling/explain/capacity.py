"""What one more table, slot, team or interpreter could bring: the bounds of the goals, solved anew with it.

A bound with more capacity, minus the value that a timetable has, is the most that the capacity can bring there. Minus
the bound without it, it is an estimate: exact where both bounds are attained.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.matching.scheduling import checker
from app.matching.scheduling.bounds import flow
from app.matching.scheduling.bounds.linear import Linear
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.explain.scope import Values, rank, scope
from app.matching.scheduling.problem import Goal, Interpreter, Problem, Slot
from app.matching.scheduling.timetable import Timetable

Kind = Literal["table", "slot", "team", "interpreter"]
Variant = tuple[Kind, tuple[str, ...], Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One more of a kind: a table like the first of `like`, a slot after `like`, a team of it, a speaker of `like`.

    `bounds` are those of the goals with it, `change` their difference to the bounds without it.
    """

    kind: Kind
    like: tuple[str, ...]
    bounds: Values
    change: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The bounds of the goals as it is, the values of a timetable if one is given, and what more would be worth."""

    bounds: Values
    here: Values | None
    more: tuple[Worth, ...]

    def at_most(self, worth: Worth) -> Values | None:
        """The most by which the timetable can become better."""
        if self.here is None:
            return None
        return {goal: bound - self.here[goal] for goal, bound in worth.bounds.items()}

    def plain(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "bounds": _plain(self.bounds),
            "here": None if self.here is None else _plain(self.here),
            "more": [
                {
                    "kind": worth.kind,
                    "like": [*worth.like],
                    "bounds": _plain(worth.bounds),
                    "change": _plain(worth.change),
                    "at_most": None if (most := self.at_most(worth)) is None else _plain(most),
                }
                for worth in self.more
            ],
        }


def value(
    problem: Problem, timetable: Timetable | None = None, *, over: Callable[[], bool] = lambda: False
) -> Capacity | None:
    """What more capacity is worth, that which moves the bounds most first; None if the bounds are not known.

    Ends early when `over` says so: what was not looked at is left out.
    """
    goals = tuple(goal for goal in scope(problem) if goal in flow.SELECTION)
    bounds = _bounds(problem, goals, over)
    if bounds is None:
        return None
    more = []
    for kind, like, larger in _variants(problem):
        if over():
            break
        moved = _bounds(larger, goals, over)
        if moved is not None:
            change = {goal: bound - bounds[goal] for goal, bound in moved.items()}
            more.append(Worth(kind=kind, like=like, bounds=moved, change=change))
    more.sort(key=lambda worth: rank(worth.change))
    here = None
    if timetable is not None:
        values = checker.goal_values(problem, timetable.placements)
        here = {goal: values[goal] for goal in goals}
    return Capacity(bounds=bounds, here=here, more=tuple(more))


def _bounds(problem: Problem, goals: tuple[Goal, ...], over: Callable[[], bool]) -> Values | None:
    """By flow where nothing else is scarce than parties and tables, else by linear programme."""
    compact = Compact(problem)
    scarce = any(m.interpreting or m.resources or m.alternative is not None for m in problem.meetings)
    selection = None if scarce else flow.select(compact, goals)
    if selection is not None:
        return selection.values
    prospect = Linear(compact).select(goals, over=over)
    return None if prospect is None else prospect.bounds


def _variants(problem: Problem) -> Iterator[Variant]:
    for position in [period.stop for period in problem.periods]:
        yield _slot(problem, position)
    for tables in Compact(problem).classes:
        yield _table(problem, tables.ids)
    for i, party in enumerate(problem.parties):
        parties = (*problem.parties[:i], replace(party, teams=party.teams + 1), *problem.parties[i + 1 :])
        yield "team", (party.id,), replace(problem, parties=parties)
    for languages in dict.fromkeys(meeting.interpreting for meeting in problem.meetings if meeting.interpreting):
        name = _unused(problem.interpreter_by_id)
        interpreters = (*problem.interpreters, Interpreter(id=name, languages=languages))
        yield "interpreter", languages, replace(problem, interpreters=interpreters)


def _slot(problem: Problem, position: int) -> Variant:
    """One more slot at the end of a period, as long as the last, in which everyone and everything is available."""
    last = problem.slots[position - 1]
    more = Slot(
        id=_unused(problem.slot_index), start=last.end, end=last.end + (last.end - last.start), period=last.period
    )
    return "slot", (last.id,), replace(problem, slots=(*problem.slots[:position], more, *problem.slots[position:]))


def _table(problem: Problem, alike: tuple[str, ...]) -> Variant:
    """One more table, with what the first of its class has, of the same owners."""
    more = replace(problem.table_by_id[alike[0]], id=_unused(problem.table_by_id))
    parties = tuple(
        party
        if party.tables is None or alike[0] not in party.tables
        else replace(party, tables=(*party.tables, more.id))
        for party in problem.parties
    )
    return "table", alike, replace(problem, tables=(*problem.tables, more), parties=parties)


def _unused(known: Mapping[str, object]) -> str:
    """An id that nothing has."""
    name = "+1"
    while name in known:
        name += "+"
    return name


def _plain(values: Values) -> dict[str, int]:
    return {str(goal): value for goal, value in values.items()}
