"""What delegations look for and what they bring: needs and offerings, which are alike in most."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, LargeBinary, Table, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, MappedColumn, declared_attr, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk, choice
from app.models.reference import Country, Objective, Region, Sector

if TYPE_CHECKING:
    from app.models.delegation import Delegation


class InterestKind(StrEnum):
    NEED = "need"
    OFFERING = "offering"


class InterestState(StrEnum):
    """How far it has come; `refused` is what was unfit for an open system, and is taken away for good."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


DECIDED = frozenset({InterestState.VALIDATED, InterestState.RETURNED, InterestState.REFUSED})
"""What organisers make of it; the other states are the delegation's own."""


class SignOffState(StrEnum):
    """What a version waits for within its delegation, or what was said of it."""

    ASKED = "asked"
    APPROVED = "approved"
    SENT_BACK = "sent_back"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class PartnerKind(StrEnum):
    """What a partner is: a firm, an association, a state or local authority, a university, who gives aid or loans."""

    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"
    AUTHORITY = "authority"
    UNIVERSITY = "university"
    FUNDER = "funder"
    OTHER = "other"


class PartnerIntent(StrEnum):
    SEEKS = "seeks"
    BRINGS = "brings"


class Visibility(StrEnum):
    """Who sees an offering besides its delegation: all at the conference, whom it is matched with, organisers only."""

    ALL = "all"
    MATCHED = "matched"
    ORGANISERS = "organisers"


def _link(target: str, key: str) -> Table:
    """A many-to-many table to a reference table."""
    return Table(
        f"interest_{target}",
        Base.metadata,
        Column("interest_id", ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{target}_{key}", ForeignKey(f"{target}.{key}", ondelete="RESTRICT"), primary_key=True, index=True),
    )


def _content(*args: Any, **options: Any) -> MappedColumn[Any]:
    """A column with what a delegation says, which is nobody's to keep where it can't be taken away for good."""
    return mapped_column(*args, **options, info={"untold": "what a delegation says"})


interest_sector = _link("sector", "code")
interest_country = _link("country", "iso2")
interest_region = _link("region", "code")


class Interest(Revised, Base):
    """What needs and offerings have in common; priority 1 comes first.

    Its title is in Vietnamese, in English or in both, and so is the text that goes on from there. Its size is an amount
    of money, by the code of ISO 4217, or of another unit (`ha`, `MW`, `người`). The note is for the own delegation and
    organisers. `folded` is what a search looks in.

    Organisers may read what `is_disclosed`: what was submitted as it is now, or was written by one of them. What is
    refused says nothing any more: its title is empty, and its code one of ours. `sign_off` is of what it says now.
    """

    __tablename__ = "interest"
    audited_for = "whose_word"
    __table_args__ = (
        UniqueConstraint("delegation_id", "kind", "code"),
        CheckConstraint("priority >= 1", name="priority_positive"),
        CheckConstraint("title_vi IS NOT NULL OR title_en IS NOT NULL", name="has_a_title"),
        CheckConstraint(
            "(size_amount IS NULL AND size_currency IS NULL AND size_unit IS NULL)"
            " OR (size_amount IS NOT NULL AND size_amount >= 1 AND (size_currency IS NULL) <> (size_unit IS NULL))",
            name="size_in_one_unit",
        ),
        CheckConstraint("(kind = 'offering') = (visibility IS NOT NULL)", name="visibility_fits"),
        CheckConstraint(
            "kind = 'offering' OR (partner_name IS NULL AND partner_country_code IS NULL AND partner_intent IS NULL)",
            name="partner_fits",
        ),
    )

    id: Mapped[UuidPk]
    kind: Mapped[InterestKind] = mapped_column(choice(InterestKind, "kind_known"))
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    code: Mapped[str] = _content()
    priority: Mapped[int] = mapped_column(default=1)
    title_vi: Mapped[str | None] = _content()
    title_en: Mapped[str | None] = _content()
    text_vi: Mapped[str | None] = _content()
    text_en: Mapped[str | None] = _content()
    objective_code: Mapped[str | None] = _content(ForeignKey("objective.code", ondelete="RESTRICT"), index=True)
    size_amount: Mapped[int | None] = _content(BigInteger)
    size_currency: Mapped[str | None] = _content()
    size_unit: Mapped[str | None] = _content()
    urgency: Mapped[Urgency] = _content(choice(Urgency, "urgency_known"), default=Urgency.NORMAL)
    partner_kind: Mapped[PartnerKind | None] = _content(choice(PartnerKind, "partner_kind_known"))
    note: Mapped[str | None] = _content()
    folded: Mapped[str] = _content(default="")
    state: Mapped[InterestState] = mapped_column(choice(InterestState, "state_known"), default=InterestState.DRAFT)
    submitted_at: Mapped[datetime | None]
    is_disclosed: Mapped[bool] = mapped_column(default=False)
    sign_off: Mapped[SignOffState | None] = mapped_column(choice(SignOffState, "sign_off_known"))

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision, "polymorphic_on": "kind", "polymorphic_abstract": True}

    delegation: Mapped["Delegation"] = relationship(lazy="raise_on_sql")
    objective: Mapped[Objective | None] = relationship(lazy="raise")
    sectors: Mapped[list[Sector]] = relationship(secondary=interest_sector, lazy="raise", order_by=Sector.code)
    countries: Mapped[list[Country]] = relationship(secondary=interest_country, lazy="raise", order_by=Country.iso2)
    meaning: Mapped["InterestMeaning | None"] = relationship(lazy="raise", viewonly=True)

    @property
    def whose_word(self) -> UUID | None:
        """The delegation's, but where organisers are just deciding on it."""
        decided = self.state in DECIDED and inspect(self).attrs.state.history.has_changes()
        return None if decided else self.delegation_id


class InterestMeaning(Base):
    """What a language model made of a need or an offering when it was saved, and of which text.

    `vector` are 32-bit floats, little end first; those of different models have nothing to do with each other.
    """

    __tablename__ = "interest_meaning"

    interest_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True)
    model: Mapped[str]
    text_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Need(Interest):
    """What a delegation looks for: from single countries and whole regions ("the EU"); with neither, from any.

    `partner_kind` is the kind of partner that it wants.
    """

    audited_as = "need"
    __mapper_args__ = {"polymorphic_identity": InterestKind.NEED}  # noqa: RUF012 -- SQLAlchemy API

    regions: Mapped[list[Region]] = relationship(secondary=interest_region, lazy="raise", order_by=Region.code)


class Offering(Interest):
    """What a delegation brings: a partner lead, a programme, a market. No countries means all that it speaks for.

    A partner lead tells who the partner is, from where, and whether it seeks or brings something.
    """

    audited_as = "offering"
    __mapper_args__ = {"polymorphic_identity": InterestKind.OFFERING}  # noqa: RUF012 -- SQLAlchemy API

    # Needs have none of these, so the table lets them be null and has no default.
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility, "visibility_known"), nullable=True)
    partner_name: Mapped[str | None] = _content()
    partner_country_code: Mapped[str | None] = _content(ForeignKey("country.iso2", ondelete="RESTRICT"), index=True)
    partner_intent: Mapped[PartnerIntent | None] = _content(choice(PartnerIntent, "partner_intent_known"))

    def __init__(self, *, visibility: Visibility = Visibility.MATCHED, **values: object) -> None:
        super().__init__(visibility=visibility, **values)
