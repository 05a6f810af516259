"""The interpreters of a session, in words for the pages of its organisers."""

from typing import Any, NamedTuple
from uuid import UUID

from app.i18n.languages import Language
from app.models import ConferenceSession, Interpreter
from app.web.views.wording import Wording

COLUMNS = ("code", "name", "languages", "max_meetings", "max_consecutive")


class Line(NamedTuple):
    """An interpreter: what is not limited is None, `missed` in how many slots they are away."""

    id: UUID
    name: str
    code: str
    tongues: str
    max_meetings: int | None
    max_consecutive: int | None
    missed: int


def line(language: Language, row: Interpreter) -> Line:
    tongues = Wording(language).tongues(row.languages)
    limits = row.max_meetings, row.max_consecutive
    return Line(row.id, row.name or row.code, row.code, tongues, *limits, len(row.unavailabilities))


def typed(row: Interpreter, session: ConferenceSession) -> dict[str, Any]:
    """What the form begins with; ticked are the slots in which they can serve."""
    missed = {each.slot_id for each in row.unavailabilities}
    free = [slot.id for slot in session.slots if slot.id not in missed]
    return {name: getattr(row, name) for name in (*COLUMNS, "revision")} | {"available": free}
