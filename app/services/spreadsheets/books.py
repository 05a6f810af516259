"""Gathers what a workbook knows, in a number of statements that does not grow with the conference."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, Country, Delegation, Objective, Organisation, Region, Role, Sector
from app.queries import delegations, organisations, sessions
from app.queries import reference as queries
from app.services import conferences
from app.services.permissions import ORGANISERS, Actor, require_organiser
from app.services.spreadsheets import lists
from app.services.spreadsheets.book import Book


def of(db: Session, actor: Actor, conference_id: UUID, language: Language, *, least: Role) -> Book:
    """For organisers from the role `least` on the whole conference, for delegations what they submit.

    Raises `NotFound` to those who are not there, `Forbidden` to organisers of a lesser role.
    """
    conference = conferences.get(db, actor, conference_id)
    role = actor.organises(conference.id)
    is_whole = role is not None and ORGANISERS.index(role) >= ORGANISERS.index(least)
    present = db.scalars(delegations.of_conference(conference.id)).all()
    own = [each for each in present if is_whole or actor.of_delegation(each.id)]
    if not (is_whole or own):
        require_organiser(actor, conference.id, least)
    sittings = db.scalars(sessions.of_conference_with_slots(conference.id)).all()
    sectors, objectives = db.scalars(queries.everything(Sector)).all(), db.scalars(queries.everything(Objective)).all()
    regions, countries = db.scalars(queries.everything(Region)).all(), db.scalars(queries.everything(Country)).all()
    known = _organisations(db, conference, present, is_whole=is_whole)
    made = {
        "organisations": lists.organisations(mark("Organisations"), list(known.values()), language),
        "delegations": lists.organisations(mark("List of delegations"), _taking_part(present), language),
        "submitters": lists.organisations(mark("Who submits"), _taking_part(own), language),
        "sectors": lists.coded(mark("Sectors"), sectors, language),
        "objectives": lists.coded(mark("Objectives"), objectives, language),
        "regions": lists.coded(mark("Regions"), regions, language),
        "countries": lists.countries(mark("Countries"), countries, language),
        "sessions": lists.sessions(mark("Sessions"), sittings, language),
        "modes": lists.words(mark("Ways to take part"), lists.MODES, language),
        "wishes": lists.words(mark("Kinds of wishes"), lists.WISHES, language),
        "functions": lists.words(mark("Functions of delegates"), lists.FUNCTIONS, language),
        "tongues": lists.tongues(mark("Languages spoken"), language),
        "urgencies": lists.words(mark("Urgency"), lists.URGENCIES, language),
        "partner_kinds": lists.words(mark("Kinds of partners"), lists.PARTNER_KINDS, language),
        "visibilities": lists.words(mark("Who sees it"), lists.VISIBILITIES, language),
        "intents": lists.words(mark("The partner"), lists.INTENTS, language),
    }
    by_organisation = {delegation.organisation_id: delegation.id for delegation in present}
    reference = (*sectors, *objectives, *regions, *countries)
    return Book(conference, sittings, by_organisation, known, made, reference, language, is_whole)


def _organisations(
    db: Session, conference: Conference, present: Sequence[Delegation], *, is_whole: bool
) -> dict[UUID, Organisation]:
    """Whoever is there, and for organisers all that exist at the time of the conference, with their countries."""
    queries = [organisations.matching(ids=[delegation.organisation_id for delegation in present])]
    if is_whole:
        queries.insert(0, organisations.matching(valid_on=conference.starts_on))
    return {each.id: each for query in queries for each in db.scalars(query)}


def _taking_part(present: Sequence[Delegation]) -> list[Organisation]:
    return [delegation.organisation for delegation in present]
