"""What it would invalidate that a group goes, or one of those who have agreed to come."""

from sqlalchemy.orm import Session

from app.models import Delegation, MeetingGroup
from app.queries import impacts as queries
from app.services.impacts import Impact, gone_by


def of_groups(db: Session, *groups: MeetingGroup) -> Impact:
    """Of taking groups away, or of each one of those who have agreed to come."""
    codes = {(each.session_id, each.code) for each in groups}
    timetables, meetings = gone_by(db, {id_ for id_, _ in codes}, queries.named([code for _, code in codes]))
    session_of = {each.id: each.session_id for each in timetables}
    return Impact(
        timetables=timetables,
        meetings=[each for each in meetings if (session_of[each.version_id], each.meeting) in codes],
        groups=[each for each in groups if each.must_meet or each.slot_id is not None],
    )


def of_leaving(db: Session, delegation: Delegation) -> Impact:
    """Of a delegation coming no more to the groups to which it has agreed, in all sessions."""
    return of_groups(db, *db.scalars(queries.groups(queries.agreed_to(delegation.id))))
