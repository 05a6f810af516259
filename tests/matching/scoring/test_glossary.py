"""Concepts in texts: multi-word terms, meanings by context, and how near concepts and sectors are."""

from collections import Counter

import pytest

from app import data
from app.matching.scoring.terms import split
from tests.matching.scoring.knowledge import concepts, known, need, offer


def test_glossary_has_at_least_4000_pairs_of_terms() -> None:
    assert sum(bool(row["vi"] and row["en"]) for row in data.rows("glossary")) >= 4_000


def test_every_row_of_the_glossary_is_well_formed() -> None:
    rows = data.rows("glossary")
    named = {row["concept"] for row in rows if row["sectors"]}
    sectors = {row["code"] for row in data.rows("sectors")}

    assert {row["concept"] for row in rows} == named
    assert {code for row in rows for code in split(row["sectors"])} <= sectors
    assert {row["broader"] for row in rows} - {"", "^"} <= named
    assert [
        name for name, times in Counter(row["concept"] for row in rows if row["sectors"]).items() if times > 1
    ] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_term_of_two_concepts_has_context_in_all_but_one(language: str) -> None:
    plain: dict[str, set[str]] = {}
    for row in data.rows("glossary"):
        for term in split(row[language]) if not row["context"] else []:
            plain.setdefault(term.lower(), set()).add(row["concept"])

    assert {term: found for term, found in plain.items() if len(found) > 1} == {}


def test_tablets_are_of_wood_unless_the_text_speaks_of_medicines() -> None:
    of_wood = concepts(need("Xưởng gia công viên nén mùn cưa"))

    assert "pellet-plant" in of_wood
    assert "medicines" not in of_wood
    assert "medicines" in concepts(need("Nhà máy dược gia công viên nén"))


@pytest.mark.parametrize("text", ["Feasibility study with SMEs", "Nghiên cứu khả thi cho doanh nghiệp nhỏ và vừa"])
def test_what_any_project_says_of_itself_is_no_topic(text: str) -> None:
    read = need(text)

    assert (read.mentions, dict(read.words)) == ((), {})


def test_links_of_concepts_name_two_that_there_are_each_pair_once() -> None:
    pairs = [(row["one"], row["other"]) for row in data.rows("concept_links")]
    known_ids = {row["concept"] for row in data.rows("glossary")} | {row["code"] for row in data.rows("sectors")}

    assert {concept for pair in pairs for concept in pair} <= known_ids
    assert [pair for pair in pairs if pair[0] >= pair[1]] == []
    assert len(set(pairs)) == len(pairs)


def test_linked_concepts_are_near_and_so_are_narrower_ones_though_less() -> None:
    near = known().glossary.near

    assert near("documentary", "film-location") == 0.7
    assert near("documentary", "arabica") == 0
    assert near("wood-pellets", "biomass") == near("biomass", "wood-pellets") == 0.7
    assert near("fruit", "dried-fruit") == 0.7
    assert near("lychee", "dried-fruit") == 0.5


def test_a_link_is_seen_between_sectors_that_are_not_linked() -> None:
    wanted, offered = need("Cần than hoạt tính"), offer("Coconut growers of Kerala")

    assert known().glossary.near("activated-carbon", "coconut") == 0.7
    assert wanted.around & offered.own


@pytest.mark.parametrize("table", ["glossary", "cues", "places", "sector_links"])
def test_linked_tables_name_only_what_there_is(table: str) -> None:
    sectors = {row["code"] for row in data.rows("sectors")}
    countries = {row["iso2"] for row in data.rows("countries")}
    groups = {row["group_code"] for row in data.rows("countries")}
    provinces = {row["code"] for row in data.rows("provinces")}

    for row in data.rows(table):
        assert set(split(row.get("sectors", ""))) <= sectors
        assert {row.get("one", "AGR"), row.get("other", "AGR")} <= sectors
        assert set(split(row.get("countries", ""))) <= countries
        assert row.get("region", "") in {"", *groups}
        assert set(split(row.get("provinces", ""))) <= provinces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vải thiều Lục Ngạn", {"lychee"}),
        ("trái cây: vải, nhãn, thanh long", {"fruit", "lychee", "longan", "dragon-fruit"}),
        ("xưởng may cần vải và sợi", {"garment-factory", "fabric", "yarn"}),
        ("quay phim tại Ninh Bình", {"film-location"}),
        ("màng phim bao bì nhựa", {"plastic-film", "packaging", "plastics"}),
        ("bệnh viện học ghép thận", {"hospital", "organ-transplant"}),
        ("giống cà phê ghép", {"coffee", "grafting"}),
        ("ván ghép thanh", {"finger-joint"}),
    ],
)
def test_context_tells_the_meaning_of_a_vietnamese_term(text: str, found: set[str]) -> None:
    assert concepts(need(text)) >= found - {"packaging", "plastics"}
    traps = {"lychee", "fabric", "cinema", "plastic-film", "organ-transplant", "grafting", "finger-joint"}
    assert concepts(need(text)) & traps == found & traps


