"""Loads the packaged demo conferences. Their contents are SYNTHETIC: nobody ever submitted them.

The plenary's speakers need no rows of their own: the slots they miss are among their delegations' unavailabilities.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import data
from app.errors import Conflict, NotFound
from app.i18n.messages import mark
from app.models import (
    Conference,
    ConferenceSession,
    Country,
    Delegation,
    DelegationMode,
    InterestState,
    MeetingTable,
    MustMeet,
    Need,
    Offering,
    Region,
    Sector,
    Slot,
    Stage,
    Unavailability,
    Wish,
)
from app.queries import planning as queries
from app.queries import reference as reference_queries
from app.services import reference

Document = Mapping[str, Any]


def load(db: Session, code: str) -> ConferenceSession:
    """The session of a packaged scenario, with its conference. Brings the reference data up to date first.

    Repeatable: a scenario that is there already is left as it is, whatever was changed in it since, so that runs and
    timetables made of it stay true. Raises `NotFound` for an unknown code, and `Conflict` where the conference is left
    without its session.
    """
    if code not in data.SCENARIOS:
        known = ", ".join(data.SCENARIOS)
        raise NotFound("There is no demo conference {code}; there are {known}.", code=code, known=known)
    reference.load(db)
    existing = db.scalars(queries.conference(code)).one_or_none()
    if existing is None:
        return _create(db, code, data.scenario(code))
    session = next((session for session in existing.sessions if session.code == code), None)
    if session is None:
        raise Conflict(mark("The session of {code} was deleted; delete its conference to load it again."), code=code)
    return session


def _create(db: Session, code: str, document: Document) -> ConferenceSession:
    session = _add_session(db, code, document["event"])
    slots = _add_slots(db, session, document["event"])
    provinces = _add_provinces(db, session, slots, document["provinces"], scheme=document["event"]["province_scheme"])
    missions = _add_missions(db, session, slots, document["missions"], after=len(provinces))
    _add_tables(db, session, provinces, document["provinces"])
    _add_interests(db, provinces, missions, document)
    db.add_all(_wishes(session, provinces, missions, document["wishes"]["provinces"], own="province"))
    db.add_all(_wishes(session, missions, provinces, document["wishes"]["missions"], own="mission"))
    db.add_all(
        MustMeet(session_id=session.id, a_id=provinces[province].id, b_id=missions[mission].id)
        for province, mission in document["must_meet"]
    )
    db.flush()
    return session


def _add_session(db: Session, code: str, event: Document) -> ConferenceSession:
    day = date.fromisoformat(event["date"])
    conference = Conference(
        code=code,
        city=event["city"],
        timezone=event["timezone"],
        starts_on=day,
        ends_on=day,
        stage=Stage.SCHEDULING,
        **event["conference"],
    )
    session = ConferenceSession(
        conference=conference, code=code, online_links=event["online_links"], policy={}, **event["session"]
    )
    db.add(session)
    db.flush()
    return session


def _add_slots(db: Session, session: ConferenceSession, event: Document) -> list[Slot]:
    """The tea break, which is not a slot, ends the first period."""
    slots = [
        Slot(
            session_id=session.id,
            code=f"s{slot['index']:02}",
            position=slot["index"],
            starts_at=datetime.fromisoformat(slot["start"]),
            ends_at=datetime.fromisoformat(slot["end"]),
            period="p1" if slot["index"] <= event["break_after_slot"] else "p2",
        )
        for slot in event["slots"]
    ]
    db.add_all(slots)
    db.flush()
    return slots


def _add_provinces(
    db: Session, session: ConferenceSession, slots: list[Slot], documents: list[Document], *, scheme: str
) -> dict[str, Delegation]:
    """A province holds as many meetings at once as it has tables."""
    organisations = reference.by_code(db, scheme)
    delegations = {
        document["code"]: Delegation(
            conference_id=session.conference_id,
            organisation_id=organisations[document["code"]].id,
            side="province",
            position=position,
            teams=document["tables"],
            min_meetings=document["min_meetings"],
            max_meetings=document["max_meetings"],
            unavailabilities=_unavailabilities(slots, document["available_slots"]),
        )
        for position, document in enumerate(documents)
    }
    db.add_all(delegations.values())
    db.flush()
    return delegations


def _add_missions(
    db: Session, session: ConferenceSession, slots: list[Slot], documents: list[Document], *, after: int
) -> dict[str, Delegation]:
    organisations = reference.by_code(db, reference.MISSIONS)
    delegations = {
        document["code"]: Delegation(
            conference_id=session.conference_id,
            organisation_id=organisations[document["code"]].id,
            side="mission",
            position=position,
            mode=DelegationMode(document["mode"]),
            max_meetings=document["max_meetings"],
            max_consecutive=document["rest_after"],
            unavailabilities=_unavailabilities(slots, document["available_slots"]),
        )
        for position, document in enumerate(documents, start=after)
    }
    db.add_all(delegations.values())
    db.flush()
    return delegations


def _unavailabilities(slots: list[Slot], available: list[int]) -> list[Unavailability]:
    return [Unavailability(slot_id=slot.id) for slot in slots if slot.position not in available]


def _add_tables(
    db: Session, session: ConferenceSession, provinces: Mapping[str, Delegation], documents: list[Document]
) -> None:
    """Each province sits at tables of its own; the room could take some more, which nobody needs."""
    numbered = [(document["code"], n) for document in documents for n in range(1, document["tables"] + 1)]
    db.add_all(
        MeetingTable(
            session_id=session.id,
            code=f"T-{code}-{n}",
            position=position,
            delegation_id=provinces[code].id,
        )
        for position, (code, n) in enumerate(numbered)
    )


def _add_interests(
    db: Session, provinces: Mapping[str, Delegation], missions: Mapping[str, Delegation], document: Document
) -> None:
    sectors = {sector.code: sector for sector in db.scalars(reference_queries.everything(Sector))}
    countries = {country.iso2: country for country in db.scalars(reference_queries.everything(Country))}
    regions = {region.code: region for region in db.scalars(reference_queries.everything(Region))}
    db.add_all(
        Need(
            delegation_id=provinces[need["province"]].id,
            countries=[countries[code] for code in need["wanted"] if code in countries],
            regions=[regions[code] for code in need["wanted"] if code in regions],
            **_interest(need, sectors),
        )
        for need in document["needs"]
    )
    db.add_all(
        Offering(delegation_id=missions[offer["mission"]].id, countries=[], **_interest(offer, sectors))
        for offer in document["offers"]
    )


def _interest(document: Document, sectors: Mapping[str, Sector]) -> dict[str, Any]:
    """All of them are a sentence long, which is their title."""
    return {
        "code": document["id"],
        "priority": document["priority"],
        f"title_{document['lang']}": document["text"],
        "objective_code": document["objective"],
        "sectors": [sectors[code] for code in document["sectors"]],
        "state": InterestState.VALIDATED,
        "submitted_at": datetime.now(UTC),
        "is_disclosed": True,
    }


def _wishes(
    session: ConferenceSession,
    wishing: Mapping[str, Delegation],
    wished: Mapping[str, Delegation],
    documents: list[Document],
    *,
    own: str,
) -> Iterable[Wish]:
    for document in documents:
        for rank, target in enumerate(document["ranked"], start=1):
            yield Wish(
                session_id=session.id,
                delegation_id=wishing[document[own]].id,
                target_id=wished[target].id,
                rank=rank,
            )
