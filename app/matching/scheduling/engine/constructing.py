"""Second stage: a timetable of what is to be held, one meeting after another, with chains that make room."""

import random
from collections.abc import Callable, Iterable, Sequence

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.engine.bounding import Wish
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.improve.admissions import Worth
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Placement

ROUNDS, TRIES = 6, 40


def construct(state: State, wish: Wish, kept: Sequence[Placement] = ()) -> Draft:
    """A draft of the meetings wished for, and then of whatever else is worth holding.

    Of a legal timetable that is `kept` it has all that is wished for, and moves it only to make room.
    """
    compact = state.compact
    draft = Draft.of(compact, kept)
    wished = set(wish.meetings)
    for meeting in [meeting for meeting in draft.held() if meeting not in wished]:
        draft.remove(meeting)
    rng = random.Random(state.seed)
    missing = [meeting for meeting in wish.meetings if draft.start[meeting] < 0]
    order = sorted(missing, key=lambda meeting: _urgency(compact, meeting, wish))
    left = draft.put(order, Emptiest(compact))
    left = make_room(draft, left, rng, lambda: state.budget.over)
    others = [m for m in range(len(compact.value)) if compact.starts[m] and m not in wished]
    fill(draft, [*left, *others], state.first_goals)
    draft.forget()
    return draft


def make_room(draft: Draft, left: list[int], rng: random.Random, over: Callable[[], bool]) -> list[int]:
    """Insert meetings along chains, in rounds, since each changes the chances of the others; returns the rest."""
    chains = Chains(draft, rng)
    for _ in range(ROUNDS):
        before = len(left)
        left = [meeting for meeting in left if over() or not chains.insert(meeting, tries=TRIES)]
        draft.forget()
        if not left or 2 * len(left) > before:
            break
        rng.shuffle(left)
    return left


def fill(draft: Draft, meetings: Iterable[int], goals: Sequence[Goal]) -> None:
    """Hold what else can be held at once and is worth anything, the most valuable first."""
    compact = draft.compact
    possible = draft.with_room(meetings)
    if not possible:
        return
    worth = Worth(draft, goals)
    gains = [(worth.gain(meeting), meeting) for meeting in possible]
    for gain, meeting in sorted(gains, key=lambda entry: (-entry[0], entry[1])):
        if gain > 0:
            starts = draft.legal(meeting)
            if starts:
                draft.place(meeting, compact.lowest(starts))


class Emptiest:
    """Chooses the start with fewest meetings so far, so that halls fill evenly."""

    def __init__(self, compact: Compact) -> None:
        self._load = [0] * compact.slots

    def __call__(self, _draft: Draft, _meeting: int, starts: int) -> int:
        load, best, least = self._load, -1, 1 << 60
        while starts:
            lowest = starts & -starts
            slot = lowest.bit_length() - 1
            if load[slot] < least:
                best, least = slot, load[slot]
            starts ^= lowest
        load[best] += 1
        return best


def _urgency(compact: Compact, meeting: int, wish: Wish) -> tuple[float, ...]:
    """Pinned first, then required, then what profits most, then what has fewest starts."""
    profit = 0.0 if wish.profits is None else -wish.profits[meeting]
    pinned = compact.problem.meetings[meeting].pin is None
    return pinned, not compact.required[meeting], profit, compact.starts[meeting].bit_count()
