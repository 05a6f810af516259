"""The model of all hard rules, each place of each rule demanded by a literal of its own.

The rules between meetings are posted by the functions that every model uses. What a rule of one meeting forbids has a
literal here, and is forbidden only as long as the literal of that place is true.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from ortools.sat.python import cp_model

from app.matching.scheduling.conflict.places import closing_interpreter, closing_start, closing_table
from app.matching.scheduling.conflict.scope import Part, Scope
from app.matching.scheduling.model.choices import Choices, Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.presence import Presence
from app.matching.scheduling.model.rules import HARD_RULES
from app.matching.scheduling.model.tally import Tally
from app.matching.scheduling.model.ways import Way
from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.timetable import Rule


class _Posting:
    """Posts what a rule demands into `model`, under the literal of the place that is being posted."""

    def __init__(self, model: cp_model.CpModel) -> None:
        self._model = model
        self.place: Literal | None = None
        self.new_int_var = model.new_int_var

    def add(self, demand: cp_model.BoundedLinearExpression | bool) -> None:
        self._guard(self._model.add(demand))

    def add_bool_or(self, literals: Iterable[cp_model.LiteralT]) -> None:
        self._guard(self._model.add_bool_or(literals))

    def add_at_most_one(self, literals: Iterable[cp_model.LiteralT]) -> None:
        self._guard(self._model.add_at_most_one(literals))

    def _guard(self, constraint: cp_model.Constraint) -> None:
        assert self.place is not None, "rules ask whether a place is kept before they post it"
        constraint.only_enforce_if(self.place)


class Guarded(Context):
    """`literals` has the literal of each place of each rule; `whole` is the model to be solved."""

    def __init__(self, scope: Scope) -> None:
        self.problem = scope.problem
        self.whole = cp_model.CpModel()
        self.literals: dict[Part, Literal] = {}
        self.choices = Choices(self.whole, _started(scope), lambda rule, _: scope.narrow and rule is Rule.ALLOWED_SLOTS)
        self.presence = Presence(self.whole, self.choices, lambda _rule, _subjects: False)
        self.tally = Tally(self.whole, self.problem, self.choices.holding)
        self._posting = _Posting(self.whole)
        # Rules need no more of a model than this; a subclass of it could not share the variables.
        self.model = cast("cp_model.CpModel", self._posting)
        for post in HARD_RULES.values():
            post(self)
        scope.limit_breaks(self)
        for meeting in self.problem.meetings:
            self._close_ways(meeting)

    def keeps(self, rule: Rule, *subjects: str) -> bool:
        """Every place is posted; what follows is posted under the literal of this one."""
        self._posting.place = self._literal(rule, subjects)
        return True

    def exclude(self, some: list[Literal], others: list[Literal]) -> None:
        """As everywhere, but without the help of other rules, which may not be demanded here."""
        any_of_some = self.whole.new_bool_var("some")
        for literal in some:
            self.whole.add_implication(literal, any_of_some)
        for literal in others:
            self._posting.add_bool_or([~any_of_some, ~literal])

    def _literal(self, rule: Rule, subjects: tuple[str, ...]) -> Literal:
        if (rule, subjects) not in self.literals:
            self.literals[rule, subjects] = self.whole.new_bool_var(f"{rule}: {' '.join(subjects)}")
        return self.literals[rule, subjects]

    def _close_ways(self, meeting: Meeting) -> None:
        for open_way in self.choices.ways[meeting.id]:
            way = Way(meeting, open_way.start, open_way.slots)
            self._forbid(closing_start(self.problem, way), self.choices.holding(meeting.id, way.start))
            for tables in self.choices.classes:
                holding = self.choices.holding(meeting.id, way.start, tables.representative.id)
                self._forbid(closing_table(self.problem, way, tables), holding)
            # One literal for each interpreter, in their order, since nothing closes any of them here.
            serving = self.choices.serving(meeting.id, way.start)
            for interpreter, literal in zip(self.problem.interpreters, serving, strict=False):
                self._forbid(closing_interpreter(self.problem, way, interpreter), [literal])

    def _forbid(self, parts: Iterable[Part], literals: list[Literal]) -> None:
        for rule, subjects in parts:
            place = self._literal(rule, subjects)
            for literal in literals:
                self.whole.add_implication(place, ~literal)


def _started(scope: Scope) -> Problem:
    """In a narrow scope nothing is gained by holding a meeting beside its pin, even against its own list of slots."""
    if not scope.narrow:
        return scope.problem
    at_pin = (replace(m, slots=None if m.pin is None else (m.pin.slot,)) for m in scope.problem.meetings)
    return replace(scope.problem, meetings=tuple(at_pin))
