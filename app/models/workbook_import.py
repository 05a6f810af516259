"""Workbooks that people sent: work for whoever carries out imports, from the queue to its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, false, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UuidPk, choice
from app.models.run import RunStatus


class WorkbookImport(Base):
    """A file that `account_id` sent: looked through at first, and once that is confirmed, carried out.

    It is of a conference, or without one of enquiries. `content` is the file, as long as something may still be done
    with it; `confirmation` what the dry run saw, and `confirmed_at` when that was confirmed: from then on the rest
    tells of the import. `report` is told in `language`, and so is `error`, which says why it failed. `tells` where
    people are told of what happens.

    `attempt`, `losses`, `not_before`, `worker`, `traceparent` and `beats` are as those of a `Run`.
    """

    __tablename__ = "workbook_import"
    __table_args__ = (CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_with_an_error"),)

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID | None] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(info={"personal": "to know who answers for what was done"})
    language: Mapped[str]
    tells: Mapped[bool] = mapped_column(default=False, server_default=false())
    file_name: Mapped[str | None] = mapped_column(info={"personal": "to tell several files apart"})
    content: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"untold": True, "personal": "to be imported; deleted after that"}
    )
    confirmation: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    status: Mapped[RunStatus] = mapped_column(choice(RunStatus, "status_known"), default=RunStatus.QUEUED, index=True)
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    losses: Mapped[int] = mapped_column(default=0, server_default="0")
    worker: Mapped[str | None]
    traceparent: Mapped[str | None] = mapped_column(info={"untold": True})
    not_before: Mapped[datetime | None]
    beats: Mapped[int] = mapped_column(default=0, server_default="0")
    report: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info={"personal": "to tell what an import does before it is done"}
    )
    error_code: Mapped[str | None]
    error: Mapped[str | None]
    queued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def dry_run(self) -> bool:
        """Whether nothing but a dry run was asked for so far."""
        return self.confirmed_at is None

    @property
    def is_being_imported(self) -> bool:
        """Or waits for that, once it was confirmed."""
        return not self.dry_run and not self.status.ended

    @property
    def can_be_confirmed(self) -> bool:
        return self.status is RunStatus.SUCCEEDED and self.dry_run and self.confirmation is not None
