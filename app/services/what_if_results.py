"""What came of a what-if run, beside the timetable as it is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound, NothingToCompare
from app.i18n.messages import mark
from app.matching.scheduling.io import read_instance, read_timetable
from app.matching.scheduling.otherwise import Absent, amendment
from app.matching.scheduling.problem import Goal, MeetingId, PartyId, Problem, Slot, Spot
from app.matching.scheduling.timetable import GoalValue, Status, Timetable
from app.models import Delegation, Run, TimetableVersion
from app.queries import planning as queries
from app.queries import runs
from app.services import lookup, planning, what_ifs
from app.services.permissions import Actor
from app.services.planning.names import names_of

STOPPED = mark("The run was stopped before it had found anything. Ask again, and let it search for longer.")


@dataclass(frozen=True, slots=True)
class GoalThen:
    """A goal's value and bound as it is and as they would be; None where the goal is none, or nothing is proven."""

    goal: Goal
    before: GoalValue | None
    then: GoalValue | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A meeting that would be elsewhere, or only in one of the two timetables: None is nowhere, never both."""

    meeting: MeetingId
    parties: tuple[PartyId, ...]
    before: Spot | None
    then: Spot | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`version` is the timetable as it is, if there is one. `delegations` are by their ids in the instance."""

    run: Run
    problem: Problem
    outcome: Timetable
    version: TimetableVersion | None
    delegations: Mapping[PartyId, Delegation]
    differences: Sequence[Difference]

    @property
    def is_of_same_data(self) -> bool:
        """Whether nothing but the amendments makes the difference: since that timetable nobody has edited anything."""
        return self.version is not None and self.version.instance_digest == self.run.plain_digest

    @property
    def goals(self) -> list[GoalThen]:
        """Of either; who would be told of a change is told by `told`, against what is compared with."""
        known = [] if self.version is None else [GoalValue(**each) for each in self.version.goals]
        before, then = ({each.goal: each for each in goals} for goals in (known, self.outcome.goals))
        names = (Goal(name) for name in dict.fromkeys([*then, *before]) if name != Goal.CHANGES)
        return [GoalThen(name, before.get(name), then.get(name)) for name in names]

    @property
    def held(self) -> int:
        return len(self.outcome.placements)

    @property
    def held_before(self) -> int:
        return 0 if self.version is None else len(self.version.placements)

    @property
    def gained(self) -> list[Difference]:
        return [each for each in self.differences if each.before is None]

    @property
    def lost(self) -> list[Difference]:
        return [each for each in self.differences if each.then is None]

    @property
    def moved(self) -> list[Difference]:
        return [each for each in self.differences if each.before is not None and each.then is not None]

    @property
    def told(self) -> list[PartyId]:
        """Who would have another timetable, but for those who would not come."""
        amendments = map(amendment, self.run.amendments or ())
        absent = {each.party for each in amendments if isinstance(each, Absent) and not each.slots}
        concerned = {party for each in self.differences for party in each.parties}
        return [party for party in sorted(concerned) if party not in absent]

    @property
    def slots(self) -> Mapping[str, Slot]:
        """By their ids, as they would be."""
        return {slot.id: slot for slot in self.problem.slots}


def comparison(db: Session, actor: Actor, run_id: UUID) -> Comparison:
    """For organisers.

    Raises `NotFound`, and `NothingToCompare` for a run that has not succeeded, or was stopped before it had found
    anything.
    """
    run = lookup.one(db, runs.what_if(run_id, actor.sight), NotFound("No such what-if run."))
    if run.outcome is None:
        raise NothingToCompare("The run has come to nothing yet.")
    version = what_ifs.newest(db, actor, run.session_id)
    problem = read_instance(json.dumps(run.instance_file).encode())
    outcome = read_timetable(json.dumps(run.outcome).encode())
    if run.stop_requested and _is_where_it_began(problem, outcome):
        raise NothingToCompare(STOPPED)
    present = db.scalars(queries.named_delegations(run.session.conference_id)).all()
    names = names_of(present).parties
    return Comparison(
        run=run,
        problem=problem,
        outcome=outcome,
        version=version,
        delegations={names[each.id]: each for each in present},
        differences=_differences(problem, outcome, version, names),
    )


def _is_where_it_began(problem: Problem, outcome: Timetable) -> bool:
    """Whether nothing is held but what could stay of the timetable as it was, and nothing is proven of that."""
    found = what_ifs.spots(outcome.placements)
    return outcome.status == Status.FEASIBLE and found.items() <= dict(problem.published or {}).items()


def _differences(
    problem: Problem, outcome: Timetable, version: TimetableVersion | None, names: Mapping[UUID, PartyId]
) -> list[Difference]:
    """In the order of the names of meetings."""
    rows = [] if version is None else version.placements
    parties = {row.meeting: tuple(sorted(names[each.delegation_id] for each in row.parties)) for row in rows}
    parties |= {each.id: each.parties for each in problem.meetings}
    before = what_ifs.spots(() if version is None else planning.placements_of(version))
    then = what_ifs.spots(outcome.placements)
    return [
        Difference(meeting, parties[meeting], before.get(meeting), then.get(meeting))
        for meeting in sorted({*before, *then})
        if before.get(meeting) != then.get(meeting)
    ]
