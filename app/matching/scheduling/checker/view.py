"""What a rule is to judge: everything that an agenda holds, or only what one meeting touches."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.problem import Interpreter, Meeting, MeetingId, Party, Resource, SlotId, Table


@dataclass(frozen=True, slots=True)
class View:
    """What a rule is to judge in an agenda; the rule looks up all else there.

    `meetings` may hold some that are not held (a pin wants them); `pairs` are (meeting, one that it must follow).
    """

    agenda: Agenda
    meetings: Sequence[Meeting] = ()
    held: Sequence[Held] = ()
    parties: Sequence[Party] = ()
    tables: Sequence[Table] = ()
    interpreters: Sequence[Interpreter] = ()
    resources: Sequence[Resource] = ()
    labels: Sequence[str] = ()
    pairs: Sequence[tuple[Meeting, MeetingId]] = ()

    @classmethod
    def whole(cls, agenda: Agenda) -> "View":
        """Everything."""
        problem = agenda.problem
        return cls(
            agenda,
            meetings=problem.meetings,
            held=tuple(agenda.held.values()),
            parties=problem.parties,
            tables=problem.tables,
            interpreters=problem.interpreters,
            resources=problem.resources,
            labels=tuple(dict.fromkeys(m.alternative for m in problem.meetings if m.alternative is not None)),
            pairs=[(meeting, earlier) for meeting in problem.meetings for earlier in meeting.after],
        )

    @classmethod
    def around(cls, agenda: Agenda, held: Held, *, placed: bool = True) -> "View":
        """Only what this meeting touches: whatever it breaks, it breaks there. It may be `placed` there or not yet."""
        problem, meeting = agenda.problem, held.meeting
        pairs = [(meeting, earlier) for earlier in meeting.after]
        pairs += [(later, meeting.id) for later in agenda.programme.followers.get(meeting.id, ())]
        return cls(
            agenda,
            meetings=(meeting,),
            held=(held,) if placed else (),
            parties=[problem.party_by_id[party] for party in meeting.parties],
            tables=(problem.table_by_id[held.table],),
            interpreters=[problem.interpreter_by_id[interpreter] for interpreter in held.interpreters],
            resources=[problem.resource_by_id[resource] for resource in meeting.resources],
            labels=() if meeting.alternative is None else (meeting.alternative,),
            pairs=pairs,
        )

    def slot_ids(self, positions: Iterable[int]) -> tuple[SlotId, ...]:
        """The ids of slots given by position."""
        return tuple(self.agenda.problem.slots[position].id for position in positions)


@contextmanager
def trying(agenda: Agenda, held: Held) -> Iterator[View]:
    """Hold one more meeting for a moment; the view is of what it touches.

    So "which rules would break?" costs microseconds instead of a full check.
    """
    agenda.add(held)
    try:
        yield View.around(agenda, held)
    finally:
        agenda.drop_last()
