"""What needs and offerings say: writing it, as JSON, and taking it away for good."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.i18n.messages import mark
from app.models import Interest, Need, Offering, Urgency, Visibility
from app.queries import documents
from app.services import codes, lookup
from app.services.folding import folded

TAKEN: Mapping[type[Interest], str] = {
    Need: mark("This delegation has a need with the code {code} already."),
    Offering: mark("This delegation has an offering with the code {code} already."),
}
TITLES_AND_TEXTS = ("title_vi", "title_en", "text_vi", "text_en")
NULLABLE = (
    *TITLES_AND_TEXTS,
    *("objective_code", "size_amount", "size_currency", "size_unit", "partner_kind", "note"),
)
PARTNER = ("partner_name", "partner_country_code", "partner_intent")
COLUMNS: Mapping[type[Interest], tuple[str, ...]] = {
    Need: ("code", "priority", "urgency", *NULLABLE),
    Offering: ("code", "priority", "urgency", *NULLABLE, "visibility", *PARTNER),
}
LINKS: Sequence[tuple[str, str, Callable[..., object]]] = (
    ("sector_codes", "sectors", codes.sectors),
    ("country_codes", "countries", codes.countries),
    ("region_codes", "regions", codes.regions),
)


def write(db: Session, interest: Interest, values: dict[str, Any]) -> None:
    """Raises `Duplicate` if the delegation has used the code, and as `say`."""
    checked = _checked(db, values)
    with refused_if_taken(db, interest, code=values["code"]):
        _say(interest, checked)


def say(db: Session, interest: Interest, values: dict[str, Any]) -> None:
    """Of a new one, which is not stored yet. Raises `Invalid` for an unknown code of anything."""
    _say(interest, _checked(db, values))


def refused_if_taken(db: Session, interest: Interest, *, code: str | None = None) -> AbstractContextManager[None]:
    """Store what is added or changed inside. Raises `Duplicate` if the code is taken; of several it names the first."""
    return lookup.refused_as(db, Duplicate(TAKEN[type(interest)], code=code or interest.code))


def _checked(db: Session, values: dict[str, Any]) -> dict[str, Any]:
    """With what codes stand for."""
    links = {row: (name, find) for name, row, find in LINKS if name in values}
    found = lookup.together(
        *(partial(find, db, values.pop(name), pointer=f"/{name}") for name, find in links.values()),
        partial(codes.objective, db, values["objective_code"], pointer="/objective_code"),
        partial(codes.country, db, values.get("partner_country_code"), pointer="/partner_country_code"),
    )
    return values | dict(zip(links, found, strict=False))


def _say(interest: Interest, checked: dict[str, Any]) -> None:
    lookup.change(interest, checked)
    interest.folded = searched(interest)


def of(db: Session, interest: Interest) -> dict[str, Any]:
    """All that it says, as a PUT takes it, and with its documents, if there are any."""
    content = said(interest)
    if attached := db.scalars(documents.attached(interest.id)).all():
        content["documents"] = [{"id": str(each.id), "name": each.name, "sha256": each.sha256} for each in attached]
    return content


def said(interest: Interest) -> dict[str, Any]:
    """All that it says, as a PUT takes it; a new one has no documents yet."""
    content: dict[str, Any] = {name: getattr(interest, name) for name in COLUMNS[type(interest)]}
    content["sector_codes"] = sorted(sector.code for sector in interest.sectors)
    content["country_codes"] = sorted(country.iso2 for country in interest.countries)
    if isinstance(interest, Need):
        content["region_codes"] = sorted(region.code for region in interest.regions)
    return content


def is_said(interest: Interest, values: Mapping[str, Any]) -> bool:
    """Whether it says just these values, as a PUT has them."""
    links = {name for name, _, _ in LINKS}
    return said(interest) == {name: sorted(value) if name in links else value for name, value in values.items()}


def searched(interest: Interest) -> str:
    """What a search looks in."""
    return folded("\n".join(filter(None, (getattr(interest, name) for name in TITLES_AND_TEXTS))))


def erase(interest: Interest) -> None:
    """Only the priority stays. The table wants a title and a code: it gets one that tells nothing."""
    nothing = dict.fromkeys(NULLABLE, None) | {"title_vi": "", "folded": "", "urgency": Urgency.NORMAL}
    nothing["code"] = f"X-{interest.id.hex[:8]}"
    lookup.change(interest, nothing | {"sectors": [], "countries": []})
    if isinstance(interest, Need):
        interest.regions = []
    elif isinstance(interest, Offering):
        lookup.change(interest, dict.fromkeys(PARTNER, None) | {"visibility": Visibility.ORGANISERS})
