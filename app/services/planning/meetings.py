"""Which meetings a session wants, what they are worth, and what was fixed beforehand."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Meeting, PartyId, Spot
from app.matching.scoring.organisations import OrganisationScore
from app.models import ConferenceSession, Delegation, DelegationMode, MeetingGroup, Pin, Wish, WishKind
from app.queries import groups as group_queries
from app.queries import meeting_requests as request_queries
from app.queries import planning as queries
from app.queries import wishes as wish_queries
from app.services.planning import alternatives
from app.services.planning.gatherings import Gathering, gatherings
from app.services.planning.names import Names, names_of
from app.services.planning.room import Room
from app.services.planning.values import AGREED, Pair, Scores, joined, plain, points_for_ranks, value

VIDEO_LINKS = "video-links"

_log = logging.getLogger(__name__)


class Meetings:
    """Who meets whom in a session, for what, and what was fixed beforehand; where they are not `scored` for nothing."""

    def __init__(
        self, db: Session, session: ConferenceSession, delegations: Sequence[Delegation], *, scored: bool = True
    ) -> None:
        self._order = {delegation.id: position for position, delegation in enumerate(delegations)}
        self._online = {delegation.id for delegation in delegations if delegation.mode is DelegationMode.ONLINE}
        self._session = session
        self._names: Names = names_of(delegations)
        self._scoring = Scores(db, session.conference_id, delegations) if scored else None
        self._scores: dict[str, OrganisationScore] = {}
        wishes = db.scalars(wish_queries.of_session(session.id)).all()
        refusals = {(each.delegation_id, each.target_id) for each in wishes if each.kind is WishKind.DO_NOT_MEET}
        self._points = points_for_ranks(wishes)
        self._unwanted = {self._pair(*each) for each in refusals}
        self._agreed = {self._pair(row.a_id, row.b_id) for row in db.scalars(request_queries.accepted(session.id))}
        declined = db.scalars(request_queries.declined(session.id))
        self._declined = {(row.requester_id, row.addressee_id) for row in declined}
        self._required = {self._pair(row.a_id, row.b_id) for row in db.scalars(queries.must_meets(session.id))}
        if session.accepted_must_meet:
            self._required |= self._agreed
        self._given = {self._pair(row.a_id, row.b_id): row for row in db.scalars(queries.meeting_values(session.id))}
        pins = db.scalars(queries.pins(session.id)).all()
        self._pins = {self._pair(pin.a_id, pin.b_id): _spot(session, pin) for pin in pins}
        groups = db.scalars(group_queries.of_session(session.id).execution_options(populate_existing=True)).all()
        self._gatherings = gatherings(groups, refusals, self._order)
        self._taken = {row.code for row in self._given.values() if row.code} | {group.code for group in groups}
        self._ties = self._tied(wishes)
        self.room = Room(session.tables, session.slots, self._gatherings, self._names.parties)

    def all(self) -> list[Meeting]:
        """In the order of their ids, which does not change with the order of the rows."""
        # Whoever was declined goes on wishing in vain, unless the other wishes, too, or somebody insists.
        wished = {self._pair(*each) for each in self._points.keys() - self._declined}
        asked_for = {*wished, *self._agreed, *self._required, *self._given, *self._pins}
        wanted = asked_for - self._unwanted - set().union(*(self._covered(each) for each in self._gatherings))
        self._warn_of_contradictions()
        labels = alternatives.labels(self._ties, {*wanted, *(each.group.code for each in self._gatherings)})
        pairs = (self._of_pair(pair, labels.get(pair)) for pair in wanted)
        groups = (self._of_group(each, labels.get(each.group.code)) for each in self._gatherings)
        return sorted([*pairs, *groups], key=lambda meeting: meeting.id)

    def scores(self) -> dict[str, Any]:
        """Why meetings of `all` are worth what they are, by their ids; nothing of those whose value was given."""
        return {meeting: plain(score) for meeting, score in self._scores.items()}

    def _of_pair(self, pair: Pair, alternative: str | None) -> Meeting:
        given = self._given.get(pair)
        return Meeting(
            id=self._id(pair),
            parties=self._parties(pair),
            value=self._value(pair),
            required=pair in self._required,
            pin=self._pins.get(pair),
            features=(*(given.features if given else ()), *self.room.needed_by_pair(pair)),
            resources=self._resources(pair),
            alternative=alternative,
        )

    def _of_group(self, gathering: Gathering, alternative: str | None) -> Meeting:
        group = gathering.group
        return Meeting(
            id=group.code,
            parties=self._parties(gathering.members),
            value=self._value_together(gathering),
            required=group.must_meet or not self._required.isdisjoint(self._covered(gathering)),
            pin=_spot(self._session, group),
            features=self.room.needed_by(gathering),
            resources=self._resources(gathering.members),
            alternative=alternative,
        )

    def _covered(self, gathering: Gathering) -> frozenset[Pair]:
        """The pairs that meet in the group only; those that are fixed by themselves meet besides."""
        return gathering.covered - self._given.keys() - self._pins.keys()

    def _parties(self, members: Iterable[UUID]) -> tuple[PartyId, ...]:
        return tuple(self._names.parties[delegation_id] for delegation_id in members)

    def _resources(self, members: Iterable[UUID]) -> tuple[str, ...]:
        limits = (self._session.online_links, self._session.conference.online_links)
        return (
            (VIDEO_LINKS,) if any(each is not None for each in limits) and not self._online.isdisjoint(members) else ()
        )

    def _id(self, pair: Pair) -> str:
        given = self._given.get(pair)
        return given.code if given and given.code else self._names.meeting(*pair, taken=self._taken)

    def _value(self, pair: Pair) -> int:
        """As given, else by its score."""
        if pair in self._given:
            return self._given[pair].value
        if self._scoring is None:
            return 0
        return self._worth(self._id(pair), self._score(pair, agreed=pair in self._agreed))

    def _value_together(self, gathering: Gathering) -> int:
        """As given, else by the scores of meetings of two that would join them, to which all have agreed."""
        if gathering.group.value is not None:
            return gathering.group.value
        if self._scoring is None:
            return 0
        return self._worth(gathering.group.code, joined(gathering.members, partial(self._score, agreed=True)))

    def _worth(self, meeting: str, score: OrganisationScore) -> int:
        self._scores[meeting] = score
        return value(score)

    def _score(self, pair: Pair, *, agreed: bool) -> OrganisationScore:
        """Where both agreed to meet, neither side wishes less than `AGREED`."""
        assert self._scoring is not None, "Whoever wants no scores asks for none."
        least = AGREED if agreed else 0
        wish, wish_of_other = (max(self._points.get(side, 0), least) for side in (pair, pair[::-1]))
        return self._scoring.score(pair, wish=wish, wish_of_other=wish_of_other, must_meet=pair in self._required)

    def _tied(self, wishes: Sequence[Wish]) -> dict[str, list[Pair | str]]:
        """Pairs and groups of which one at most meets, by the label that they have or get."""
        ties: dict[str, list[Pair | str]] = defaultdict(list)
        given: dict[Pair | str, str | None] = {pair: row.alternative for pair, row in self._given.items()}
        for meeting, label in (given | {each.group.code: each.group.alternative for each in self._gatherings}).items():
            if label is not None:
                ties[label].append(meeting)
        taken = set(ties)
        for wish in wishes:
            if wish.alternative is not None:
                name = self._names.tie(wish.delegation_id, wish.alternative, taken=taken)
                ties[name].append(self._pair(wish.delegation_id, wish.target_id))
        return ties

    def _pair(self, one: UUID, other: UUID) -> Pair:
        """In the order of the delegations, whoever wished."""
        return (one, other) if self._order[one] < self._order[other] else (other, one)

    def _warn_of_contradictions(self) -> None:
        """The services refuse to insist on a meeting that one side refuses; rows from elsewhere may still do."""
        for pair in sorted(({*self._required, *self._pins}) & self._unwanted, key=self._id):
            _log.warning("%s must meet but one side does not want to: left out", self._id(pair))


def _spot(session: ConferenceSession, pinned: Pin | MeetingGroup) -> Spot | None:
    """Where it is pinned, if it is."""
    slot = next((slot.code for slot in session.slots if slot.id == pinned.slot_id), None)
    table = next((table.code for table in session.tables if table.id == pinned.table_id), None)
    return None if slot is None else Spot(slot=slot, table=table)
