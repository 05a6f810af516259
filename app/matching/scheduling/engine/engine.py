"""The search in strict lexicographic order: which stage works on which goal next."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from app.matching.scheduling import checker
from app.matching.scheduling.engine.bounding import Bounding, Wish
from app.matching.scheduling.engine.constructing import construct
from app.matching.scheduling.engine.improving import Annealing, admit, even_out, reseat
from app.matching.scheduling.engine.searching import Searching
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.model.goals import SELECTION_GOALS
from app.matching.scheduling.optimise import Style
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.repair import changes_first, still_legal
from app.matching.scheduling.repair.mending import Mended, mend, mendable
from app.matching.scheduling.sharing import Strategy
from app.matching.scheduling.stage import search
from app.matching.scheduling.standing import Standing
from app.matching.scheduling.stop import within
from app.matching.scheduling.timetable import Placement

NARROW_SHARE, GOAL_SHARE, SEATS_SHARE = 0.5, 0.6, 0.3
MOST_SELECTED = 20_000
"""Up to so many meetings an exact search over the selection is tried."""
FEW_LITERALS = 2_000
"""Up to this size of the timetable's model the proof comes first, for it is soon done."""

MOST_TABLES = 500
"""Up to so many those who meet at one time are seated anew in a second at most."""
CYCLE, FIRST_ROUNDS, SOME_LITERALS = 4, 2, 8_000
"""Up to this size neighbourhoods follow so many rounds of annealing; else, where it stands still, they have a turn."""


SHAPED = {Goal.BREAKS, Goal.IDLE, Goal.MOVES}
"""The goals that the days of the parties bound, each by itself."""


class NothingFound(Exception):
    """The time was over before any timetable was found that keeps the pins."""


