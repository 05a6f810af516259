"""Where each remedy of a trouble is done: the page, and the field or part of it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from app.i18n.languages import Language
from app.models import ConferenceSession
from app.services import precheck_words
from app.services.precheck_words import Remedy
from app.services.prechecks import Trouble

PLACES: Mapping[Remedy, str] = {
    Remedy.PROGRAMME: "/sessions/{session}/programme#rule",
    Remedy.TABLES: "/sessions/{session}/tables#add",
    Remedy.WISHES: "/sessions/{session}/must-meets#add",
    Remedy.HOURS: "/delegations/{party}/availability",
    Remedy.COMMON_HOURS: "/delegations/{party}/availability",
    Remedy.STAND_IN: "/delegations/{asking}/wishes",
    Remedy.CONSULATE: "/delegations/{asking}/wishes",
    Remedy.PROMISE: "/delegations/{party}/plan#min_meetings",
    Remedy.OTHER_HOURS: "/sessions/{session}/programme#rule",
    Remedy.TEAM: "/delegations/{party}/plan#teams",
    Remedy.GROUP: "/sessions/{session}/groups#proposals",
    Remedy.SUCH_TABLE: "/sessions/{session}/tables#add",
    Remedy.MORE_TABLES: "/sessions/{session}/tables#add",
    Remedy.SUCH_INTERPRETER: "/sessions/{session}/interpreters/new",
    Remedy.INTERPRETER: "/sessions/{session}/interpreters",
    Remedy.LINES: "/sessions/{session}/settings#online_links",
    Remedy.PARTNERS: "/delegations/{party}/partners",
    Remedy.RAISE: "/delegations/{party}/plan#max_meetings",
    Remedy.SPARE: "/sessions/{session}/must-meets#there",
    Remedy.PERSON: "/delegations/{party}",
}
"""`party` is the first delegation that the trouble is about; `asking` is to meet it, and could wish for another."""


class Way(NamedTuple):
    text: str
    href: str | None


def ways(language: Language, session: ConferenceSession, trouble: Trouble) -> Iterator[Way]:
    """The remedies in words; without an address where nobody is left of whom the page could be."""
    known = {"session": session.id, **_who(trouble)}
    for each in precheck_words.known_remedies(trouble):
        try:
            href = PLACES[each].format(**known)
        except KeyError:
            href = None
        yield Way(precheck_words.remedy(language, trouble, each), href)


def _who(trouble: Trouble) -> dict[str, UUID]:
    who = {"party": next(iter(trouble.delegations), None), "asking": trouble.asking}
    return {name: each.id for name, each in who.items() if each is not None}
