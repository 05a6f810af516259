"""How often the API and the pages were asked in a minute, as servers tell it each other."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UuidPk


class RequestCount(Base):
    """What one server counted for one subject since it told last. Rows are only added, so that no server waits.

    `minute` is counted from 1970, `subject` a digest: the sum is all that anybody needs to know.
    """

    __tablename__ = "request_count"

    id: Mapped[UuidPk]
    minute: Mapped[int] = mapped_column(index=True)
    subject: Mapped[str]
    asked: Mapped[int]
