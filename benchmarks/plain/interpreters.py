"""Interpreters in the plain model: who serves which languages in which slot; who sits where is dealt out afterwards."""

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from app.matching.scheduling.problem import Interpreter, InterpreterId
from benchmarks.plain import Unsupported
from benchmarks.plain.choices import Choice, Choices, total
from benchmarks.plain.rules import rests

Languages = frozenset[str]
Duty = tuple[Languages, int]


class Interpreting:
    """A literal for each interpreter, slot and set of languages that some meeting needs and the interpreter knows."""

    def __init__(self, choices: Choices) -> None:
        self._wanted = _wanted(choices)
        self.on_duty: dict[Duty, list[tuple[InterpreterId, Any]]] = defaultdict(list)
        for interpreter in choices.problem.interpreters:
            self._add(choices, interpreter)
        for duty, ways in self._wanted.items():
            serving = [literal for _, literal in self.on_duty[duty]]
            choices.model.add(total(ways) <= cp_model.LinearExpr.sum(serving))

    def _add(self, choices: Choices, interpreter: Interpreter) -> None:
        away = {choices.problem.slot_index[slot] for slot in interpreter.unavailable}
        known = frozenset(interpreter.languages)
        slots: list[list[Any]] = [[] for _ in choices.problem.slots]
        for languages, slot in self._wanted:
            if languages <= known and slot not in away:
                serves = choices.new_literal()
                slots[slot].append(serves)
                self.on_duty[languages, slot].append((interpreter.id, serves))
        _limit(choices, interpreter, slots)


def _limit(choices: Choices, interpreter: Interpreter, slots: list[list[Any]]) -> None:
    """One duty at a time, no more than the maximum, and rest."""
    for duties in slots:
        choices.model.add_at_most_one(duties)
    if interpreter.max_meetings is not None:
        duties = [literal for slot in slots for literal in slot]
        choices.model.add(cp_model.LinearExpr.sum(duties) <= interpreter.max_meetings)
    if interpreter.max_consecutive is not None:
        busy = []
        for duties in slots:
            busy.append(choices.new_literal())
            choices.model.add(cp_model.LinearExpr.sum(duties) == busy[-1])
        rests(choices, busy, interpreter.max_consecutive)


def _wanted(choices: Choices) -> dict[Duty, list[Choice]]:
    wanted: dict[Duty, list[Choice]] = defaultdict(list)
    for choice in choices.all():
        if choice.meeting.interpreting:
            if choice.meeting.length > 1:
                raise Unsupported("a long meeting with an interpreter")
            wanted[frozenset(choice.meeting.interpreting), choice.start].append(choice)
    return wanted
