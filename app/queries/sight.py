"""Who may see what, as conditions that every query for somebody takes along."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.models import ConferenceSession, Delegation

Key = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody's memberships let them see: the conferences that they organise, and their own delegations there.

    `attended` has every conference at which they are anything. Administrators see everything.
    """

    everything: bool
    organised: frozenset[UUID]
    attended: frozenset[UUID]
    delegations: frozenset[UUID]

    @classmethod
    def of_delegation(cls, delegation: Delegation) -> Self:
        """What the people of a delegation see, if they are nothing else."""
        there = frozenset({delegation.conference_id})
        return cls(everything=False, organised=frozenset(), attended=there, delegations=frozenset({delegation.id}))

    def attends(self, conference_id: Key) -> ColumnElement[bool]:
        """Rows of a conference for all who are there."""
        return true() if self.everything else conference_id.in_(self.attended)

    def organises(self, conference_id: Key) -> ColumnElement[bool]:
        """Rows of a conference for its organisers."""
        return true() if self.everything else conference_id.in_(self.organised)

    def attends_session(self, session_id: Key) -> ColumnElement[bool]:
        """Rows of a session for all who are at its conference."""
        return self._in_session(session_id, self.attended)

    def organises_session(self, session_id: Key) -> ColumnElement[bool]:
        """Rows of a session for the organisers of its conference."""
        return self._in_session(session_id, self.organised)

    def shares_delegation(self, delegation_id: Key) -> ColumnElement[bool]:
        """Rows of a delegation for its own people, and for the organisers of its conference."""
        if self.everything:
            return true()
        organised = select(Delegation.id).where(Delegation.conference_id.in_(self.organised))
        return or_(delegation_id.in_(self.delegations), delegation_id.in_(organised))

    def is_of(self, delegation_id: Key) -> ColumnElement[bool]:
        """Rows of a delegation for its own people only."""
        return delegation_id.in_(self.delegations)

    def knows(self, delegation: Delegation) -> bool:
        """Whether a delegation's own affairs are shown: to its people, and to the organisers of its conference."""
        return self.everything or delegation.id in self.delegations or delegation.conference_id in self.organised

    def meets_delegation(self, delegation_id: Key) -> ColumnElement[bool]:
        """Rows of a delegation for all who are at its conference."""
        if self.everything:
            return true()
        return delegation_id.in_(select(Delegation.id).where(Delegation.conference_id.in_(self.attended)))

    def _in_session(self, session_id: Key, conferences: frozenset[UUID]) -> ColumnElement[bool]:
        if self.everything:
            return true()
        return session_id.in_(select(ConferenceSession.id).where(ConferenceSession.conference_id.in_(conferences)))
