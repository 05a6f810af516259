"""Reference data: complete, repeatable, and dated."""

from datetime import date

from sqlalchemy.orm import Session

from app.models import Country, CountryRole, Objective, Organisation, OrganisationKind, Region, Sector
from app.queries import reference as queries
from app.services import reference
from app.services.reference import LEGACY_PROVINCES, MISSIONS, PROVINCES, Counts

SIZES = {
    "region": 20,
    "country": 249,
    "sector": 141,
    "objective": 17,
    "organisation": 34 + 63 + 103,
    "organisation_country": 205,
}
# The units that a code meant before and means after 1 July 2025, where they are not the same.
REUSED_CODES = {
    "15": ("Yên Bái", "Lào Cai"),
    "24": ("Bắc Giang", "Bắc Ninh"),
    "44": ("Quảng Bình", "Quảng Trị"),
    "52": ("Bình Định", "Gia Lai"),
    "80": ("Long An", "Tây Ninh"),
    "82": ("Tiền Giang", "Đồng Tháp"),
    "91": ("Kiên Giang", "An Giang"),
}


def test_load_fills_an_empty_database(db: Session) -> None:
    assert reference.load(db) == {table: Counts(size, 0, 0) for table, size in SIZES.items()}


def test_load_again_changes_nothing(db: Session) -> None:
    reference.load(db)

    assert reference.load(db) == {table: Counts(0, 0, size) for table, size in SIZES.items()}
    assert len(db.scalars(queries.everything(Organisation)).all()) == SIZES["organisation"]


def test_load_brings_changed_rows_back_and_keeps_the_others(db: Session) -> None:
    reference.load(db)
    db.get_one(Country, "KR").name_vi = "Triều Tiên"
    db.get_one(Sector, "AGR-RIC").parent_code = None
    db.add(Objective(code="OWN", name_vi="Riêng", name_en="Our own"))
    db.flush()

    counts = reference.load(db)

    assert (counts["country"], counts["sector"]) == (Counts(0, 1, 248), Counts(0, 1, 140))
    assert db.get_one(Country, "KR").name_vi == "Hàn Quốc"
    assert db.get_one(Sector, "AGR-RIC").parent_code == "AGR"
    assert db.get_one(Objective, "OWN").name_en == "Our own"


def test_countries_have_the_names_of_the_ministry_and_a_group(db: Session) -> None:
    reference.load(db)

    emirates = db.get_one(Country, "AE")

    assert emirates.name_vi == "Các Tiểu vương quốc Arab Thống nhất (UAE)"
    assert db.get_one(Region, emirates.region_code).name_en == "Middle East"


def test_seven_codes_mean_another_province_since_july_2025(db: Session) -> None:
    reference.load(db)
    before, after = reference.by_code(db, LEGACY_PROVINCES), reference.by_code(db, PROVINCES)

    renamed = {
        code: (before[code].label_vi, after[code].label_vi)
        for code in after
        if before[code].label_vi != after[code].label_vi
    }

    # Huế only became a city of its own name.
    assert renamed == REUSED_CODES | {"46": ("Thừa Thiên Huế", "Huế")}


def test_every_legacy_province_ended_and_has_its_successor(db: Session) -> None:
    reference.load(db)
    today = {province.id: province for province in reference.by_code(db, PROVINCES).values()}
    legacy = reference.by_code(db, LEGACY_PROVINCES)

    assert {province.valid_to for province in legacy.values()} == {date(2025, 6, 30)}
    assert {province.valid_from for province in today.values()} == {date(2025, 7, 1)}
    assert {province.successor_id for province in legacy.values()} == set(today)
    successor = legacy["02"].successor_id
    assert successor is not None
    assert (legacy["02"].label_vi, today[successor].label_vi) == ("Hà Giang", "Tuyên Quang")


def test_missions_speak_for_their_host_and_for_concurrent_countries(db: Session) -> None:
    reference.load(db)
    embassy = reference.by_code(db, MISSIONS)["EMB-IN"]

    links = {
        link.country_iso2: link.role
        for link in db.scalars(queries.countries_of([MISSIONS]))
        if link.organisation_id == embassy.id
    }

    assert (embassy.kind, embassy.category, embassy.label_en) == (OrganisationKind.MISSION, "embassy", "India")
    assert links == {"IN": CountryRole.HOST, "NP": CountryRole.CONCURRENT, "BT": CountryRole.CONCURRENT}
