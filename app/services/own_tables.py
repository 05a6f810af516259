"""Who may have tables of their own: two delegations that each have some could never meet, so one side only."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.errors import OwnTablesClash
from app.i18n.messages import Label
from app.models import ConferenceSession, Delegation
from app.queries import delegations
from app.services import side_names


def check_session(db: Session, session: ConferenceSession) -> None:
    """Raises `OwnTablesClash` if delegations of two sides have own tables in the session."""
    _check_one_side(db.scalars(delegations.with_own_tables(session.id)).all())


def check_delegation(db: Session, delegation: Delegation) -> None:
    """Raises `OwnTablesClash` if its side is wrong for a session in which it has own tables."""
    for session_id in db.scalars(delegations.sessions_with_own_tables(delegation.id)).all():
        _check_one_side(db.scalars(delegations.with_own_tables(session_id)).all())


def _check_one_side(owners: Sequence[Delegation]) -> None:
    """`owners` are in the order of their tables."""
    for owner in owners:
        if owner.side != owners[0].side:
            raise OwnTablesClash(
                "Only one side of a session may have own tables: {first} ({first_side}) has some, "
                "so {second} ({second_side}) can have none.",
                first=_label(owners[0]),
                first_side=side_names.called(owners[0].side),
                second=_label(owner),
                second_side=side_names.called(owner.side),
            )


def _label(owner: Delegation) -> Label:
    return Label(vi=owner.organisation.label_vi, en=owner.organisation.label_en)
