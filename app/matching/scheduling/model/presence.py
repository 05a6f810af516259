"""Who is busy when: literals derived from the choices, made when first asked for and shared by rules and goals.

Every literal is equivalent to what it says, in both directions, so that any rule or goal may use it either way.
"""

from collections.abc import Callable, Iterator

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Choices, Literal
from app.matching.scheduling.model.ways import Keep, keep_all
from app.matching.scheduling.problem import Interpreter, Party
from app.matching.scheduling.timetable import Rule


class Presence:
    """Derived literals. Slots are positions in the programme, periods are ranges of them."""

    def __init__(
        self,
        model: cp_model.CpModel,
        choices: Choices,
        keep: Keep = keep_all,
    ) -> None:
        self.model = model
        self.choices = choices
        self._keep = keep
        self._made: dict[tuple[str, str, int], Literal] = {}
        self._breaks: dict[str, list[Literal]] = {}

    def busy(self, party: Party, slot: int) -> Literal:
        """The party meets in this slot."""
        once = party.teams == 1 and self._kept(Rule.PARTY_TEAMS, party.id, slot)
        return self._once("busy", party.id, slot, lambda: self._any(self.choices.party_in(slot, party.id), once=once))

    def serves(self, interpreter: Interpreter, slot: int) -> Literal:
        """The interpreter serves in this slot."""
        once = self._kept(Rule.ONE_MEETING_PER_INTERPRETER, interpreter.id, slot)
        served = self.choices.interpreter_in(slot, interpreter.id)
        return self._once("serves", interpreter.id, slot, lambda: self._any(served, once=once))

    def met_by(self, party: Party, slot: int, period: range) -> Literal:
        """The party meets in this slot or earlier in the period."""
        return self._once("met", party.id, slot, lambda: self._met_by(party, slot, period))

    def meets_from(self, party: Party, slot: int, period: range) -> Literal:
        """The party meets in this slot or later in the period."""
        return self._once("meets", party.id, slot, lambda: self._meets_from(party, slot, period))

    def breaks(self, party: Party) -> list[Literal]:
        """Literals of which as many are true as the party has breaks."""
        return self._breaks.get(party.id) or self.break_ends(party)

    def take_for_breaks(self, party: Party, literals: list[Literal]) -> None:
        """Let `breaks` give these literals: never fewer are true than the party has breaks, and no more need be."""
        self._breaks[party.id] = literals

    def break_ends(self, party: Party) -> list[Literal]:
        """One literal per slot in which one of the party's breaks can end; as many are true as it has breaks."""
        return [self._break_ends(party, slot, period) for slot, period in self._gaps(party)]

    def idle(self, party: Party) -> list[Literal]:
        """One literal per slot that can lie idle for the party; as many are true as it has idle slots."""
        return [self._lies_idle(party, slot, period) for slot, period in self._gaps(party)]

    def _gaps(self, party: Party) -> Iterator[tuple[int, range]]:
        """Slots of a period before and after which the party may meet."""
        for period in self.choices.problem.periods:
            possible = [slot for slot in period if self.choices.party_in(slot, party.id)]
            if possible:
                yield from ((slot, period) for slot in range(possible[0] + 1, possible[-1]))

    def _break_ends(self, party: Party, slot: int, period: range) -> Literal:
        here, before, after = self.busy(party, slot), self.met_by(party, slot - 1, period), self.busy(party, slot + 1)
        return self._once("break", party.id, slot, lambda: self._all(~here, before, after))

    def _lies_idle(self, party: Party, slot: int, period: range) -> Literal:
        here, before = self.busy(party, slot), self.met_by(party, slot - 1, period)
        after = self.meets_from(party, slot + 1, period)
        return self._once("idle", party.id, slot, lambda: self._all(~here, before, after))

    def _met_by(self, party: Party, slot: int, period: range) -> Literal:
        here = self.busy(party, slot)
        return here if slot == period.start else self._any([self.met_by(party, slot - 1, period), here])

    def _meets_from(self, party: Party, slot: int, period: range) -> Literal:
        here = self.busy(party, slot)
        return here if slot == period.stop - 1 else self._any([here, self.meets_from(party, slot + 1, period)])

    def _any(self, literals: list[Literal], *, once: bool = False) -> Literal:
        """True if and only if one of `literals` is; `once` says (and then makes sure) that at most one can be."""
        some = self.model.new_bool_var("any")
        self.model.add_bool_or([*literals, ~some])
        if once:
            self.model.add_at_most_one([*literals, ~some])
        else:
            for literal in literals:
                self.model.add_implication(literal, some)
        return some

    def _all(self, *literals: cp_model.LiteralT) -> Literal:
        """True if and only if all of `literals` are."""
        every = self.model.new_bool_var("all")
        self.model.add_bool_and(literals).only_enforce_if(every)
        self.model.add_bool_or([*(~literal for literal in literals), every])
        return every

    def _kept(self, rule: Rule, who: str, slot: int) -> bool:
        return self._keep(rule, (who, self.choices.problem.slots[slot].id))

    def _once(self, kind: str, who: str, slot: int, make: Callable[[], Literal]) -> Literal:
        key = (kind, who, slot)
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]
