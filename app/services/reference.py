"""Brings the database's reference data to that of this release. Repeatable; nothing is ever removed.

An organisation is known by its scheme and code: seven codes of provinces mean different units before and after
1 July 2025, when 63 became 34.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app import data
from app.models import (
    Base,
    Country,
    CountryRole,
    Objective,
    Organisation,
    OrganisationCountry,
    OrganisationKind,
    Region,
    Sector,
)
from app.queries import reference as queries

PROVINCES = "vn-province-2025"
LEGACY_PROVINCES = "vn-province-2004"
MISSIONS = "vn-mission"
VIETNAM = "Asia/Ho_Chi_Minh"

Row = TypeVar("Row", bound=Base)
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a load has added, changed and found as they should be."""

    added: int
    changed: int
    unchanged: int

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


def load(db: Session) -> dict[str, Counts]:
    """Add what is missing and update what differs; the counts are by table, in the order of loading."""
    counts = {
        "region": _merge(db, Region, ("code",), db.scalars(queries.everything(Region)), _regions()),
        "country": _merge(db, Country, ("iso2",), db.scalars(queries.everything(Country)), _countries()),
        "sector": _merge(db, Sector, ("code",), db.scalars(queries.everything(Sector)), _sectors()),
        "objective": _merge(db, Objective, ("code",), db.scalars(queries.everything(Objective)), _objectives()),
    }
    today = _merge_organisations(db, [*_provinces(), *_missions()])
    legacy = _merge_organisations(db, _legacy_provinces(successors=by_code(db, PROVINCES)))
    spoken_for = _merge(
        db,
        OrganisationCountry,
        ("organisation_id", "country_iso2"),
        db.scalars(queries.countries_of([MISSIONS])),
        _mission_countries(by_code(db, MISSIONS)),
    )
    return counts | {"organisation": today + legacy, "organisation_country": spoken_for}


def by_code(db: Session, scheme: str) -> dict[str, Organisation]:
    """The organisations of a scheme."""
    return {organisation.code: organisation for organisation in db.scalars(queries.organisations([scheme]))}


def _merge_organisations(db: Session, wanted: Sequence[Values]) -> Counts:
    existing = db.scalars(queries.organisations({values["scheme"] for values in wanted}))
    return _merge(db, Organisation, ("scheme", "code"), existing, wanted)


def _merge(
    db: Session, model: type[Row], key: tuple[str, ...], existing: Iterable[Row], wanted: Sequence[Values]
) -> Counts:
    """Bring the rows of a table, known by their `key`, to the wanted values."""
    rows = {tuple(getattr(row, name) for name in key): row for row in existing}
    added = changed = 0
    for values in wanted:
        row = rows.get(tuple(values[name] for name in key))
        if row is None:
            db.add(model(**values))
            added += 1
        elif _update(row, values):
            changed += 1
    db.flush()
    return Counts(added, changed, len(wanted) - added - changed)


def _update(row: Base, values: Values) -> bool:
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _regions() -> list[Values]:
    parts = [_named(row, code=row["code"]) for row in data.rows("regions")]
    groups = {
        row["group_code"]: {"code": row["group_code"], "name_vi": row["group_vi"], "name_en": row["group_en"]}
        for row in data.rows("countries")
    }
    return [*parts, *groups.values()]


def _countries() -> list[Values]:
    return [
        {
            "iso2": row["iso2"],
            "name_vi": row["name_vi_common"],  # The ministry's name, which is not always the one of the standard.
            "name_en": row["name_en"],
            "region_code": row["group_code"],
        }
        for row in data.rows("countries")
    ]


def _sectors() -> list[Values]:
    rows = sorted(data.rows("sectors"), key=lambda row: row["parent"] != "")  # parents first
    return [_named(row, code=row["code"], parent_code=row["parent"] or None) for row in rows]


def _objectives() -> list[Values]:
    return [_named(row, code=row["code"]) for row in data.rows("objectives")]


def _provinces() -> list[Values]:
    return [
        _province(row, scheme=PROVINCES, valid_from=date.fromisoformat(row["valid_from"]), city_en=row["seat_en"])
        for row in data.rows("provinces")
    ]


def _legacy_provinces(successors: Mapping[str, Organisation]) -> list[Values]:
    return [
        _province(
            row,
            scheme=LEGACY_PROVINCES,
            valid_to=date.fromisoformat(row["valid_to"]),
            successor_id=successors[row["successor_code"]].id,
        )
        for row in data.rows("provinces_legacy")
    ]


def _province(row: Mapping[str, str], **values: Any) -> Values:
    return {
        "code": row["code"],
        "kind": OrganisationKind.PROVINCE,
        "category": row["kind"],
        "name_vi": row["full_name_vi"],
        "name_en": row["name_en"],
        "label_vi": row["name_vi"],
        "label_en": row["name_en"],
        "city_vi": row["seat_vi"],
        "region_code": row["region_code"],
        "timezone": VIETNAM,
        **values,
    }


def _missions() -> list[Values]:
    return [
        _named(
            row,
            scheme=MISSIONS,
            code=row["code"],
            kind=OrganisationKind.MISSION,
            category=row["kind"],
            label_vi=row["label_vi"],
            label_en=row["label_en"],
            city_vi=row["city_vi"],
            city_en=row["city_en"],
            region_code=row["group_code"],
            timezone=row["timezone"],
        )
        for row in data.rows("missions")
    ]


def _mission_countries(missions: Mapping[str, Organisation]) -> list[Values]:
    wanted: list[Values] = []
    for row in data.rows("missions"):
        mission_id = missions[row["code"]].id
        concurrent = [iso2 for iso2 in row["concurrent_iso2"].split(";") if iso2]
        roles = {row["host_iso2"]: CountryRole.HOST} | dict.fromkeys(concurrent, CountryRole.CONCURRENT)
        wanted += [{"organisation_id": mission_id, "country_iso2": iso2, "role": role} for iso2, role in roles.items()]
    return wanted


def _named(row: Mapping[str, str], **values: Any) -> Values:
    return {"name_vi": row["name_vi"], "name_en": row["name_en"], **values}
