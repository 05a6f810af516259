"""What the phrases of a text say of who wants what."""

from collections import Counter

import numpy as np
import pytest

from app import data
from app.matching.scoring.likely import ROLES, Likely, likely_of
from app.matching.scoring.proposal import Meaning, Proposal
from app.matching.scoring.roles import Role, Roles, Side
from benchmarks.roles.__main__ import examples
from benchmarks.roles.learning import Example, learnt, learnt_by_meaning
from tests.matching.scoring.knowledge import known

R = Role


def phrases(side: Side, text: str) -> frozenset[str]:
    return known().phrases(Proposal(side=side, text=text))


def test_phrases_name_things_and_places_by_what_they_are_and_by_their_words() -> None:
    found = phrases(Side.NEED, "Huế tìm nhà nhập khẩu tôm tại Đức, 40 tấn")

    assert {"<home>_v tim", "c:act:sell_<goods>", "d:^_act:sell_$", "v tai_<abroad>"} <= found
    assert {"v tom", "v khau_v tom", "t:shrimp", "s:FIS", "v duc_<number>", "<abroad>_<number>"} <= found
    assert not any("40" in each for each in found)


def test_phrases_are_the_same_with_and_without_diacritics() -> None:
    assert phrases(Side.NEED, "Cần vốn vay cho dự án thủy lợi") == phrases(Side.NEED, "Can von vay cho du an thuy loi")


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [
        (Side.OFFER, "A denim group from Izmir is moving two weaving lines to Southeast Asia", R.INVEST),
        (Side.OFFER, "Our grocery chain in Leeds is renewing its noodle shelf and asks for samples", R.BUY),
        (Side.OFFER, "Hội đồng thành phố Gdansk vừa thông qua nghị quyết kết nghĩa với một địa phương châu Á", R.SHARE),
        (Side.OFFER, "Dublin charity pays for latrines and wells in mountain schools", R.GIVE),
        (Side.NEED, "Bệnh viện tỉnh còn thiếu máy thở, mong các nhà hảo tâm giúp đỡ", R.RECEIVE),
    ],
)
def test_what_no_rule_reads_is_learnt(side: Side, text: str, expected: Role) -> None:
    roles = known().likely.roles(side, phrases(side, text))

    assert max(roles, key=roles.__getitem__) is expected
    assert sum(roles.values()) == pytest.approx(1)


def test_what_a_language_model_made_of_a_text_has_its_say_beside_phrases() -> None:
    told = np.zeros((3, len(ROLES)))
    told[0, ROLES.index(R.GIVE)] = 12.0
    likely = Likely(
        {Side.OFFER: {"": np.zeros(len(ROLES)), "buys": 3.0 * np.eye(len(ROLES))[ROLES.index(R.BUY)]}},
        {"one": told},
    )

    def read(model: str, strength: float) -> Roles:
        return likely.roles(Side.OFFER, {"buys"}, Meaning(model, np.array([strength, 0.0], dtype=np.float32)))

    strong, faint = read("one", 1.0), read("one", 0.25)
    assert max(strong, key=strong.__getitem__) is R.GIVE
    assert max(faint, key=faint.__getitem__) is R.BUY
    assert read("other", 1.0) == likely.roles(Side.OFFER, {"buys"})


def test_unknown_phrases_tell_nothing() -> None:
    assert known().likely.roles(Side.OFFER, {"of no table"}) == {}


def test_few_words_are_read_by_cues_alone() -> None:
    assert known().read(Proposal(side=Side.OFFER, text="Gạo thơm")).roles == {}


def test_learning_tells_its_examples_apart() -> None:
    told = [
        Example(side, role, frozenset({"both", phrase}))
        for side in Side
        for role, phrase in ((R.SELL, "gives"), (R.BUY, "takes"))
        for _ in range(5)
    ]

    likely = learnt(told)

    assert max(likely.roles(Side.NEED, {"both", "gives"}).items(), key=lambda each: each[1])[0] is R.SELL
    assert max(likely.roles(Side.OFFER, {"both", "takes"}).items(), key=lambda each: each[1])[0] is R.BUY


def test_meanings_of_both_sides_are_learnt_at_once() -> None:
    chance = np.random.default_rng(0)
    roles = [R.SELL if number % 2 else R.BUY for number in range(400)]
    sellers = np.array([role is R.SELL for role in roles])
    vectors = 0.05 * chance.standard_normal((len(roles), 3)) + np.outer(sellers, [0.3, 0.0, -0.3]) + 0.5

    weights = learnt_by_meaning(list(vectors), roles)

    told = vectors @ weights[:-1] + weights[-1]
    assert [ROLES[place] for place in told.argmax(axis=1)] == roles


def test_each_dimension_of_a_meaning_has_its_weights_and_what_is_common_to_all() -> None:
    dimensions = Counter(row["model"] for row in data.rows("meaning_axes"))

    assert {model: len(told) for model, told in known().likely.meanings.items()} == {
        model: often + 1 for model, often in dimensions.items()
    }


@pytest.mark.slow
def test_table_is_what_is_learnt_from_the_labelled_texts() -> None:
    fresh, kept = learnt(examples(known())).weights, likely_of(data.rows("role_phrases"), ()).weights

    assert {side: fresh[side].keys() for side in Side} == {side: kept[side].keys() for side in Side}
    # Sums of floats may end in another digit on another machine.
    assert all(abs(fresh[side][phrase] - kept[side][phrase]).max() < 0.03 for side in Side for phrase in kept[side])
