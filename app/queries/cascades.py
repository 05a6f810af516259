"""What the database takes along with a row that is deleted, read from the keys of the tables: nothing is forgotten."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Table, literal, or_, select, true, union_all

from app.models import Invitation, Membership
from app.models.base import Audited, Base

NAMED: tuple[type[Base], ...] = (Invitation, Membership)
"""Besides those whose changes are recorded by themselves: what somebody would miss."""


def gone_with(row: Audited) -> CompoundSelect[str, UUID] | None:
    """The kind and the id of each row that goes with this one; None where nothing can hang on such a row."""
    ids = _ids(_table(type(row)), row.id)
    of_kinds: list[Select[Any]] = [
        select(literal(name_of(kind)), kind.id).where(kind.id.in_(ids[_table(kind)])) for kind in kinds(type(row))
    ]
    return union_all(*of_kinds) if of_kinds else None


def loosened_with(row: Base) -> Iterator[tuple[type[Audited], str, Select[Any]]]:
    """The rows that stay when this one goes, and lose what points at it or at what goes with it.

    By kind and column: their ids, with what the column says.
    """
    gone = _ids(_table(type(row)), row.id)  # type: ignore[attr-defined]  # of every row that is recorded
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if not issubclass(kind, Audited) or mapper.polymorphic_abstract:
            continue
        for key in _table(kind).foreign_keys:
            if key.ondelete == "SET NULL" and key.column.table in gone:
                column, id_ = key.parent, _table(kind).c.id
                stays = id_.not_in(gone[_table(kind)]) if _table(kind) in gone else true()
                yield kind, column.key, select(id_, column).where(column.in_(gone[key.column.table]), stays)


def name_of(kind: type[Any]) -> str:
    """As the record calls it."""
    named = kind.audited_as if issubclass(kind, Audited) else None
    return (named or _table(kind).name).replace("_", "-")


def kinds(of: type[Audited]) -> Iterator[Any]:
    """All that can go with such a row."""
    root = _table(of)
    reached = _ids(root, UUID(int=0)).keys() - {root}
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if issubclass(kind, (Audited, *NAMED)) and not mapper.polymorphic_abstract and _table(kind) in reached:
            yield kind


def _ids(root: Table, row_id: UUID) -> dict[Table, Select[Any]]:
    """By table the ids of the rows that go; those that others point at come first."""
    gone = {root: select(root.c.id).where(root.c.id == row_id)}
    for each in Base.metadata.sorted_tables:
        keys = [key for key in each.foreign_keys if key.ondelete == "CASCADE" and key.column.table in gone]
        if keys and "id" in each.c:
            gone[each] = select(each.c.id).where(or_(*(key.parent.in_(gone[key.column.table]) for key in keys)))
    return gone


def _table(kind: type[Any]) -> Table:
    table: Table = kind.__table__
    return table
