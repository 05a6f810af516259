"""The languages that a delegation speaks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation
from app.queries import delegates, delegations

Languages = tuple[str, ...]


def languages_of(delegation: Delegation) -> Languages:
    """Those that it names, the best first; without any those of its delegates, in the order of protocol."""
    return _spoken(delegation.languages, (delegate.languages for delegate in delegation.delegates))


def spoken_by(db: Session, ids: Collection[UUID]) -> Mapping[UUID, Languages]:
    """The same of several, by their ids, as they are stored now, whatever was loaded of them before."""
    people: dict[UUID, list[list[str]]] = defaultdict(list)
    for delegation_id, languages in db.execute(delegates.languages(ids)):
        people[delegation_id].append(languages)
    return {id_: _spoken(languages, people[id_]) for id_, languages in db.execute(delegations.languages(ids))}


def _spoken(named: Iterable[str], of_people: Iterable[Iterable[str]]) -> Languages:
    return tuple(named) or tuple(dict.fromkeys(language for several in of_people for language in several))