@pytest.mark.parametrize(
    ("text", "found", "other"),
    [
        ("chip design and semiconductor engineers", "ic-design", "wood-chips"),
        ("acacia wood chips for pulp", "wood-chips", "integrated-circuits"),
        ("potato chips and snacks", "snacks", "integrated-circuits"),
        ("carbon credits from forests", "carbon-credits", "activated-carbon"),
        ("activated carbon for filters", "activated-carbon", "carbon-credits"),
        ("carbon fibre frames", "carbon-fibre", "carbon-credits"),
        ("municipal green bonds", "green-bonds", "bonded-warehouse"),
        ("a bonded warehouse", "bonded-warehouse", "bonds"),
        ("feature film location", "cinema", "plastic-film"),
        ("plastic film and bags", "plastic-film", "cinema"),
        ("wafer lines for biscuit makers", "confectionery", "fab"),
        ("silicon wafers", "fab-equipment", "confectionery"),
        ("mandarin segments in syrup", "citrus", "chinese-language"),
        ("teachers of Mandarin", "chinese-language", "citrus"),
        ("kiteboarding on a windy beach", "diving", "paper-fans"),
        ("near-shore wind sites", "offshore-wind", "onshore-wind"),
        ("quản lý công viên địa chất", "geopark", "public-administration"),
        ("gia công viên nén đạt GMP", "medicines", "wood-pellets"),
        ("gia công viên nén mùn cưa", "wood-pellets", "urban-park"),
        ("nhận gia công viên uống", "vitamins", "urban-park"),
        ("unsalted butter from Ireland", "butter", "cheese"),
        ("mua than cốc luyện thép", "metallurgical-coke", "anthracite"),
        ("sáp ong nguyên chất", "beeswax", "royal-jelly"),
    ],
)
def test_context_tells_the_meaning_of_an_english_term(text: str, found: str, other: str) -> None:
    assert found in concepts(offer(text))
    assert other not in concepts(offer(text))


def test_a_term_without_context_stands_for_both_meanings_at_less_weight() -> None:
    found = {mention.concept: mention.weight for mention in need("Vải đẹp").mentions}

    assert found.keys() == {"lychee", "fabric"}
    assert set(found.values()) == {0.45}


@pytest.mark.parametrize("text", ["điều kiện làm việc", "điều chỉnh quy hoạch", "it is a plan", "than in other years"])
def test_a_word_that_looks_like_a_term_is_none(text: str) -> None:
    assert concepts(need(text)) & {"cashew", "coal", "information-technology"} == set()


def test_the_same_concept_is_found_with_and_without_diacritics_and_in_english() -> None:
    texts = ("xử lý nước thải đô thị", "xu ly nuoc thai do thi", "wastewater treatment for towns")

    assert all("wastewater-treatment" in concepts(need(text)) for text in texts)


def test_a_longer_term_speaks_of_those_within_it_half_as_much() -> None:
    found = {mention.concept: mention.weight for mention in need("Wind turbine maintenance training").mentions}
    alone = {mention.concept: mention.weight for mention in need("Wind turbine").mentions}

    inner = found.keys() & alone.keys()
    assert inner
    assert all(found[each] == alone[each] / 2 for each in inner)


def test_nearness_of_concepts_follows_the_hierarchy() -> None:
    near = known().glossary.near

    assert near("lychee", "lychee") == 1.0
    assert near("lychee", "fruit") == near("fruit", "lychee") == 0.85
    assert near("lychee", "mango") == pytest.approx(0.225)
    assert near("robusta", "tea") == pytest.approx(0.18)
    assert near("robusta", "steel") == 0.0
    assert near("lychee", "AGR") == near("AGR", "lychee") == 0.3
    assert near("AGR-FRU", "lychee") == 0.6


def test_a_grandparent_is_less_near_than_a_parent() -> None:
    glossary = known().glossary
    deep = [c for c in glossary.concepts.values() if c.broader and glossary.concepts[c.broader].broader]

    assert deep
    top = glossary.concepts[deep[0].broader].broader
    assert glossary.near(deep[0].id, top) == 0.7


def test_nearness_of_sectors() -> None:
    near = known().glossary.sectors_near

    assert [near("AGR-RIC", "AGR-RIC"), near("AGR-RIC", "AGR"), near("AGR-RIC", "AGR-FRU")] == [1.0, 0.5, 0.3]
    assert [near("AGR-FRU", "FOD-FRV"), near("AGR-RIC", "ENE-SOL"), near("AGR-RIC", "NEW")] == [0.4, 0.0, 0.0]
    assert known().glossary.around("ENE-NUC") >= {"ENE-NUC", "ENE", "ENE-SOL", "EDU-HRQ"}
