"""What can't be wanted together: to insist on a meeting and to refuse it, or to insist on two of which one is held."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import (
    ContradictsAlternative,
    ContradictsDoNotMeet,
    ContradictsGroup,
    ContradictsMeetingRequest,
    ContradictsMustMeet,
)
from app.i18n.messages import Label
from app.models import Wish, WishKind
from app.queries import delegations, groups, meeting_requests, must_meets, pins, wishes


def check_willing(db: Session, session_id: UUID, a_id: UUID, b_id: UUID) -> None:
    """For organisers, who know it: raises `ContradictsDoNotMeet` if one of the two does not want to meet the other."""
    refusal = db.scalars(wishes.do_not_meet(session_id, a_id, b_id)).first()
    if refusal is not None:
        raise ContradictsDoNotMeet(
            "{one} does not want to meet {other}; it has to withdraw that first.",
            **_named(db, one=refusal.delegation_id, other=refusal.target_id),
        )


def check_own_mind(db: Session, session_id: UUID, delegation_id: UUID, other_id: UUID) -> None:
    """Raises `ContradictsDoNotMeet` if the one does not want to meet the other.

    What the other wants is its own affair: nobody learns from an answer whether another wants to meet it.
    """
    if not is_welcome(db, session_id, other_id, delegation_id):
        raise ContradictsDoNotMeet(
            "{one} does not want to meet {other}; it has to withdraw that first.",
            **_named(db, one=delegation_id, other=other_id),
        )


def is_welcome(db: Session, session_id: UUID, requester_id: UUID, delegation_id: UUID) -> bool:
    """Whether the delegation does not refuse to meet the other; for nobody else to know."""
    return db.scalars(wishes.refusal(session_id, delegation_id, requester_id)).first() is None


def check_not_excluded(db: Session, session_id: UUID, a_id: UUID, b_id: UUID) -> None:
    """Raises `ContradictsAlternative` if one of the two has to meet a third, and wants to meet only one of them."""
    for wish in db.scalars(wishes.alternatives_to(session_id, a_id, b_id)):
        if _is_insisted(db, wish):
            raise ContradictsAlternative(
                "{one} wants to meet either these or those, and has to meet {other} already.",
                **_named(db, one=wish.delegation_id, other=wish.target_id),
            )


def check_wish(db: Session, wish: Wish) -> None:
    """Whether a wish that is stored may be as it is.

    Raises for a do-not-meet `ContradictsMustMeet` if the organiser insists that the two meet, and
    `ContradictsMeetingRequest` if they agreed to, or the one has asked the other, and `ContradictsGroup` if it agreed
    to meet it with others; for an alternative `ContradictsMustMeet` if the organiser insists on two of them.
    """
    if wish.kind is WishKind.DO_NOT_MEET:
        _check_refusal(db, wish)
    elif wish.alternative is not None:
        _check_alternatives(
            db, db.scalars(wishes.alternatives(wish.session_id, wish.delegation_id, wish.alternative)).all()
        )


def _check_refusal(db: Session, wish: Wish) -> None:
    parties = {"one": wish.delegation_id, "other": wish.target_id}
    if _is_insisted(db, wish):
        raise ContradictsMustMeet(
            "The organiser insists that {one} and {other} meet; the must-meet or pin has to go first.",
            **_named(db, **parties),
        )
    standing = meeting_requests.standing(wish.session_id, wish.delegation_id, wish.target_id, now=datetime.now(UTC))
    if db.scalars(standing).first() is not None:
        raise ContradictsMeetingRequest(
            "Decline or withdraw the meeting request between {one} and {other} first.", **_named(db, **parties)
        )
    group = db.scalars(groups.agreed_with(wish.session_id, wish.delegation_id, wish.target_id)).first()
    if group is not None:
        raise ContradictsGroup(
            "{one} has agreed to meet {other} in the group “{theme}”; it has to leave that first.",
            theme=group.theme,
            **_named(db, **parties),
        )


def _check_alternatives(db: Session, tied: Sequence[Wish]) -> None:
    insisted = [wish.target_id for wish in tied if _is_insisted(db, wish)]
    if len(insisted) > 1:
        raise ContradictsMustMeet(
            "Only one of these alternatives can be met, but the organiser insists on {one} and {other}.",
            **_named(db, one=insisted[0], other=insisted[1]),
        )


def _is_insisted(db: Session, wish: Wish) -> bool:
    pair = (wish.session_id, wish.delegation_id, wish.target_id)
    found = chain(db.scalars(must_meets.of_pair(*pair)), db.scalars(pins.of_pair(*pair)))
    return next(found, None) is not None


def _named(db: Session, **ids: UUID) -> dict[str, Label]:
    """By the name of a parameter, what its delegation is called."""
    organisations = {row.id: row.organisation for row in db.scalars(delegations.all_named(ids.values()))}
    return {name: Label(vi=organisations[each].label_vi, en=organisations[each].label_en) for name, each in ids.items()}
