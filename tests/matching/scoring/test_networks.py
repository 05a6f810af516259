"""What a text tells by its words in their order."""

from collections.abc import Sequence

import numpy as np
import pytest

from app import data
from app.matching.scoring.homeland import at_home
from app.matching.scoring.likely import BIAS, ROLES, Likely
from app.matching.scoring.networks import MOST_TOKENS, Networks, Token, Told, networks_of
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Role, Side
from benchmarks.roles.__main__ import labelled
from benchmarks.roles.networks import DIMENSIONS, LOOKS, STATE, Inputs, example, words_of
from tests.matching.scoring.knowledge import known, role

SIGNS = {"need": 1, "offer": 2, "<goods>": 3}


def small(seed: int = 0) -> Networks:
    """A network with chance weights, which knows two words."""
    chance = np.random.default_rng(seed)
    sizes = {
        "input": (2, 4, 9), "input_bias": (2, 1, 9), "state": (2, 3, 9), "state_bias": (2, 1, 9),
        "look": (1, 6, 2), "tell": (1, 18, 18), "tell_bias": (1, 1, 18),
    }  # fmt: skip
    weights = {part: chance.normal(size=size).astype(np.float32) for part, size in sizes.items()}
    words = {"sells": np.ones(1, np.float32), "buys": -np.ones(1, np.float32)}
    return Networks(words, SIGNS, weights)


def written(*words: str) -> list[Token]:
    return [Token(word, ()) for word in words]


def by_hand(networks: Networks, inputs: Sequence[Sequence[float]], way: int) -> list[np.ndarray]:
    """The states of one direction by the formula of the unit, step by step."""
    weights = {part: array[way].astype(float) for part, array in networks.weights.items() if len(array) > way}
    state, found = np.zeros(3), []
    for row in inputs:
        come = np.array(row) @ weights["input"] + weights["input_bias"][0]
        kept = state @ weights["state"] + weights["state_bias"][0]
        reset, update = (1 / (1 + np.exp(-(come + kept)[part])) for part in (slice(0, 3), slice(3, 6)))
        state = (1 - update) * np.tanh(come[6:] + reset * kept[6:]) + update * state
        found.append(state)
    return found


def test_a_text_is_read_on_and_back_by_the_formula() -> None:
    networks = small()
    inputs = [[1, 0, 1, 1], [0, 0, 1, 0], [-1, 0, 1, 0]]
    on, back = by_hand(networks, inputs, 0), by_hand(networks, inputs[::-1], 1)[::-1]
    states = np.hstack([on, back])
    looks = np.exp(states @ networks.weights["look"][0])
    seen = (looks / looks.sum(axis=0)).T @ states
    expected = (
        np.concatenate([states.max(axis=0), *seen]) @ networks.weights["tell"][0] + networks.weights["tell_bias"][0, 0]
    )

    told = networks.told(Side.OFFER, [Token("sells", ("<goods>", "unheard-of")), *written("neither", "buys")])

    assert told is not None
    assert np.append(told.roles, told.home) == pytest.approx(expected, abs=1e-4)


def test_what_several_networks_tell_is_their_mean() -> None:
    one, other = small(1), small(2)
    both = Networks(
        one.words, SIGNS, {part: np.concatenate([one.weights[part], other.weights[part]]) for part in one.weights}
    )
    text = written("sells", "buys", "sells")

    told = [networks.told(Side.NEED, text) for networks in (one, other, both)]

    assert all(told)
    first, second, mean = (np.append(each.roles, each.home) for each in told if each)
    assert mean == pytest.approx((first + second) / 2, abs=1e-4)


def test_order_counts() -> None:
    one, other = (
        small().told(Side.NEED, written(*text.split())) for text in ("sells neither buys", "buys neither sells")
    )

    assert one is not None
    assert other is not None
    assert abs(one.roles - other.roles).max() > 0.01


def test_no_text_and_no_networks_tell_nothing() -> None:
    assert small().told(Side.NEED, []) is None
    assert Networks({}, {}, {}).told(Side.NEED, written("sells")) is None


def test_words_stand_with_what_they_are_of() -> None:
    found = known().tokens(Proposal(side=Side.NEED, text="Huế tìm nhà nhập khẩu tôm, 40 tấn. Gấp"))

    assert found[0] == Token("v hue", ("<home>",))
    assert found[5] == Token("v tom", ("<goods>",))
    assert found[1].signs == ("act:sell",)
    assert found[6].word == "<number>"
    assert found[8].signs[-1] == "."


def test_long_texts_are_read_from_their_start() -> None:
    assert len(known().tokens(Proposal(side=Side.NEED, text="gạo " * 2 * MOST_TOKENS))) == MOST_TOKENS


def test_what_is_told_in_order_has_its_say_beside_phrases() -> None:
    def evidence(role: Role, strength: float) -> np.ndarray:
        found = np.zeros(len(ROLES))
        found[ROLES.index(role)] = strength
        return found

    likely = Likely({Side.NEED: {BIAS: evidence(Role.SELL, 0.0), "word": evidence(Role.SELL, 3.0)}})
    # A phrase that is the only one known counts EVIDENCE / √2.
    strong, faint = (
        likely.roles(Side.NEED, ["word"], told=Told(evidence(Role.BUY, strength), 0.0)) for strength in (20.0, 1.0)
    )

    assert max(strong, key=strong.__getitem__) is Role.BUY
    assert max(faint, key=faint.__getitem__) is Role.SELL


def test_whom_a_text_speaks_for_is_told_in_order_too() -> None:
    weights = {"here": 1.0}

    assert at_home(weights, {"here"}) > 0.8
    assert at_home(weights, {"here"}, told=Told(np.zeros(len(ROLES)), -30.0)) < 0.1


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [
        (Side.OFFER, "Importers of frozen shrimp in Osaka are looking for processors in Cà Mau", Role.BUY),
        (Side.OFFER, "Processors of frozen shrimp in Ecuador are looking for importers in Cà Mau", Role.SELL),
        (Side.NEED, "Tỉnh mong được các trường bạn đào tạo giúp đội ngũ điều dưỡng viên", Role.LEARN),
    ],
)
def test_who_seeks_whom_is_read(side: Side, text: str, expected: Role) -> None:
    assert role(known().read(Proposal(side=side, text=text))) is expected


def test_weights_fit_each_other() -> None:
    networks = networks_of(data.rows("network_words"), data.rows("network_weights"))
    nets, wide = len(networks.weights["tell"]), DIMENSIONS + len(networks.signs)

    assert {part: array.shape for part, array in networks.weights.items()} == {
        "input": (2 * nets, wide, 3 * STATE),
        "input_bias": (2 * nets, 1, 3 * STATE),
        "state": (2 * nets, STATE, 3 * STATE),
        "state_bias": (2 * nets, 1, 3 * STATE),
        "look": (nets, 2 * STATE, LOOKS),
        "tell": (nets, 2 * STATE * (LOOKS + 1), len(ROLES) + 1),
        "tell_bias": (nets, 1, len(ROLES) + 1),
    }
    assert {len(vector) for vector in networks.words.values()} == {DIMENSIONS}
    assert sorted(networks.signs.values()) == list(range(DIMENSIONS, wide))


@pytest.mark.slow
def test_words_and_signs_are_those_of_the_labelled_texts() -> None:
    """The weights themselves are learnt with torch, which the tests do without."""
    networks = known().networks

    assert list(networks.words) == list(words_of(known()))
    assert list(networks.signs) == Inputs([example(known(), each) for each in labelled()], networks.words).signs
