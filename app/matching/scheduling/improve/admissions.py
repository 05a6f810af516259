"""Let meetings in that are not held: others give way if that is worth it, and find another place if there is one.

For each start, what is in the way is taken out (a party's meeting then, one in a full hall, one that needs the
interpreter, one of a party at its maximum), the newcomer is put in, and those taken out are put back wherever they
fit, along chains if need be. The exchange stays if the goals about which meetings to hold do not lose by it. These are
the ejection chains of Glover (Discrete Applied Mathematics 65, 1996), of which the last link may stay out.
"""

import random
from collections.abc import Callable, Iterator, Sequence

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.problem import Goal

TRIES_BACK = 6
"""How many pairs of slots are tried for each meeting that must find another place."""


class Worth:
    """What the goals about which meetings to hold say of a draft, all in one number by `weights`."""

    def __init__(self, draft: Draft, goals: Sequence[Goal]) -> None:
        compact = draft.compact
        chosen = [goal for goal in goals if goal in flow.SELECTION]
        self.weights = weights = flow.weigh(compact, chosen) or flow.lean(compact, chosen)
        self._draft = draft
        self._alone: list[int] = weights.meeting(compact).tolist()
        self._steps = [weights.steps(compact, party) for party in range(len(compact.teams))]

    def gain(self, meeting: int) -> int:
        """What holding one more meeting adds."""
        draft, gain = self._draft, self._alone[meeting]
        for party in draft.compact.parties[meeting]:
            steps, count = self._steps[party], draft.count[party]
            if count < len(steps):
                gain += steps[count]
        return gain

    def loss(self, meeting: int) -> int:
        """What giving up a meeting that is held takes away."""
        draft, loss = self._draft, self._alone[meeting]
        for party in draft.compact.parties[meeting]:
            steps, count = self._steps[party], draft.count[party]
            if count <= len(steps):
                loss += steps[count - 1]
        return loss


class Admissions:
    """Exchanges of held and unheld meetings in a draft; `gained` is what they have added to its worth so far."""

    def __init__(self, draft: Draft, goals: Sequence[Goal], rng: random.Random) -> None:
        self.draft = draft
        self.worth = Worth(draft, goals)
        self.gained = 0
        self._rng = rng
        self._chains = Chains(draft, rng, longest=60)

    def admit(self, meeting: int) -> bool:
        """Try to hold the meeting, at one start after another; whether it is held now and nothing was lost by it."""
        draft, compact = self.draft, self.draft.compact
        if draft.start[meeting] >= 0 or compact.problem.meetings[meeting].pin is not None:
            return False
        starts = compact.positions(compact.starts[meeting])
        self._rng.shuffle(starts)
        return any(self._admit_at(meeting, start) for start in starts)

    def search(self, candidates: Callable[[], Sequence[int]], over: Callable[[], bool]) -> None:
        """Try candidates, round after round, until a round gains nothing or `over`."""
        rounds_gain = 1
        while rounds_gain > 0 and not over():
            before = self.gained
            for meeting in candidates():
                if over():
                    break
                if self.draft.start[meeting] < 0 and self.worth.gain(meeting) > 0:
                    self.admit(meeting)
                    self.draft.forget()
            rounds_gain = self.gained - before

    def _admit_at(self, meeting: int, start: int) -> bool:
        draft, worth = self.draft, self.worth
        mark, balance = draft.mark(), 0
        ejected: list[int] = []
        for _ in range(2 * len(draft.compact.parties[meeting]) + 3):
            if draft.legal(meeting) >> start & 1:
                break
            victim = self._in_the_way(meeting, start)
            if victim is None:
                draft.undo(mark)
                return False
            balance -= worth.loss(victim)
            draft.remove(victim)
            ejected.append(victim)
        else:
            draft.undo(mark)
            return False
        balance += worth.gain(meeting)
        draft.place(meeting, start)
        return self._settled(ejected, balance, mark)

    def _settled(self, ejected: Sequence[int], balance: int, mark: int) -> bool:
        """Put back what can be; undo everything unless that pays."""
        for victim in sorted(ejected, key=self.worth.gain, reverse=True):
            gain = self.worth.gain(victim)
            if self._chains.insert(victim, tries=TRIES_BACK):
                balance += gain
            elif balance + sum(map(self.worth.gain, ejected)) <= 0:
                break
        if balance <= 0:
            self.draft.undo(mark)
            return False
        self.gained += balance
        return True

    def _in_the_way(self, meeting: int, start: int) -> int | None:
        """The meeting of least worth among those in the first of the newcomer's ways; None if nobody there can go."""
        problem = self.draft.compact.problem
        obstacle = next(self._obstacles(meeting, start), ())
        movable = [other for other in obstacle if problem.meetings[other].pin is None]
        return min(movable, key=self.worth.loss, default=None)

    def _obstacles(self, meeting: int, start: int) -> Iterator[Sequence[int]]:
        """What is in the way of a meeting at `start`: for each obstacle the meetings of which one must go."""
        draft, compact = self.draft, self.draft.compact
        slots = range(start, start + compact.length[meeting])
        yield from ([rival] for rival in compact.rivals[meeting] if draft.start[rival] >= 0)
        for place in compact.fixed[meeting]:
            most = compact.most[place]
            if most is not None and draft.count[place] >= most:
                yield [other for other in compact.mine[place] if draft.start[other] >= 0]
            yield from (draft.at[place][slot] for slot in slots if draft.full[place] >> slot & 1)
            if draft.tired(place, len(slots)) >> start & 1:
                yield self._neighbours(place, slots)
        if not draft.served(meeting) >> start & 1:
            speakers = compact.speakers[meeting] or ()
            serving = [other for who in speakers for slot in slots for other in draft.at[who][slot]]
            yield serving or [other for who in speakers for other in draft.serves(who)]
        if not draft.seated(meeting) >> start & 1:
            kinds = compact.kinds[meeting]
            yield [other for kind in kinds for slot in slots for other in self._few(draft.at[kind][slot])]

    def _neighbours(self, place: int, slots: range) -> list[int]:
        """The meetings of a party just before and after these slots."""
        draft = self.draft
        around = [slot for slot in (slots.start - 1, slots.stop) if 0 <= slot < draft.compact.slots]
        return [meeting for slot in around for meeting in draft.at[place][slot]]

    def _few(self, meetings: list[int]) -> list[int]:
        most = 30
        return meetings if len(meetings) <= most else self._rng.sample(meetings, most)
