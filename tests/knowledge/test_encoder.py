"""Texts -> vectors, by either encoder; the reference implementation gives the same ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, load_file, save_file
from transformers import (
    BertConfig,
    BertTokenizerFast,
    MPNetConfig,
    TFBertModel,
    TFMPNetModel,
    TFPreTrainedModel,
)

from knowledge.encoder import TOKENIZER, SentenceEncoder, batches, load_encoder
from knowledge.weights import (
    LARGE,
    SMALL,
    WEIGHTS_FILE,
    Weights,
    WeightsError,
    build,
    change,
    check_files,
    read_files,
)

TUNED = Path("web_widget/danger_tuned.safetensors")
FOLDERS = [Path("var/encoders/small"), Path("var/encoders/large")]
TEXTS = [
    "they moved her to the bottom table and called it support, is that it then",
    "who pays TA",
    " ".join(["My son's school has not sent the plan, and nobody answers my emails about the review."] * 9),
]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def encoder(request: pytest.FixtureRequest) -> SentenceEncoder:
    return load_encoder(request.param)


def test_vectors_have_length_1(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.layers, encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=2), 1, atol=1e-5)


def test_a_text_has_the_same_vectors_alone_and_among_others(encoder: SentenceEncoder) -> None:
    together, alone = encoder.encode(TEXTS), np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-4


def test_a_part_is_read_in_the_light_of_its_text(encoder: SentenceEncoder) -> None:
    text = "The bank was closed. We sat by the river."
    (vectors,) = encoder.encode_parts([text], [["The bank was closed."]])
    assert vectors.shape == (2, encoder.layers, encoder.dimension)
    assert np.abs(vectors[1] - encoder.encode(["The bank was closed."])[0]).max() > 0.01


def test_no_text_has_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.layers, encoder.dimension)


def test_a_part_beyond_what_is_read_has_the_vectors_of_its_text(encoder: SentenceEncoder) -> None:
    (vectors,) = encoder.encode_parts(["word " * 400 + "the end"], [["the end"]])
    assert np.allclose(vectors[0], vectors[1])


def expected_vectors(weights: Weights, folder: Path, reference: TFPreTrainedModel) -> np.ndarray:
    """What the reference implementation makes of TEXTS, shape (texts, layers, length of a vector)."""
    tokenizer = BertTokenizerFast(tokenizer_file=str(folder / TOKENIZER))
    vectors = []
    for text in TEXTS:
        ids = tokenizer(text, return_tensors="tf", truncation=True, max_length=256).input_ids
        hidden = reference(input_ids=ids, output_hidden_states=True).hidden_states
        vectors.append(np.stack([hidden[layer][0].numpy().mean(axis=0) for layer in weights.layers]))
    return np.stack([own / np.linalg.norm(own, axis=1, keepdims=True) for own in vectors])


def test_the_reference_implementation_gives_the_same_vectors(tmp_path: Path) -> None:
    exact = tmp_path / "exact"
    build(replace(SMALL, eight_bits=False), exact)
    (tmp_path / WEIGHTS_FILE).write_bytes(read_files(SMALL)[WEIGHTS_FILE])
    config = BertConfig(hidden_size=384, num_hidden_layers=6, intermediate_size=1536)
    expected = expected_vectors(SMALL, FOLDERS[0], TFBertModel.from_pretrained(tmp_path, config=config))
    assert np.abs(SentenceEncoder(exact).encode(TEXTS) - expected).max() < 1e-4
    rounded = SentenceEncoder(FOLDERS[0]).encode(TEXTS)
    assert (rounded * expected).sum(axis=2).min() > 0.98


def test_the_reference_implementation_gives_the_same_vectors_with_what_was_tuned(tmp_path: Path) -> None:
    numbers = change(load(read_files(LARGE)[WEIGHTS_FILE]), load_file(TUNED))
    save_file(numbers, tmp_path / WEIGHTS_FILE, {"format": "pt"})
    config = MPNetConfig(num_hidden_layers=9, vocab_size=30527, max_position_embeddings=514, layer_norm_eps=1e-5)
    expected = expected_vectors(LARGE, FOLDERS[1], TFMPNetModel.from_pretrained(tmp_path, config=config))
    assert np.abs(load_encoder(FOLDERS[1]).encode(TEXTS) - expected).max() < 1e-4


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_many_texts_have_the_same_vectors_as_few(folder: Path) -> None:
    texts = TEXTS * 20  # batches enough for every core
    many, few = SentenceEncoder(folder, for_many=True).encode(texts), load_encoder(folder).encode(TEXTS)
    assert np.abs(many - np.tile(few, (20, 1, 1))).max() < 1e-4


def test_an_encoder_that_was_not_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"encoder\.onnx is missing: `make run` makes it"):
        load_encoder(tmp_path)


def test_changed_weights_are_refused() -> None:
    with pytest.raises(WeightsError, match="damaged or was exchanged"):
        check_files({WEIGHTS_FILE: b"something else", "tokenizer.json": b"{}"}, SMALL)


def test_a_change_of_low_rank_is_added_to_its_weight() -> None:
    published = {"a.weight": np.ones((2, 3), dtype=np.float32), "a.bias": np.zeros(2, dtype=np.float32)}
    changes = {"a.up": np.array([[1], [2]], dtype=np.float16), "a.down": np.array([[0, 1, 2]], dtype=np.float16)}
    changed = change(published, changes)
    assert np.array_equal(changed["a.weight"], [[1, 2, 3], [1, 3, 5]])
    assert changed["a.bias"] is published["a.bias"]


@pytest.mark.parametrize("name", ["b", "a"])
def test_a_change_that_fits_no_weight_is_refused(name: str) -> None:
    changes = {f"{name}.up": np.zeros((2, 1)), f"{name}.down": np.zeros((1, 4))}
    with pytest.raises(WeightsError, match=f"change of {name} fits no weight"):
        change({"a.weight": np.ones((2, 3), dtype=np.float32)}, changes)


def test_half_a_change_is_refused() -> None:
    with pytest.raises(WeightsError, match="change of a has only one of its two halves"):
        change({"a.weight": np.ones((2, 3), dtype=np.float32)}, {"a.up": np.zeros((2, 1))})


def test_texts_of_like_length_are_read_together() -> None:
    assert list(batches([9, 100, 10, 11, 90] + [40] * 17)) == [[0, 2, 3], [*range(5, 21)], [21], [4, 1]]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(WeightsError, match=r"tokenizer\.json is missing"):
        check_files({WEIGHTS_FILE: b""}, SMALL)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(WeightsError, match="no-such-package is not installed"):
        read_files(replace(SMALL, packages=("no-such-package",)))
