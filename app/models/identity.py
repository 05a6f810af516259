"""Who people are elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Base, UuidPk


class Identity(Base):
    """An account by the name that another service (`issuer`) has for its owner; that name stays, an e-mail may not.

    `made_administrator` if that is so by what the service says, and so ends with it.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("account_id", "issuer"))

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(info={"personal": "to know again who signs in by the service"})
    created_at: Mapped[datetime]
    made_administrator: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(lazy="raise")
