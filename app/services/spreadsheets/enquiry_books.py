"""What a workbook of enquiries knows: in whose name somebody may ask, which missions there are, and all lists."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Country, Objective, Organisation, OrganisationKind, Region, Sector
from app.queries import enquiries, organisations
from app.queries import reference as queries
from app.services import enquiry_parties
from app.services.enquiries import NAMES
from app.services.permissions import Actor
from app.services.spreadsheets import lists
from app.services.spreadsheets.book import Book


def require_party(actor: Actor) -> None:
    """Raises `Forbidden` to those who may ask in nobody's name, and have nothing to answer."""
    if not (actor.sight.everything or actor.sight.delegations):
        raise Forbidden("This is for those who come to conferences for the organisation.")


def of(db: Session, actor: Actor, language: Language) -> Book:
    """Raises as `require_party`."""
    require_party(actor)
    known: dict[UUID, Organisation] = {}
    if actor.sight.everything:
        known = {each.id: each for each in db.scalars(organisations.matching(valid_on=enquiry_parties.today()))}
    own = known.keys() | set(db.scalars(enquiries.organisations_of(actor.sight)))
    # Also those that are no more: they may have asked, or answered.
    named = set(db.scalars(enquiries.parties(actor.sight))) | set(own)
    known |= {each.id: each for each in db.scalars(organisations.matching(ids=named))}
    askers = lists.organisations(mark("Who asks"), [known[each] for each in own], language)
    others = lists.organisations(mark("Who asks"), [known[each] for each in named], language)
    missions = [each for each in known.values() if each.kind is OrganisationKind.MISSION]
    sectors, objectives = db.scalars(queries.everything(Sector)).all(), db.scalars(queries.everything(Objective)).all()
    regions, countries = db.scalars(queries.everything(Region)).all(), db.scalars(queries.everything(Country)).all()
    made = {
        "askers": askers.widened(others),
        "missions": lists.organisations(mark("Missions"), missions, language),
        "enquiry_kinds": lists.words(mark("What is asked"), lists.ENQUIRY_KINDS, language),
        "sectors": lists.coded(mark("Sectors"), sectors, language),
        "objectives": lists.coded(mark("Objectives"), objectives, language),
        "regions": lists.coded(mark("Regions"), regions, language),
        "countries": lists.countries(mark("Countries"), countries, language),
        "urgencies": lists.words(mark("Urgency"), lists.URGENCIES, language),
        "partner_kinds": lists.words(mark("Kinds of partners"), lists.PARTNER_KINDS, language),
        "enquiry_statuses": lists.words(mark("Status"), {str(key): str(name) for key, name in NAMES.items()}, language),
    }
    reference = (*sectors, *objectives, *regions, *countries)
    return Book(None, (), {}, known, made, reference, language, is_whole=False)
