"""Stand-by: who could take over the slot and the table of a meeting to which one of its parties does not come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.matching.scheduling import checker
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.ground import Ground
from app.matching.scheduling.explain.scope import Values, rank
from app.matching.scheduling.problem import PartyId, Problem
from app.matching.scheduling.timetable import Placement, Rule, Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """The best replacement if `absent` does not come to a meeting: another one of those who have come, legal there.

    `change` is by how much the goals change when it is held instead; both are None if no meeting that is not held fits.
    """

    meeting: Placement
    absent: PartyId
    replacement: Placement | None
    change: Values | None

    def plain(self) -> dict[str, Any]:
        """As a JSON value."""
        new, told = self.replacement, None
        if new is not None and self.change is not None:
            change = {str(goal): value for goal, value in self.change.items()}
            told = {"meeting": new.meeting, "interpreters": [*new.interpreters], "change": change}
        return {
            "meeting": self.meeting.meeting,
            "slot": self.meeting.slot,
            "table": self.meeting.table,
            "absent": self.absent,
            "replacement": told,
        }


def standby(problem: Problem, timetable: Timetable) -> tuple[Standby, ...]:
    """For each meeting held and each of its parties, in the order of the timetable: the replacement worth most.

    All rules are kept but the pin of the meeting that falls out. Placements that break rules have no replacement.
    """
    desk = Desk(Ground(problem), timetable.placements)
    return tuple(entry for placement in timetable.placements for entry in _of(desk, placement))


def _of(desk: Desk, placement: Placement) -> Iterator[Standby]:
    compact, draft = desk.compact, desk.draft
    meeting = compact.meeting_index.get(placement.meeting, -1)
    if meeting < 0 or draft.start[meeting] < 0:
        return
    start, kind, _ = draft.spot(meeting)
    mark = draft.mark()
    draft.remove(meeting)
    for party in compact.parties[meeting]:
        best: tuple[Values, Placement] | None = None
        for other in _waiting(desk, meeting, party):
            with desk.only(other, start, kind):
                found = _held(desk, other, placement) if draft.legal(other) else None
            if found is not None and (best is None or rank(found[0]) < rank(best[0])):
                best = found
        yield Standby(
            meeting=placement,
            absent=desk.problem.parties[party].id,
            replacement=None if best is None else best[1],
            change=None if best is None else {goal: value - desk.here[goal] for goal, value in best[0].items()},
        )
    draft.undo(mark)


def _waiting(desk: Desk, meeting: int, absent: int) -> list[int]:
    """The meetings not held of the others who have come, without the one who has not."""
    compact, start = desk.compact, desk.draft.start
    others = {other for party in compact.parties[meeting] if party != absent for other in compact.mine[party]}
    return sorted(m for m in others if m != meeting and start[m] < 0 and absent not in compact.parties[m])


def _held(desk: Desk, other: int, instead_of: Placement) -> tuple[Values, Placement] | None:
    """The goals with the meeting held at the table of the one that falls out; None if rules forbid it."""
    draft, seating = desk.draft, desk.seating
    fallen = desk.compact.meeting_index[instead_of.meeting]
    start = desk.before[fallen][0]
    freed = desk.compact.covered(start, desk.compact.length[fallen])
    if seating.taken[instead_of.table] & desk.compact.covered(start, desk.compact.length[other]) & ~freed:
        return None
    mark = draft.mark()
    draft.place(other, start)
    wished = {other: instead_of.table}
    moved = desk.moved(wished)
    found = None
    if moved is not None and _legal(desk, wished, instead_of):
        found = desk.values(wished), moved[other]
    draft.undo(mark)
    return found


def _legal(desk: Desk, wished: dict[int, str], fallen: Placement) -> bool:
    """Whether rules are kept that a draft does not watch."""
    policy = desk.problem.policy
    if policy.max_break_spread is None and not policy.zone_gap:
        return True
    violations = checker.violations(desk.problem, desk.placements(wished) or ())
    return all(v.rule is Rule.PINS and v.subjects[0] == fallen.meeting for v in violations)
