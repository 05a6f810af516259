"""Plain rows, as backups have them."""

from app.models import Base
from app.queries import rows


def test_every_column_is_of_a_kind_that_a_backup_knows() -> None:
    unknown = []
    for table in rows.tables():
        for column in table.columns:
            try:
                rows.kinds(table)[column.name]
            except StopIteration:
                unknown.append(str(column))

    assert unknown == []
    assert {table.name for table in rows.tables()} == Base.metadata.tables.keys()
