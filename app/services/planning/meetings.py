"""Which meetings a session wants, what they are worth, and what was fixed beforehand."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Meeting, Spot
from app.matching.scoring.organisations import OrganisationScore
from app.models import ConferenceSession, Delegation, DelegationMode, Pin, Wish, WishKind
from app.queries import meeting_requests as request_queries
from app.queries import planning as queries
from app.queries import wishes as wish_queries
from app.services.planning import alternatives
from app.services.planning.names import Names, names_of
from app.services.planning.values import AGREED, Pair, Scores, plain, points_for_ranks, value

VIDEO_LINKS = "video-links"

_log = logging.getLogger(__name__)


class Meetings:
    """Who meets whom in a session, for what, and what was fixed beforehand."""

    def __init__(self, db: Session, session: ConferenceSession, delegations: Sequence[Delegation]) -> None:
        self._order = {delegation.id: position for position, delegation in enumerate(delegations)}
        self._online = {delegation.id for delegation in delegations if delegation.mode is DelegationMode.ONLINE}
        self._limited = session.online_links is not None
        self._names: Names = names_of(delegations)
        self._scoring = Scores(db, session.conference_id, delegations)
        self._scores: dict[Pair, OrganisationScore] = {}
        wishes = db.scalars(wish_queries.of_session(session.id)).all()
        self._points = points_for_ranks(wishes)
        self._unwanted = self._pairs_not_to_meet(wishes)
        self._agreed = {self._pair(row.a_id, row.b_id) for row in db.scalars(request_queries.accepted(session.id))}
        declined = db.scalars(request_queries.declined(session.id))
        self._declined = {(row.requester_id, row.addressee_id) for row in declined}
        self._required = {self._pair(row.a_id, row.b_id) for row in db.scalars(queries.must_meets(session.id))}
        if session.accepted_must_meet:
            self._required |= self._agreed
        self._given = {self._pair(row.a_id, row.b_id): row for row in db.scalars(queries.meeting_values(session.id))}
        self._given_ids = {row.code for row in self._given.values() if row.code}
        self._ties = self._tied(wishes)
        pins = db.scalars(queries.pins(session.id)).all()
        self._pins = {self._pair(pin.a_id, pin.b_id): _spot(session, pin) for pin in pins}

    def all(self) -> list[Meeting]:
        """In the order of their ids, which does not change with the order of the rows."""
        # Whoever was declined goes on wishing in vain, unless the other wishes, too, or somebody insists.
        wished = {self._pair(*each) for each in self._points.keys() - self._declined}
        asked_for = {*wished, *self._agreed, *self._required, *self._given, *self._pins}
        wanted = asked_for - self._unwanted
        self._warn_of_contradictions()
        labels = alternatives.labels(self._ties, wanted)
        return sorted((self._meeting(pair, labels.get(pair)) for pair in wanted), key=lambda meeting: meeting.id)

    def scores(self) -> dict[str, Any]:
        """Why meetings of `all` are worth what they are, by their ids; nothing of those whose value was given."""
        return {self._id(pair): plain(score) for pair, score in self._scores.items()}

    def _meeting(self, pair: Pair, alternative: str | None) -> Meeting:
        online = self._limited and not self._online.isdisjoint(pair)
        return Meeting(
            id=self._id(pair),
            parties=tuple(self._names.parties[delegation_id] for delegation_id in pair),
            value=self._value(pair),
            required=pair in self._required,
            pin=self._pins.get(pair),
            resources=(VIDEO_LINKS,) if online else (),
            alternative=alternative,
        )

    def _id(self, pair: Pair) -> str:
        given = self._given.get(pair)
        return given.code if given and given.code else self._names.meeting(*pair, taken=self._given_ids)

    def _value(self, pair: Pair) -> int:
        """As given, else by its score."""
        return self._given[pair].value if pair in self._given else value(self._score(pair))

    def _score(self, pair: Pair) -> OrganisationScore:
        """Where both agreed to meet, neither side wishes less than `AGREED`."""
        if pair not in self._scores:
            least = AGREED if pair in self._agreed else 0
            wish, wish_of_other = (max(self._points.get(side, 0), least) for side in (pair, pair[::-1]))
            self._scores[pair] = self._scoring.score(
                pair, wish=wish, wish_of_other=wish_of_other, must_meet=pair in self._required
            )
        return self._scores[pair]

    def _tied(self, wishes: Sequence[Wish]) -> dict[str, list[Pair]]:
        """Pairs of which one at most meets, by the label that they have or get."""
        ties: dict[str, list[Pair]] = defaultdict(list)
        for pair, row in self._given.items():
            if row.alternative is not None:
                ties[row.alternative].append(pair)
        given = set(ties)
        for wish in wishes:
            if wish.alternative is not None:
                name = self._names.tie(wish.delegation_id, wish.alternative, taken=given)
                ties[name].append(self._pair(wish.delegation_id, wish.target_id))
        return ties

    def _pair(self, one: UUID, other: UUID) -> Pair:
        """In the order of the delegations, whoever wished."""
        return (one, other) if self._order[one] < self._order[other] else (other, one)

    def _pairs_not_to_meet(self, wishes: Sequence[Wish]) -> set[Pair]:
        unwanted = [wish for wish in wishes if wish.kind is WishKind.DO_NOT_MEET]
        return {self._pair(wish.delegation_id, wish.target_id) for wish in unwanted}

    def _warn_of_contradictions(self) -> None:
        """The services refuse to insist on a meeting that one side refuses; rows from elsewhere may still do."""
        for pair in sorted(({*self._required, *self._pins}) & self._unwanted, key=self._id):
            _log.warning("%s must meet but one side does not want to: left out", self._id(pair))


def _spot(session: ConferenceSession, pin: Pin) -> Spot:
    slot = next(slot.code for slot in session.slots if slot.id == pin.slot_id)
    return Spot(slot=slot, table=next((table.code for table in session.tables if table.id == pin.table_id), None))
