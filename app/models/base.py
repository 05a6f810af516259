"""What all tables share: the declarative base, keys, clocks and choices."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator, event, func
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    object_mapper,
)

UuidPk = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware going in, UTC coming out. SQLite has no time zones and would hand back naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy API
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy API
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Explicit constraint names keep migrations and error translation stable."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 -- SQLAlchemy API


class Timestamped:
    """Mixin: when the row was written and last changed, by the database clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Audited:
    """Mixin for rows whose every change is recorded, with the lists of `audited_lists` and all columns.

    `audited_for` names the attribute with the delegation whose word the row is, `audited_for_organisation` that with
    the organisation, outside any conference: who else writes it does so on its behalf.
    A column's `info` keeps its values out of the record: `personal` says why they are kept at all, `untold` that they
    are too large to be told, or are kept where they can be taken away for good. `audited_as` is what the row is called
    there, if not as its table.
    """

    id: Mapped[UuidPk]

    audited_as: ClassVar[str | None] = None
    audited_for: ClassVar[str | None] = None
    audited_for_organisation: ClassVar[str | None] = None
    audited_lists: ClassVar[tuple[str, ...]] = ()


class Revised(Audited, Timestamped):
    """Mixin for rows that several people edit: `revision` grows with each change.

    Of two who change the same revision at once the database lets one, and the other gets a `StaleDataError`.
    """

    revision: Mapped[int] = mapped_column(server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}

    def revise(self) -> None:
        """Make it a new revision, though none of its own columns has changed."""
        self.updated_at = datetime.now(UTC)


_SEEN = "rows as this transaction has seen them"


@event.listens_for(Session, "loaded_as_persistent")
def _remember_what_was_seen(session: Session, row: object) -> None:
    """A session forgets rows that nobody holds, and would read them anew, changed by others since they were checked."""
    if object_mapper(row).version_id_col is not None:
        session.info.setdefault(_SEEN, []).append(row)


@event.listens_for(Session, "after_transaction_end")
def _forget_what_was_seen(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_SEEN, None)


@event.listens_for(Session, "before_flush")
def _revise_with_what_belongs_to_a_row(session: Session, _context: object, _instances: object) -> None:
    """A row whose lists alone have changed is a new revision, too."""
    for row in session.dirty:
        columns_alone = session.is_modified(row, include_collections=False)
        if isinstance(row, Revised) and session.is_modified(row) and not columns_alone:
            row.revise()


def choice(options: type[StrEnum], name: str) -> Enum:
    """A column type for one of the options: short text under a CHECK named `name`, alike on every database."""
    values: dict[str, Any] = {"values_callable": lambda members: [member.value for member in members]}
    return Enum(options, name=name, native_enum=False, length=16, create_constraint=True, **values)
