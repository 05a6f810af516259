"""The parts of a score, each alone, the traps, and what must hold of every score."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.matching.scoring.amounts import amounts, closeness
from app.matching.scoring.score import Scorer
from app.matching.scoring.text import fold, tokens
from app.matching.scoring.weights import Part, Weights
from benchmarks.relevance.pairs import PAIRS, labelled
from tests.matching.scoring.knowledge import known, need, offer, part, points, score

WEIGHTS = Weights()
BARE = [each for each in Part if each is not Part.MEANING]  # Without a language model.
SELLS = "Tìm nhà nhập khẩu nhân điều tại Đức"
BUYS = "A Hamburg trader is looking for suppliers of cashew kernels"
SELLS_TOO = "Ivorian cooperatives have raw cashew nuts for sale and look for buyers"


def test_sectors_are_those_given_or_those_of_the_text() -> None:
    tagged = score(need("x", sectors=frozenset({"AGR-RIC"})), offer("y", sectors=frozenset({"AGR-RIC"})))
    near = score(need("x", sectors=frozenset({"AGR-RIC"})), offer("y", sectors=frozenset({"AGR-FRU"})))
    far = score(need("x", sectors=frozenset({"AGR-RIC"})), offer("y", sectors=frozenset({"ENE-NUC"})))
    read = score("Gạo", "Rice")

    assert [part(each, Part.SECTORS) for each in (tagged, near, far)] == pytest.approx(
        [WEIGHTS.sectors, 0.3 * WEIGHTS.sectors, 0]
    )
    assert part(read, Part.SECTORS) == pytest.approx(WEIGHTS.sectors)


def test_unknown_sectors_are_not_believed() -> None:
    assert need("Gạo", sectors=frozenset({"NEW"})).sectors == {"AGR-RIC": 1.0}


def test_concepts_meet_across_languages() -> None:
    assert part(score("vải thiều tươi", "fresh lychees"), Part.CONCEPTS) > part(
        score("vải thiều", "mangoes"), Part.CONCEPTS
    )
    assert part(score("vải thiều", "wastewater"), Part.CONCEPTS) == 0


def test_words_outside_the_glossary_count_a_little() -> None:
    both = score("Cảng Dung Quất tìm đối tác", "Port operators interested in Dung Quất")

    assert 0 < part(score("Zorvix xyz", "Zorvix abc"), Part.WORDS) < 4
    assert part(score("Kwamblo", "Kwambla"), Part.WORDS) > part(score("Kwamblo", "Trizent"), Part.WORDS)
    assert part(both, Part.WORDS) >= 0


def test_direction_brings_points_where_the_two_complete_each_other_and_costs_where_they_do_not() -> None:
    assert part(score(SELLS, BUYS), Part.DIRECTION) > 15
    assert part(score(SELLS, SELLS_TOO), Part.DIRECTION) < -10
    assert score(SELLS, SELLS_TOO).points < 1


@pytest.mark.parametrize(
    ("wanted", "there", "expected"),
    [
        ({"JP": 1.0}, {"JP": 1.0}, WEIGHTS.country),
        ({"JP": 1.0}, {"JP": 0.5}, 0.5 * WEIGHTS.country),
        ({}, {"JP": 1.0}, 0.75 * WEIGHTS.country),
        ({"JP": 1.0}, {}, 0.75 * WEIGHTS.country),
        ({"JP": 1.0}, {"KR": 1.0}, -WEIGHTS.against_country),
    ],
)
def test_country_counts_by_how_far_it_is_reached(
    wanted: dict[str, float], there: dict[str, float], expected: float
) -> None:
    found = score(need("Gạo", countries=wanted), offer("Rice", countries=there))

    assert part(found, Part.COUNTRY) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Gạo Cà Mau", "Rice of Ca Mau", 2.0),
        ("Gạo Cà Mau", "Rice", 1.0),
        ("Gạo Cà Mau", "Rice of Ha Noi", -WEIGHTS.against_province),
    ],
)
def test_province_counts_where_both_name_one(one: str, other: str, expected: float) -> None:
    assert part(score(one, other), Part.PROVINCE) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("500 tấn gạo", "rice, 250 tonnes", 0.5), ("2 nghìn tấn gạo", "2,000 tonnes of rice", 1.0), ("gạo", "rice", 0.5)],
)
def test_size_counts_by_the_same_unit(one: str, other: str, expected: float) -> None:
    assert part(score(one, other), Part.SIZE) == pytest.approx(expected)


def test_amounts_are_read_in_both_languages() -> None:
    assert amounts(tokens("vốn 3,5 triệu USD, 2.265 tấn và 300 ha, năm 2026, 1.2.3.4 tấn")) == {
        "USD": 3.5e6,
        "t": 2265,
        "ha": 300,
    }
    assert closeness({"t": 0.0}, {"t": 5.0}) is None


def test_urgency_is_told_or_read() -> None:
    assert part(score(need("Gạo", urgency=1.0), "Rice"), Part.URGENCY) == 1.0
    assert part(score("Cần gạo gấp", "Rice"), Part.URGENCY) == 1.0
    assert part(score("Gạo", "Rice"), Part.URGENCY) == 0.0


@pytest.mark.parametrize(("theirs", "expected"), [({"en", "fr"}, 1.0), ({"fr"}, 0.0), (set(), 0.5)])
def test_language_in_common(theirs: set[str], expected: float) -> None:
    found = score(need("Gạo", languages=frozenset({"vi", "en"})), offer("Rice", languages=frozenset(theirs)))

    assert part(found, Part.LANGUAGE) == expected


@pytest.mark.parametrize(("history", "expected"), [(1.0, 1.0), (-1.0, -10.0), (0.0, 0.0)])
def test_history_counts_for_and_against(history: float, expected: float) -> None:
    assert part(score("Gạo", "Rice", history=history), Part.HISTORY) == expected


def test_score_is_the_sum_of_its_parts() -> None:
    found = score(SELLS, BUYS)

    assert found.points == pytest.approx(sum(each.points for each in found.parts))
    assert [each.part for each in found.parts] == BARE
    assert all(each.points <= each.most for each in found.parts)


def test_what_is_taken_away_leaves_the_less_the_more_it_would_be_and_adds_up() -> None:
    bad, worse, worst = (score(SELLS, SELLS_TOO, history=history) for history in (0.0, -0.5, -1.0))

    assert 1 > bad.points > worse.points > worst.points > 0
    for found in (bad, worse, worst):
        assert found.points == pytest.approx(sum(each.points for each in found.parts))


def test_best_score_is_100_and_the_worst_0() -> None:
    everything = {"sectors": frozenset({"AGR-RIC"}), "languages": frozenset({"en"}), "urgency": 1.0}
    best = score(
        need("Bán 100 tấn gạo Zorvix Cà Mau", objective="EXP", countries={"JP": 1.0}, **everything),
        offer("Buy 100 tonnes of rice Zorvix Ca Mau", objective="EXP", countries={"JP": 1.0}, **everything),
        history=1.0,
    )

    assert 95 < best.points <= 100
    assert score("Gạo", "Nuclear reactors").points < 10
    assert score("", "").points == 0


def test_weights_scale_to_100_and_refuse_what_is_outside() -> None:
    only = Weights(**dict.fromkeys(Weights().plain(), 0.0) | {"sectors": 10.0})
    none = Weights(**dict.fromkeys(Weights().plain(), 0.0))

    assert Scorer(known(), only).score(need("Gạo"), offer("Rice")).points == pytest.approx(100)
    assert Scorer(known(), none).score(need("Gạo"), offer("Rice")).points == 0
    with pytest.raises(ValueError, match="weights outside 0 to 100: words, history"):
        replace(Weights(), words=-1, history=101)


def test_a_part_can_be_left_out() -> None:
    found = Scorer(known(), without=frozenset({Part.DIRECTION})).score(need(SELLS), offer(BUYS))

    assert [each.part for each in found.parts] == [each for each in BARE if each is not Part.DIRECTION]


@pytest.mark.parametrize(
    ("of_need", "right", "trap"),
    [
        pytest.param(SELLS, BUYS, SELLS_TOO, id="sells kernels, sells raw nuts"),
        pytest.param(
            "Kêu gọi nhà đầu tư điện gió",
            "Danish developers want to invest in wind power",
            "Tamil Nadu invites investors for wind farms",
            id="site and site",
        ),
        pytest.param(
            "Cần tài trợ rà phá bom mìn",
            "Norway funds mine clearance",
            "Cambodia seeks donors for mine clearance",
            id="two recipients",
        ),
        pytest.param(
            "Đưa lao động thời vụ sang Hàn Quốc",
            "Korean county hires seasonal workers",
            "Laos sends seasonal workers abroad",
            id="two senders",
        ),
        pytest.param("Xuất khẩu vải thiều", "Importers buy fresh lychee", "Mills buy linen fabric", id="vải"),
        pytest.param(
            "Mời hãng phim đến quay phim", "Film studios scout locations", "Buyers of plastic film", id="phim"
        ),
        pytest.param(
            "Bệnh viện cần kỹ thuật ghép thận", "Surgeons train transplantation", "Coffee grafting courses", id="ghép"
        ),
        pytest.param(
            "Đào tạo kỹ sư thiết kế chip",
            "University courses on chip design",
            "Potato chips for supermarkets",
            id="chip",
        ),
        pytest.param(
            "Bán tín chỉ carbon rừng", "Fund buys carbon credits", "Buyers of carbon fibre frames", id="carbon"
        ),
        pytest.param(
            "Tư vấn phát hành trái phiếu xanh", "Green bond arrangers", "Operators of a bonded warehouse", id="bond"
        ),
    ],
)
def test_traps_score_less_than_what_was_asked_for(of_need: str, right: str, trap: str) -> None:
    assert points(of_need, right) > points(of_need, trap) + 15


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tìm nhà nhập khẩu cà phê", "Looking for coffee importers"),
        ("Kêu gọi nhà đầu tư khu công nghiệp", "Investors wanted for an industrial park"),
        ("Cần vốn ODA xử lý nước thải", "We need ODA for wastewater treatment"),
    ],
)
def test_a_need_scores_much_the_same_in_either_language(one: str, other: str) -> None:
    for text in ("Roasters look for suppliers of coffee", "Doanh nghiệp Nhật Bản muốn đầu tư", "JICA funds sewage"):
        assert points(one, text) == pytest.approx(points(other, text), abs=12)


RELEVANT = [pair for pair in labelled() if pair.label == 3 and pair.languages[0] == "vi" and pair.for_tuning]


def test_dropping_diacritics_changes_scores_little() -> None:
    changes = [abs(points(pair.need, pair.offer) - points(fold(pair.need), pair.offer)) for pair in RELEVANT]

    assert sum(changes) / len(changes) < 8


def test_an_irrelevant_sentence_lowers_scores_little() -> None:
    aside = " Đoàn sẽ đến Hà Nội bằng tàu hoả vào sáng thứ Hai."
    falls = [points(pair.need, pair.offer) - points(pair.need + aside, pair.offer) for pair in RELEVANT]

    assert -5 < sum(falls) / len(falls) < 10


def test_order_of_sentences_changes_nothing_much() -> None:
    one, other = "Tỉnh trồng chè. Tìm nhà nhập khẩu.", "Tìm nhà nhập khẩu. Tỉnh trồng chè."

    assert points(one, "Tea importers") == pytest.approx(points(other, "Tea importers"), abs=1)


def test_labelled_pairs_are_as_many_and_as_hard_as_the_document_says() -> None:
    pairs = labelled()
    across = sum(pair.languages[0] != pair.languages[1] for pair in pairs)
    hard = sum(pair.trap is not None for pair in pairs)

    assert len({pair.need_id for pair in pairs}) >= 60
    assert len(pairs) >= 240
    assert across >= len(pairs) / 2
    assert hard >= len(pairs) / 3
    assert {pair.label for pair in pairs} == {0, 1, 2, 3}
    assert len({json.loads(line)["id"] for line in Path(PAIRS).read_text(encoding="utf-8").splitlines()}) == len(pairs)
