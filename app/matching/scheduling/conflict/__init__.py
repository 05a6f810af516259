"""Why no timetable exists: pins and rules that contradict each other, no part of which can be left out.

The pins are reduced first, under all rules (`pins`), then the rules that concern the pins left (`guarded`): the union
is minimal, for a pin that can't be left out under all rules can't be left out under fewer. It is all done in the
smallest problem that shows the contradiction (`scope`), mostly that of a few pins.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.conflict.advice import Advice, advise
from app.matching.scheduling.conflict.filtering import Filter
from app.matching.scheduling.conflict.guarded import Guarded
from app.matching.scheduling.conflict.pins import PinModel
from app.matching.scheduling.conflict.places import places
from app.matching.scheduling.conflict.scope import Part, Scope, lone, pinned, torn, watching, whole
from app.matching.scheduling.conflict.suspects import suspects
from app.matching.scheduling.problem import MeetingId, PartyId, Problem
from app.matching.scheduling.timetable import Conflict, Rule

__all__ = ["Advice", "advise", "certain", "find"]

LARGEST = 200_000
"""The most literals of a model in which the rules of a conflict are looked for."""

INTRICATE = frozenset(
    {
        Rule.TABLE_AVAILABILITY,
        Rule.ONE_MEETING_PER_TABLE,
        Rule.OWN_TABLES,
        Rule.TABLE_FEATURES,
        Rule.TABLE_ZONES,
        Rule.INTERPRETER_PRESENT,
        Rule.ONE_MEETING_PER_INTERPRETER,
        Rule.INTERPRETER_AVAILABILITY,
        Rule.INTERPRETER_MAXIMUM,
        Rule.INTERPRETER_CONSECUTIVE,
    }
)
"""Of several contradictions among the same pins, one without these is told: it is the easier to see."""


def find(problem: Problem, budget: Budget, *, seed: int = 0) -> tuple[tuple[Conflict, ...], bool]:
    """The parts of a conflict, pins first, and whether it is known that none of them can be left out.

    `problem` must be infeasible. When the time of `budget` is over, what is left by then is returned.
    """
    search = Filter(budget, seed)
    scope = _reduced(search, chain(_cheap(problem), _dear(problem)))
    parts = None if scope is None else _parts(problem, _narrowed(problem, search, scope), search)
    if parts is None:
        search.sure = False
        parts = places(scope or whole(problem))
    return tuple(Conflict(rule=rule, subjects=subjects) for rule, subjects in parts), search.sure


def certain(problem: Problem, budget: Budget, *, seed: int = 0) -> bool:
    """Whether the pins contradict each other for a reason that is quickly found, as nearly all are.

    False says nothing: a search has to find out.
    """
    small = (scope for scope in _cheap(problem) if scope.pins and scope.size <= LARGEST)
    return _reduced(Filter(budget, seed), small) is not None


def _cheap(problem: Problem) -> Iterator[Scope]:
    """A few pins under suspicion, all pins by themselves, then single parties whose pins tear breaks."""
    suspected = suspects(problem)
    if suspected:
        yield lone(problem, suspected)
    yield lone(problem, pinned(problem))
    yield from (watching(problem, {party}) for party in torn(problem))


def _dear(problem: Problem) -> Iterator[Scope]:
    """Parties that are pinned anywhere, then all there is."""
    if problem.policy.max_break_spread is not None:
        yield watching(problem, _parties(problem, pinned(problem)))
        yield whole(problem)


def _parties(problem: Problem, meetings: Iterable[MeetingId]) -> frozenset[PartyId]:
    return frozenset(party for meeting in meetings for party in problem.meeting_by_id[meeting].parties)


def _reduced(search: Filter, scopes: Iterable[Scope]) -> Scope | None:
    """The first scope whose pins contradict each other, with no more of them than that takes; None if there is none."""
    for scope in scopes:
        model = PinModel(scope)
        left = search.reduce(model.context.model, model.literals)
        if left is not None:
            return scope.reduced({pin for _, (pin,) in left})
    return None


def _narrowed(problem: Problem, search: Filter, scope: Scope) -> Scope:
    """Only the parties of the pins left, if they show the contradiction as well: far less to look at."""
    closer = watching(problem, _parties(problem, scope.pins)).reduced(scope.pins)
    if scope.narrow or len(closer.problem.meetings) >= len(scope.problem.meetings):
        return scope
    return _reduced(search, [closer]) or scope


def _parts(problem: Problem, scope: Scope, search: Filter) -> list[Part] | None:
    """The parts of a minimal conflict; None if the time was too short."""
    if search.over or scope.size > LARGEST:
        return None
    guarded = Guarded(scope)
    pins = [part for part in guarded.literals if part[0] is Rule.PINS]
    plain = {part: literal for part, literal in guarded.literals.items() if part[0] not in INTRICATE}
    parts = search.reduce(guarded.whole, plain, needed=pins)
    parts = parts or search.reduce(guarded.whole, guarded.literals, needed=pins)
    if parts is not None and scope.watched:
        _confirm(problem, scope, parts, search)
    return parts


def _confirm(problem: Problem, scope: Scope, parts: Sequence[Part], search: Filter) -> None:
    """Watching parties asks less than `break-spread` does; that no part can be left out is shown under all of it."""
    exact = Guarded(scope.exact(problem))
    if not all(part in exact.literals for part in parts):
        search.sure = False  # The whole of the rule has no place of this name, so nothing is shown of it.
        return
    for part in parts:
        search.sure &= search.feasible(exact.whole, exact.literals, [other for other in parts if other != part])
