"""Countries, regions and provinces named in texts."""

import pytest

from app.matching.scoring.proposal import reach
from tests.matching.scoring.knowledge import need, offer


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("xuất sang Nhật Bản và Đức", {"JP", "DE"}),
        ("a Hamburg trader and Dutch growers", {"DE", "NL"}),
        ("thị trường ngoài Trung Quốc", set()),
        ("áo sơ mi và bánh mì", set()),
        ("sang Áo, sang Anh", {"AT", "GB"}),
        ("Anh chị em công nhân", set()),
        ("xuat khau sang Nhat Ban", {"JP"}),
        ("Siêu thị tại Việt Nam", set()),
        ("các nước Bắc Âu", {"DK", "SE", "NO", "FI", "IS"}),
        ("dạy tiếng Nhật", set()),
        ("gui hang sang han quoc", {"KR"}),
    ],
)
def test_countries_are_found_by_names_cities_and_adjectives(text: str, countries: set[str]) -> None:
    assert set(need(text).countries) == countries


def test_a_region_stands_for_its_countries() -> None:
    assert {"DE", "FR", "PL"} <= need("sang EU").countries.keys()
    assert {"TH", "PH"} <= need("buyers from Southeast Asia").countries.keys()


def test_an_offering_does_not_come_from_a_wide_region() -> None:
    assert set(offer("Japanese buyers look for growers in Southeast Asia").countries) == {"JP"}


@pytest.mark.parametrize(
    ("text", "provinces"),
    [
        ("Bình Phước cần vốn", {"75"}),
        ("Đồng Nai cần vốn", {"75"}),
        ("TP.HCM và Huế", {"79", "46"}),
        ("a plant in Da Nang", {"48"}),
        ("Khanh Hoa can von dau tu", {"56"}),
    ],
)
def test_old_provinces_are_those_that_they_became(text: str, provinces: set[str]) -> None:
    assert need(text).provinces == provinces


def test_a_mission_reaches_its_host_more_than_where_it_is_only_accredited() -> None:
    assert reach("embassy", "DZ", frozenset({"ML"})) == {"DZ": 1.0, "ML": 0.8}
    assert reach("consulate_general", "JP", frozenset({"JP"})) == {"JP": 0.7}
    assert reach("consulate_general", "CN", frozenset({"MN"})) == {"CN": 0.7, "MN": 0.6}


def test_countries_that_people_gave_count_and_not_those_of_the_text() -> None:
    assert need("sang Nhật Bản", countries={"KR": 1.0}).countries == {"KR": 1.0}
