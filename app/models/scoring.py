"""How a conference scores who fits whom, and what its delegations said is no match."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Audited, Base, Revised, Timestamped, UuidPk

if TYPE_CHECKING:
    from app.models.delegation import Delegation


class ScoringWeights(Revised, Base):
    """The points that parts of scores bring at a conference: of a need with an offering, and of a whole meeting.

    A conference without such a row scores by the usual ones.
    """

    __tablename__ = "scoring_weights"
    __table_args__ = (UniqueConstraint("conference_id"),)

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    of_pairs: Mapped[dict[str, float]] = mapped_column(JSON)
    of_meetings: Mapped[dict[str, float]] = mapped_column(JSON)


class Dismissal(Audited, Timestamped, Base):
    """A delegation says that an offering is nothing for a need, one of which is its own."""

    __tablename__ = "dismissal"
    audited_for = "delegation_id"
    __table_args__ = (UniqueConstraint("delegation_id", "need_id", "offering_id"),)

    id: Mapped[UuidPk]
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    need_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"), index=True)
    offering_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"), index=True)

    delegation: Mapped["Delegation"] = relationship(lazy="raise")