class Engine:
    """Runs the stages on a state.

    First come a bound and a selection that forget time, then a timetable of that selection. Where changes count, the
    search starts from what can stay of the published timetable instead. Then the goals are taken in order, in rounds,
    until all are proven or the time is over: each by what betters its value and what raises its bound, side by side
    where there are two threads.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._problem = state.problem
        self._searching = Searching(state)
        self._bounding = Bounding(state)
        self._shaped: set[Goal] = set()
        self._annealing = {goal: Annealing(state, goal) for goal in state.problem.policy.goals}

    def run(self) -> bool:
        """Search until all is proven or the time is over; false if the pins contradict each other or a rule."""
        state = self._state
        if Goal.CHANGES in self._problem.policy.goals:
            self._mend()
        elif state.offers("construct"):
            self._construct()
        if state.best is None and not self._find_first():
            return False
        self.improve()
        return True

    def improve(self) -> None:
        """Rounds over the open goals."""
        state = self._state
        while not state.budget.over and self._any_open() and self._round():
            state.seed += 1  # A search that was left half-way goes another way in the next round.

    def _mend(self) -> None:
        """Start from the published timetable: from what is proven best of it, or at least from what can stay.

        Where other goals come before `changes`, too, it is mended as if they came after. If it leaves nothing to be
        desired of them it is the best in their order as well; else it is bettered for them, from what it holds.
        """
        state, problem, mended = self._state, changes_first(self._problem), None
        if mendable(problem) and state.offers("mend"):
            with state.stage("mend", Goal.CHANGES):
                mended = mend(problem, state.budget, workers=state.workers, seed=state.seed)
        self._searching.kept = (still_legal(self._problem) or ()) if mended is None else mended.placements
        if self._searching.kept:
            state.take(self._searching.kept)
        if mended is not None:
            self._prove_mended(mended)
        passed = [goal for goal in state.first_goals if goal is not Goal.REQUIRED]
        if any(map(state.is_open, passed)) and state.offers("construct"):
            with state.stage("bound"):
                wish = self._bounding.run(near=self._searching.kept)
            if any(map(state.is_open, passed)):
                self._build(wish, self._searching.kept)
                return
        if mended is not None and all(mended.values[goal] == state.bound(goal) for goal in passed):
            self._prove_mended(mended)
            if self._any_open() and Goal.CHANGES not in mended.rest.policy.goals:
                self._improve_rest(mended)

    def _prove_mended(self, mended: Mended) -> None:
        """What mending has proven, of each goal that comes after all that it had before that goal."""
        state, reached = self._state, [(goal, mended.values[goal]) for goal in mended.order]
        for number, goal in enumerate(mended.order):
            if goal in mended.bounds and set(mended.order[:number]) <= {earlier for earlier, _ in state.reached(goal)}:
                state.prove(goal, mended.bounds[goal], reached[:number])
            state.standing(goal)

    def _improve_rest(self, mended: Mended) -> None:
        """Where it is certain who is told, the goals after that are those of a smaller problem."""
        state = self._state
        rest = state.of_rest(mended.rest, mended.placements)
        for goal, bound in mended.bounds.items():
            if goal in rest.problem.policy.goals:
                rest.prove(goal, bound)
        Engine(rest).run()
        state.take(rest.best)
        for goal in rest.problem.policy.goals:
            state.prove(goal, rest.bound(goal), rest.reached(goal))

    def _construct(self) -> None:
        with self._state.stage("bound"):
            wish = self._bounding.run()
        self._build(wish)

    def _build(self, wish: Wish, kept: Sequence[Placement] = ()) -> None:
        """A timetable of what is wished for, in which as much as can be is as in the one that is `kept`."""
        state = self._state
        with state.stage("construct"):
            draft = construct(state, wish, kept)
        admit(state, draft, wish)
        even_out(state, draft)
        with state.stage("judge"):
            state.take_checked(draft.placements())
            self._bounding.prove()
        for goal in self._problem.policy.goals if state.best is not None else ():
            state.standing(goal)

    def _find_first(self) -> bool:
        """A first timetable that keeps the pins; false if there is none."""
        state = self._state
        placements, found = search(self._problem, (), None, state.effort(1.0, enough=lambda: state.best is not None))
        state.take(placements)
        if state.best is None and not found.infeasible:
            raise NothingFound("no timetable that keeps the pins was found in the time")
        return not found.infeasible

    def _round(self) -> bool:
        """Work on every open goal once, in order; false if there was none, or if another round would be no use.

        It would not if this one took no time, or if it changed nothing where the proof is out of reach.
        """
        state = self._state
        left, goals = state.budget.left, state.goals()
        for goal in self._problem.policy.goals:
            if state.is_open(goal):
                self._work_on(goal)
            state.standing(goal)
        return state.budget.left < left and not (state.large and state.goals() == goals)

    def _any_open(self) -> bool:
        """Whether a goal is further from its bound than is close enough."""
        return not all(within(goal, self._state.close_enough) for goal in self._state.goals())

    def _work_on(self, goal: Goal) -> None:
        state = self._state
        last = not any(state.is_open(later) for later in state.after(goal))
        share = 1.0 if last else GOAL_SHARE
        if goal in SELECTION_GOALS:
            self._hold_better(goal, share)
            return
        self._shape(goal)
        if goal is Goal.MOVES and state.is_open(goal) and state.offers("seats"):
            self._seat(share)
        if not state.is_open(goal):
            state.standing(goal)
        elif state.strategy is Strategy.SEEKING and state.affords_model(goal):
            self._narrow(goal, share, state.workers, state.standing(goal), lambda: False)
        elif state.workers == 1 and state.strategy is Strategy.PROVING:
            self._searching.wide(goal, state.effort(share), Style.CORES, state.standing(goal))
        elif state.workers == 1:
            if state.literals <= FEW_LITERALS:
                self._searching.wide(goal, state.effort(share * NARROW_SHARE), Style.CORES, state.standing(goal))
            if state.is_open(goal):
                self._narrow(goal, share * NARROW_SHARE, 1, state.standing(goal), lambda: False)
            if state.is_open(goal):
                self._searching.wide(goal, state.effort(share), Style.CORES, state.standing(goal))
        else:
            self._side_by_side(goal, share)

    def _seat(self, share: float) -> None:
        """Seat people anew, with most of the time where no model of the whole could do better."""
        state, goal = self._state, Goal.MOVES
        if len(self._problem.tables) <= MOST_TABLES:
            reseat(state, share * (SEATS_SHARE if state.affords_model(goal) else 1.0), state.standing(goal))

    def _shape(self, goal: Goal) -> None:
        """Bound the goal, once, by what each party's own day says; let annealing begin with what that would hold."""
        state, annealing = self._state, self._annealing[goal]
        if goal in self._shaped or state.large or goal not in SHAPED or not state.offers("shapes"):
            return
        self._shaped.add(goal)
        with state.stage("shapes", goal):
            wish = self._bounding.shape(goal)
        if wish is not None and state.is_open(goal) and annealing.serves(state, goal):
            draft = construct(state, wish)
            values = checker.goal_values(self._problem, draft.placements())
            if all(values[earlier] == value for earlier, value in state.reached(goal)):
                annealing.begin_with(draft)

    def _hold_better(self, goal: Goal, share: float) -> None:
        """Tighten the bound of a goal about which meetings to hold, then look among all timetables."""
        state = self._state
        if state.offers("bound"):
            with state.stage("bound", goal):
                self._bounding.tighten(goal)
        if state.is_open(goal) and len(self._problem.meetings) <= MOST_SELECTED and state.offers("select"):
            with state.stage("select", goal):
                self._searching.leap(goal)
        if state.is_open(goal) and state.affords_model(goal):
            if goal is Goal.REQUIRED:
                # Cores tell whether all can be held; where not, they would find no timetable before the best one.
                self._searching.wide(goal, state.effort(share * NARROW_SHARE), Style.CORES, state.standing(goal))
            if state.is_open(goal):
                self._searching.wide(goal, state.effort(share), Style.LINEAR, state.standing(goal))

    def _side_by_side(self, goal: Goal, share: float) -> None:
        """The proof on one thread, better timetables on the others; whichever settles the goal ends both."""
        state = self._state
        standing, threads = state.standing(goal), state.workers - 1
        wide = state.effort(share, workers=1, enough=standing.settled)
        with ThreadPoolExecutor(max_workers=2) as pool:
            if state.strategy is Strategy.PROVING:
                beside = pool.submit(self._searching.wide, goal, replace(wide, workers=threads), Style.LINEAR, standing)
            else:
                beside = pool.submit(self._narrow, goal, share, threads, standing, standing.settled)
            searches = [beside, pool.submit(self._searching.wide, goal, wide, Style.CORES, standing)]
        for done in searches:
            done.result()

    def _narrow(self, goal: Goal, share: float, workers: int, standing: Standing, enough: Callable[[], bool]) -> None:
        """Look for a better value of `goal` among timetables that hold the same meetings, for this share of the time.

        Annealing where it serves, and parts planned anew where that stands still; else the neighbourhoods of CP-SAT.
        """
        state, annealing = self._state, self._annealing[goal]
        ends, rounds, outdated = (1 - share) * state.budget.left, 1, state.outdated(goal)
        aiming = beside = workers < state.workers and state.offers("aim")  # Somebody raises the bound meanwhile.
        # The clock is read once a round: time goes on, and a share of less than nothing is none that CP-SAT takes.
        while (left := state.budget.left) > ends and state.is_open(goal) and not outdated() and not enough():
            rest = 1 - ends / left
            anneal = annealing.serves(state, goal) and state.offers("exchanges")
            small = state.literals <= SOME_LITERALS
            stuck = rounds > FIRST_ROUNDS if small else not (annealing.improved or rounds % CYCLE)
            if anneal and not stuck:
                annealing.round(rest, standing, lambda: outdated() or enough())
            elif anneal and small and aiming:
                aiming = self._searching.aim(goal, state.effort(rest, enough=enough), standing)
            elif state.affords_model(goal) and state.offers("neighbourhoods"):
                rest = min(rest, annealing.seconds / left) if state.offers("exchanges") else rest
                effort = state.effort(rest, workers=workers, enough=enough)
                if annealing.serves(state, goal):
                    self._searching.replan(goal, annealing.neighbourhoods, effort, standing)
                else:
                    self._searching.neighbourhoods(goal, effort, standing)
                annealing.improved, aiming = True, beside
            else:
                break
            rounds += 1
