"""Which row of the database each row of a file is about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.i18n.messages import mark
from app.services.spreadsheets.parsing import FileRow, FileSheet
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.sheet import Column, Row, Values
from app.services.spreadsheets.stamps import essence, stamp

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """A row of the file and the one that it is about, if that is there already.

    It is stale if somebody else has changed that one since the file was exported, and bad if it has a problem.
    """

    row: FileRow
    known: Row | None
    is_stale: bool
    is_bad: bool


class Identifier:
    """Knows the rows of a sheet by their ids and by what people call them."""

    def __init__(self, file: FileSheet, columns: Sequence[Column], known: Iterable[Row], problems: Problems) -> None:
        self.file, self.columns, self.problems = file, columns, problems
        self.by_id = {row.id: row for row in known}
        self.by_key = {self._key(row.values): row for row in self.by_id.values()}
        self.unedited = {row.number for row in file.rows if self._is_unedited(row)}
        self.copies = set(self._copies())

    def edited(self) -> Iterator[Identified]:
        """Rows that somebody has written or changed; what can't be told of them goes to the problems."""
        numbers: dict[object, int] = {}
        for row in self.file.rows:
            known = self._known(row)
            key = known.id if known else self._key(row.values)
            if row.number in self.unedited:
                numbers.setdefault(key, row.number)
            elif known is None and row.unread & set(self.file.sheet.key):
                yield Identified(row, None, is_stale=False, is_bad=True)
            elif known is None and row.id is not None and row.number not in self.copies:
                self._tell(row, mark("This row is not there any more: empty its hidden id to add it anew."))
                yield Identified(row, None, is_stale=False, is_bad=True)
            elif key in numbers:
                self._tell(row, mark("Row {number} is about the same."), number=numbers[key] + 1)
                yield Identified(row, known, is_stale=False, is_bad=True)
            elif known is None and row.is_to_go:
                self._tell(row, mark("There is no such row to delete."))
            else:
                numbers[key] = row.number
                is_stale = known is not None and self._is_stale(row, known)
                yield Identified(row, known, is_stale, row.is_bad)

    def seen(self) -> set[UUID]:
        """The rows of the database that the file speaks of."""
        return {known.id for known in map(self._known, self.file.rows) if known is not None}

    def _is_stale(self, row: FileRow, known: Row) -> bool:
        return bool(row.id and row.stamp) and row.stamp != stamp(self.columns, known.values)

    def _known(self, row: FileRow) -> Row | None:
        if row.id is not None and row.number not in self.copies:
            return self.by_id.get(row.id)
        return self.by_key.get(self._key(row.values))

    def _key(self, values: Values) -> Key:
        said = essence(self.columns, values)
        return tuple(str(said.get(name, "")) for name in self.file.sheet.key)

    def _is_unedited(self, row: FileRow) -> bool:
        return (
            row.id is not None and not row.is_bad and not row.is_to_go and row.stamp == stamp(self.columns, row.values)
        )

    def _copies(self) -> Iterator[int]:
        """Rows that were copied together with a hidden id, and are about something else."""
        sharing: dict[UUID, list[FileRow]] = defaultdict(list)
        for row in self.file.rows:
            if row.id is not None:
                sharing[row.id].append(row)
        for rows in sharing.values():
            original = self._original(rows)
            yield from (row.number for row in rows if row is not original and row.number not in self.unedited)

    def _original(self, rows: Sequence[FileRow]) -> FileRow:
        """The one that was not edited; else the one that has kept its name; else the first."""
        known = self.by_id.get(rows[0].id) if rows[0].id else None
        name = self._key(known.values) if known else None
        by_name = (row for row in rows if self._key(row.values) == name)
        return next((row for row in rows if row.number in self.unedited), None) or next(by_name, rows[0])

    def _tell(self, row: FileRow, template: str, **params: object) -> None:
        self.problems.tell(self.file.title, self.file.blamed(row.number), template, **params)
