"""What holding one more meeting would break: the violations that there are with it and not without."""

from collections.abc import Iterable

from app.matching.scheduling.checker.agenda import Agenda, Calendar, Held
from app.matching.scheduling.checker.masks import positions
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import View, trying
from app.matching.scheduling.problem import Meeting
from app.matching.scheduling.timetable import Rule

Closed = dict[Rule, int]
"""For each rule that closes some start the set of these starts."""


def broken_by(agenda: Agenda, held: Held, rules: Iterable[Rule] = tuple(RULES)) -> tuple[Rule, ...]:
    """Those of the rules that a meeting which the agenda does not hold would break in this place."""
    with trying(agenda, held) as view:
        after = {rule: found for rule in rules if (found := list(RULES[rule](view)))}
    if not after:
        return ()
    before = View.around(agenda, held, placed=False)
    return tuple(rule for rule, found in after.items() if not set(RULES[rule](before)).issuperset(found))


def closed_in(
    calendar: Calendar, who: str, view: View, rules: Iterable[Rule], *, length: int, table: str = ""
) -> Closed:
    """The starts that rules close to any meeting of `who`, who alone is in view; at this table, where that matters."""
    before = {rule: set(RULES[rule](view)) for rule in rules}
    stranger, closed = Meeting(id="", parties=()), Closed()
    for start in positions(view.agenda.programme.starts(length)):
        calendar.add(who, Held(stranger, start, start + length, table))
        for rule, known in before.items():
            if not known.issuperset(RULES[rule](view)):
                closed[rule] = closed.get(rule, 0) | 1 << start
        calendar.drop_last(who)
    return closed
