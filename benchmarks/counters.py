"""The yardstick for proofs of few breaks: a plain model with counters, solved by one run of CP-SAT on one core.

`python -m benchmarks.counters --help`. It knows problems of the academic form only: meetings of two parties and one
slot that must all be held, tables that nothing tells apart, one period; absences, allowed slots, pins, precedences and
a spread of breaks. Encoding imp12+ of Bofill et al., Constraint Solving Approaches to the B2B Meeting Scheduling
Problem, JAIR 74, 2022, with the counter of Sinz, CP 2005, searched by cores without linear relaxation. It shares no
code with the engine that it measures.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ortools.sat.python import cp_model

from app.matching.scheduling import io
from app.matching.scheduling.io import read_dzn
from app.matching.scheduling.problem import Goal, Meeting, Problem
from app.matching.scheduling.solve import NothingFound, OnProgress, Progress
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable
from benchmarks.yardstick import FOUND, whole

Literal = cp_model.IntVar
ALL_HELD = GoalValue(goal=Goal.REQUIRED, value=0, bound=0)


@dataclass(slots=True)
class Model:
    """Literals by meeting or party and slot position; what is impossible has none."""

    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    held: dict[tuple[str, int], Literal] = field(default_factory=dict)
    busy: dict[tuple[str, int], Literal] = field(default_factory=dict)
    costs: list[Literal] = field(default_factory=list)

    @property
    def slots(self) -> range:
        """The positions of all slots."""
        return range(len(self.problem.slots))

    def meetings_of(self, party: str) -> list[str]:
        """Ids of the meetings of a party."""
        return [meeting.id for meeting in self.problem.meetings if party in meeting.parties]

    def at(self, slot: int, parties: Iterable[str]) -> list[Literal]:
        """What says which of these parties are busy in the slot."""
        return [self.busy[party, slot] for party in parties if (party, slot) in self.busy]


def solve(
    problem: Problem, *, seconds: float, workers: int = 1, seed: int = 0, on_progress: OnProgress | None = None
) -> Timetable:
    """The timetable with fewest breaks that was found; building the model counts as time.

    One thread searches, whatever `workers` says. Raises `NothingFound` if there was none in the time.
    """
    started = time.monotonic()
    model = build(problem)
    watcher = Watcher(lambda: time.monotonic() - started, on_progress or (lambda _: None))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = min(workers, 1)
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 0
    solver.parameters.optimize_with_core = True
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - started))
    solver.best_bound_callback = watcher.proved
    model.cp.minimize(cp_model.LinearExpr.sum(model.costs))
    status = solver.solve(model.cp, watcher)
    if status == cp_model.INFEASIBLE:
        return Timetable(instance=io.digest(problem), status=Status.INFEASIBLE)
    if status not in FOUND:
        raise NothingFound("the model with counters found no timetable in the time given")
    value, bound = round(solver.objective_value), whole(Goal.BREAKS, solver.best_objective_bound)
    return Timetable(
        instance=io.digest(problem),
        status=Status.OPTIMAL if value == bound else Status.FEASIBLE,
        placements=placements(model, solver),
        goals=(ALL_HELD, GoalValue(goal=Goal.BREAKS, value=value, bound=bound)),
    )


class Watcher(cp_model.CpSolverSolutionCallback):
    """Tells of each better value and bound of the breaks."""

    def __init__(self, clock: Callable[[], float], tell: OnProgress) -> None:
        super().__init__()
        self._clock, self._tell = clock, tell
        self._value: int | None = None
        self._bound = 0

    def on_solution_callback(self) -> None:
        """Called by CP-SAT with each better solution."""
        self._value = round(self.objective_value)
        self.tell()

    def proved(self, bound: float) -> None:
        """Called by CP-SAT with each better bound."""
        self._bound = max(0, whole(Goal.BREAKS, bound))
        self.tell()

    def tell(self) -> None:
        """Pass on where the breaks stand."""
        seconds = self._clock()
        self._tell(Progress(goal=Goal.BREAKS, value=self._value, bound=self._bound, seconds=seconds, goals=(ALL_HELD,)))


def placements(model: Model, solver: cp_model.CpSolver) -> tuple[Placement, ...]:
    """The solution; the meetings of a slot take the tables in their order."""
    slots: dict[int, int] = defaultdict(int)
    placed = []
    for (meeting, slot), literal in model.held.items():
        if solver.boolean_value(literal):
            table = model.problem.tables[slots[slot]].id
            placed.append(Placement(meeting=meeting, slot=model.problem.slots[slot].id, table=table))
            slots[slot] += 1
    return tuple(placed)


def build(problem: Problem) -> Model:
    """The model without an objective, whose terms are `costs`."""
    model = Model(problem)
    hold_each_once(model)
    meet_one_at_a_time(model)
    seat_all(model)
    count_slots(model)
    count_clusters(model)
    keep_order(model)
    count_breaks(model)
    return model


def hold_each_once(model: Model) -> None:
    """Each meeting has exactly one of the slots that its parties, its sessions and its pin allow."""
    for meeting in model.problem.meetings:
        for slot in _allowed(model.problem, meeting):
            model.held[meeting.id, slot] = model.cp.new_bool_var("")
        model.cp.add_exactly_one(_held(model, meeting.id, model.slots))


def meet_one_at_a_time(model: Model) -> None:
    """A party is free or has exactly one of its meetings."""
    for party in model.problem.parties:
        mine = model.meetings_of(party.id)
        for slot in model.slots:
            here = [x for meeting in mine for x in _held(model, meeting, range(slot, slot + 1))]
            if here:
                busy = model.busy[party.id, slot] = model.cp.new_bool_var("")
                model.cp.add_exactly_one([*here, ~busy])


def seat_all(model: Model) -> None:
    """No more meetings in a slot than tables."""
    for slot in model.slots:
        here = [x for meeting in model.problem.meetings for x in _held(model, meeting.id, range(slot, slot + 1))]
        model.cp.add(cp_model.LinearExpr.sum(here) <= len(model.problem.tables))


def count_slots(model: Model) -> None:
    """No more parties busy in a slot than the tables seat."""
    everyone, seats = [party.id for party in model.problem.parties], 2 * len(model.problem.tables)
    for slot in model.slots:
        counter(model.cp, model.at(slot, everyone), seats)


def count_clusters(model: Model) -> None:
    """Of parties no two of which meet each other no more are busy than there are tables."""
    for cluster in clusters(model.problem):
        for slot in model.slots:
            counter(model.cp, model.at(slot, cluster), len(model.problem.tables))


def keep_order(model: Model) -> None:
    """What comes after another meeting is not yet held while that one is still to come."""
    for meeting in model.problem.meetings:
        for earlier in meeting.after:
            for slot in model.slots:
                early = _held(model, meeting.id, range(slot + 1))
                late = _held(model, earlier, range(slot, len(model.slots)))
                model.cp.add_at_most_one([*early, *late])


def count_breaks(model: Model) -> None:
    """A party is busy in exactly as many slots as it has meetings; its k-th break costs one."""
    ends: dict[str, list[Literal]] = {party.id: [] for party in model.problem.parties}
    for party in ends:
        meetings = len(model.meetings_of(party))
        slots = [slot for slot in model.slots if (party, slot) in model.busy]
        if meetings and slots:
            counts = counter(model.cp, [model.busy[party, slot] for slot in slots], meetings)
            model.cp.add_bool_or(counts[-1][meetings - 1 : meetings])
            ends[party] = list(_ends(model, party, dict(zip(slots, counts, strict=True))))
    limit_spread(model, ends)
    for literals in ends.values():
        if literals:
            model.costs += counter(model.cp, literals, len(literals))[-1]


def limit_spread(model: Model, ends: dict[str, list[Literal]]) -> None:
    """The numbers of breaks of any two parties differ by no more than the spread."""
    spread = model.problem.policy.max_break_spread
    if spread is None:
        return
    idle = any(len(model.meetings_of(party)) <= 1 for party in ends)
    least = 0 if idle else model.cp.new_int_var(0, len(model.slots), "fewest breaks")
    for literals in ends.values():
        model.cp.add(cp_model.LinearExpr.sum(literals) >= least)
        model.cp.add(cp_model.LinearExpr.sum(literals) <= least + spread)


def counter(cp: cp_model.CpModel, literals: Sequence[Literal], most: int) -> list[list[Literal]]:
    """Post that at most `most` of `literals` are true; literal k - 1 of item i says that k of the first i + 1 are."""
    counts: list[list[Literal]] = []
    for i, literal in enumerate(literals):
        before = counts[-1] if counts else []
        now = [cp.new_bool_var("") for _ in range(min(i + 1, most))]
        for k, step in enumerate(now):
            already, below = before[k : k + 1], before[k - 1 : k] if k else []
            for lower in already:
                cp.add_implication(lower, step)
            for lower in below:
                cp.add_bool_or([~step, lower, *already])
            cp.add_bool_or([step, ~literal, *(~lower for lower in below)])
            cp.add_bool_or([~step, literal, *already])
        if len(before) == most:
            cp.add_bool_or([~literal, *(~full for full in before[-1:])])
        counts.append(now)
    return counts


def clusters(problem: Problem) -> list[list[str]]:
    """Parties by greed into sets no two members of which meet each other, those with most meetings first."""
    partners: dict[str, set[str]] = {party.id: set() for party in problem.parties}
    for meeting in problem.meetings:
        for party in meeting.parties:
            partners[party] |= set(meeting.parties) - {party}
    left = sorted(partners, key=lambda party: -len(partners[party]))
    found: list[list[str]] = []
    while left:
        cluster: list[str] = []
        for party in left:
            if partners[party].isdisjoint(cluster):
                cluster.append(party)
        found.append(cluster)
        left = [party for party in left if party not in cluster]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line for each instance, then the total; the times are those of the processor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counters", description=__doc__.splitlines()[0])
    parser.add_argument("instances", nargs="+", type=Path, help=".dzn files")
    parser.add_argument("--seconds", type=float, default=120, help="wall time for each instance (default: 120)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the search (default: 0)")
    options = parser.parse_args(arguments)
    total = 0.0
    for path in options.instances:
        started, problem = time.process_time(), read_dzn(path.read_text(encoding="utf-8"), name=path.stem)
        try:
            timetable = solve(problem, seconds=options.seconds, seed=options.seed)
        except NothingFound:
            told = "nothing found"
        else:
            told = ", ".join(f"{goal.goal} {goal.value} ({goal.bound})" for goal in timetable.goals) or timetable.status
        seconds = time.process_time() - started
        total += seconds
        print(f"{problem.name}: {told}, {seconds:.1f} s", flush=True)
    print(f"total {total:.1f} s")
    return 0


def _allowed(problem: Problem, meeting: Meeting) -> list[int]:
    away = {slot for party in meeting.parties for slot in problem.party_by_id[party].unavailable}
    slots = [slot.id for slot in problem.slots if slot.id not in away]
    if meeting.slots is not None:
        slots = [slot for slot in slots if slot in meeting.slots]
    if meeting.pin is not None:
        slots = [slot for slot in slots if slot == meeting.pin.slot]
    return [problem.slot_index[slot] for slot in slots]


def _held(model: Model, meeting: str, slots: range) -> list[Literal]:
    return [model.held[meeting, slot] for slot in slots if (meeting, slot) in model.held]


def _ends(model: Model, party: str, counts: dict[int, list[Literal]]) -> Iterator[Literal]:
    """A literal for each slot in which a break can end: met before, free now, busy next."""
    met: Literal | None = None
    for slot in model.slots[:-1]:
        here, after = model.busy.get((party, slot)), model.busy.get((party, slot + 1))
        if met is not None and after is not None:
            end = model.cp.new_bool_var("")
            free = [] if here is None else [~here]
            model.cp.add_bool_and([met, *free, after]).only_enforce_if(end)
            model.cp.add_bool_or([end, ~met, *(~literal for literal in free), ~after])
            yield end
        met = counts[slot][0] if slot in counts else met


if __name__ == "__main__":
    sys.exit(main())
