"""What a change of the rules, or of a delegation that they hold for, would invalidate, in all of some sessions."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation, MeetingGroup, MeetingRequest, MemberState
from app.queries import groups, meeting_requests, planning
from app.queries import impacts as queries
from app.services import impact_checks, quotas, side_rules
from app.services.impacts import Broken, Impact, OverQuota, gone_by
from app.services.planning import standing


@dataclass(frozen=True, slots=True)
class Standing:
    """What does not go with the rules: of timetables, groups, requests that wait or are accepted, and quotas."""

    broken: set[Broken]
    groups: set[MeetingGroup]
    requests: set[MeetingRequest]
    over_quota: set[OverQuota]


@contextmanager
def told_first(db: Session, session_ids: Collection[UUID], *, accepted: bool) -> Iterator[None]:
    """Do the change inside; nothing of it is done, and `WouldInvalidate` raised, where it harms and is not `accepted`.

    What did not go with the rules before is not told: this change does not bring it about.
    """
    before = _standing(db, session_ids)
    with db.begin_nested():
        yield
        db.flush()
        after = _standing(db, session_ids)
        impact_checks.check(db, _impact(db, session_ids, before, after), accepted=accepted)


def _impact(db: Session, session_ids: Collection[UUID], before: Standing, after: Standing) -> Impact:
    broken = after.broken - before.broken
    named = {(each.timetable_id, meeting) for each in broken for meeting in each.meetings}
    timetables, meetings = gone_by(db, session_ids, queries.named({meeting for _, meeting in named}))
    limits = {(each.session_id, each.delegation_id, each.quota): each.limit for each in before.over_quota}
    return Impact(
        timetables=timetables,
        meetings=[each for each in meetings if (each.version_id, each.meeting) in named],
        groups=sorted(after.groups - before.groups, key=lambda group: (group.code, group.id)),
        broken=sorted(broken),
        requests=sorted(after.requests - before.requests, key=lambda request: (request.created_at, request.id)),
        over_quota=sorted(
            each
            for each in after.over_quota
            # Whoever was over a tighter limit gains by this one.
            if limits.get((each.session_id, each.delegation_id, each.quota), each.limit + 1) > each.limit
        ),
    )


def _standing(db: Session, session_ids: Collection[UUID]) -> Standing:
    db.flush()
    found = Standing(set(), set(), set(), set())
    for session_id in session_ids:
        session = db.scalars(planning.session(session_id)).one()
        delegations = db.scalars(planning.present(session.conference_id)).all()
        found.broken.update(standing.broken(db, session, delegations))
        found.groups.update(_groups_unasked(db, session, delegations))
        found.requests.update(_unasked(db, session, delegations))
        found.over_quota.update(_over_quota(db, session, delegations))
    return found


def _unasked(db: Session, session: ConferenceSession, delegations: Sequence[Delegation]) -> Iterator[MeetingRequest]:
    """The requests that wait or are accepted though one side does not ask the other."""
    rules = {rule.side: rule for rule in session.side_rules if rule.may_ask is not None}
    by_id = {each.id: each for each in delegations}
    for request in db.scalars(meeting_requests.live(session.id, now=datetime.now(UTC))) if rules else ():
        rule = rules.get(by_id[request.requester_id].side)
        if rule is not None and not side_rules.may_ask(rule, by_id[request.addressee_id]):
            yield request


def _groups_unasked(
    db: Session, session: ConferenceSession, delegations: Sequence[Delegation]
) -> Iterator[MeetingGroup]:
    """The groups to which somebody is invited, or has agreed, though the convener's side does not ask theirs."""
    rules = {rule.side: rule for rule in session.side_rules if rule.may_ask is not None}
    by_id = {each.id: each for each in delegations}
    for group in db.scalars(groups.of_session(session.id)) if rules else ():
        convener = group.convener_id and by_id.get(group.convener_id)
        rule = rules.get(convener.side) if convener else None
        coming = [by_id.get(each.delegation_id) for each in group.members if each.state is not MemberState.DECLINED]
        if rule is not None and any(
            each and each.side != rule.side and not side_rules.may_ask(rule, each) for each in coming
        ):
            yield group


def _over_quota(db: Session, session: ConferenceSession, delegations: Sequence[Delegation]) -> Iterator[OverQuota]:
    rules = {rule.side: rule for rule in session.side_rules}
    ruled = [each for each in delegations if each.side in rules]
    for quota in quotas.of_all(db, session.id, ruled, rules):
        for name in ("requests", "wishes", "do_not_meets"):
            kind = getattr(quota, name)
            if kind.limit is not None and kind.used > kind.limit:
                yield OverQuota(session.id, quota.delegation_id, name, kind.limit, kind.used)
