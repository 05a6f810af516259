"""Codes and halls of a session that capital letters alone would tell apart: people take A1 and a1 for one table.

Whoever gives a code holds the session, so that nobody gives one like it at the same moment. Those that are alike
already, by an earlier release or in an instance file, stay as they are.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.models import Interpreter, MeetingGroup, MeetingTable, Slot
from app.queries import codes as queries
from app.services import lookup

Part = type[Slot | MeetingTable | Interpreter | MeetingGroup]


def check_free(
    db: Session,
    part: Part,
    session_id: UUID,
    code: str,
    taken: Callable[[str], Duplicate],
    *,
    before: str | None = None,
) -> None:
    """Raises what `taken` makes of another code like this one; the session is locked.

    Whoever keeps the code it had `before` is not asked; one that is the same to the letter the database refuses.
    """
    if code != before:
        for other in db.scalars(queries.of_parts(part, session_id)):
            if other not in {code, before} and are_alike(other, code):
                raise taken(other)


def check_list(codes: Sequence[str], pointer: str, *, known: Collection[str] = ()) -> None:
    """Raises `Invalid` for a code like one before it in the list, unless both are `known` already."""
    seen: dict[str, str] = {}
    for i, code in enumerate(codes):
        other = seen.setdefault(code.casefold(), code)
        if other != code and not {other, code} <= set(known):
            raise lookup.invalid(f"{pointer}/{i}/code", "Only capital letters tell this code from {code}.", code=other)


def spelt(name: str | None, others: Iterable[str | None]) -> str | None:
    """A name as it is written already, if it is; it is that of a hall."""
    there = dict.fromkeys(each for each in others if each is not None)
    if name is None or name in there:
        return name
    return next((each for each in there if are_alike(each, name)), name)


def are_alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
