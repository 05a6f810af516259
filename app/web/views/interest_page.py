"""What the page of a need or an offering shows beside its form."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.matching.scoring.roles import Side
from app.models import Conference, Delegation, Interest, InterestState, Role, SignOffState
from app.services import documents, revisions, sign_offs, state_changes, vocabulary
from app.services.disclosure import Extent, Shown
from app.services.permissions import Actor
from app.services.scoring import tags
from app.services.stage_rules import Activity
from app.services.state_rules import EDITABLE, STEPS
from app.web.forms import Typed
from app.web.views.choices import Options, country_groups, sector_groups
from app.web.views.interest import (
    INTENTS,
    PARTNERS,
    SIGN_OFFS,
    STATES,
    URGENCIES,
    VISIBILITIES,
    Noun,
    changes,
    named,
    options,
    title,
)
from app.web.views.openness import closed, may_write

MOST, SURE_ENOUGH, FEW = 50, 0.4, 6
CURRENCIES = ("USD", "VND", "EUR", "JPY", "KRW", "CNY")


def suggested(db: Session, actor: Actor, language: Language, noun: Noun, typed: Typed) -> Options:
    """Sectors that the text is about and that nobody has ticked yet, the surest first."""
    text = "\n".join(typed.get(name, "") for name in ("title_vi", "text_vi", "title_en", "text_en")).strip()
    if not text:
        return []
    side = Side.NEED if noun is Noun.NEEDS else Side.OFFER
    names = {sector.code: language.name(sector) for sector in vocabulary.sectors(db)}
    found = [tag for tag in tags.suggest(actor, side=side, text=text).sectors if tag.confidence >= SURE_ENOUGH]
    return [(tag.code, names[tag.code]) for tag in found if tag.code in names.keys() - typed.all("sector_codes")][:FEW]


def offered(
    db: Session,
    actor: Actor,
    language: Language,
    *,
    conference: Conference,
    delegation: Delegation,
    shown: Shown[Interest],
) -> dict[str, Any]:
    """Plain values, since a failure forgets rows."""
    activity = Activity.CORRECT if shown.state is InterestState.RETURNED else Activity.SUBMIT
    why_closed = closed(language, actor, conference, activity)
    is_open = may_write(actor, delegation) and why_closed is None and shown.extent is Extent.WHOLE
    return {
        "delegation_id": delegation.id,
        "heading": title(language, shown),
        "state": STATES[shown.state],
        "closed": why_closed,
        "is_returned": shown.state is InterestState.RETURNED,
        "is_refused": shown.state is InterestState.REFUSED,
        "readable": shown.extent is Extent.WHOLE,
        "editable": is_open and shown.state in EDITABLE,
        "may_withdraw": is_open and shown.state in STEPS[InterestState.WITHDRAWN].sources,
        "may_delete": is_open and shown.state is InterestState.DRAFT,
        "is_head": actor.of_delegation(delegation.id) is Role.HEAD,
        "requires_sign_off": conference.requires_sign_off,
        "sign_off": SIGN_OFFS.get(shown.sign_off) if shown.sign_off else None,
        "is_approved": shown.sign_off is SignOffState.APPROVED,
        **choices(db, language, {each.code for each in getattr(shown, "regions", None) or ()}),
        **_past(db, actor, language, conference, shown),
    }


def choices(db: Session, language: Language, said: Collection[str]) -> dict[str, Any]:
    """Of regions those that countries are in, and what is `said`: parts of Vietnam only where one was chosen before."""
    countries, regions, sectors = vocabulary.countries(db), vocabulary.regions(db), vocabulary.sectors(db)
    of_countries = {*said, *(each.region_code for each in countries)}
    return {
        "sector_groups": sector_groups(language, sectors),
        "country_groups": country_groups(language, countries, regions),
        "sectors": [(each.code, language.name(each)) for each in sectors],
        "objectives": named(language, vocabulary.objectives(db), "code"),
        "countries": named(language, countries, "iso2"),
        "regions": named(language, [each for each in regions if each.code in of_countries], "code"),
        "currencies": [(code, code) for code in CURRENCIES],
        "urgencies": options(language, URGENCIES),
        "partners": options(language, PARTNERS),
        "intents": options(language, INTENTS),
        "visibilities": options(language, VISIBILITIES),
    }


def _past(
    db: Session, actor: Actor, language: Language, conference: Conference, shown: Shown[Interest]
) -> dict[str, Any]:
    """Documents, what was said within the delegation and by organisers, and the versions, by the conference's clock."""

    def moment(at: datetime) -> str:
        return language.moment(conference.by_its_clock(at))

    kind, key = type(shown.interest), shown.interest.id
    sent = documents.page(db, actor, kind, key, limit=MOST, cursor=None).items
    said = sign_offs.page(db, actor, kind, key, limit=MOST, cursor=None).items
    steps = state_changes.page(db, actor, kind, key, limit=MOST, cursor=None).items
    versions = revisions.page(db, actor, kind, key, limit=MOST, cursor=None).items
    return {
        "documents": [(str(each.id), each.name, kilobytes(language, each.size), each.purpose.value) for each in sent],
        "said": [
            (SIGN_OFFS[each.state].name, moment(each.at), who(each), each.letter_number, each.comment) for each in said
        ],
        "steps": [(STATES[each.state].name, moment(each.at), who(each), each.comment) for each in steps],
        "versions": [(each.number, moment(each.at), who(each), changes(language, each.changed)) for each in versions],
    }


def who(row: Any) -> str | None:
    return row.account.name if row.account else None


def kilobytes(language: Language, size: int) -> str:
    return f"{language.number(max(1, round(size / 1024)))} KB"
