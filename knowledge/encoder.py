"""Texts -> vectors of their meaning, for both rooms; `python -m knowledge.weights` makes the encoders' files."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

GRAPH, TOKENIZER = "encoder.onnx", "tokenizer.json"
LONGEST = 256  # tokens; 1,000 characters of plain English are about 230
BATCH = 16
SPREAD = 1.5  # how many times as long as the shortest text of a batch its longest may be; the rest is padded


@cache
def load_encoder(folder: Path) -> "SentenceEncoder":
    """The encoder in ``folder``, loaded once a process. Raises FileNotFoundError where its files are missing."""
    return SentenceEncoder(folder)


class SentenceEncoder:
    """Texts -> unit-length vectors, one for each of the layers that are read; texts beyond 256 tokens are cut."""

    def __init__(self, folder: Path, for_many: bool = False):
        """``for_many``: where thousands of texts follow, each core reads a batch of its own, which is a quarter quicker
        than all of them one together, and a text's memory is kept for the next one.

        Raises FileNotFoundError where one of the two files is missing in ``folder``.
        """
        for name in (GRAPH, TOKENIZER):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"{folder / name} is missing: `make run` makes it.")
        self._tokenizer = read_tokenizer((folder / TOKENIZER).read_bytes())
        self._session = InferenceSession(folder / GRAPH, _options(for_many), providers=["CPUExecutionProvider"])
        _, self.layers, _, self.dimension = self._session.get_outputs()[0].shape
        self._each = ThreadPoolExecutor(os.cpu_count()).map if for_many else map

    def encode(self, texts: list[str]) -> np.ndarray:
        """Array of shape (len(texts), layers, dimension), float32; the last layer's is the text's sentence vector."""
        vectors = [own[0] for own in self.encode_parts(texts, [[] for _ in texts])]
        return np.stack(vectors) if vectors else np.zeros((0, self.layers, self.dimension), dtype=np.float32)

    def encode_parts(self, texts: list[str], parts: list[list[str]]) -> list[np.ndarray]:
        """For each text an array of shape (1 + number of its parts, layers, dimension), float32: the text's own
        vectors, then its parts'.

        A part has to stand in its text. Its vector is the mean over its own tokens, so that all parts of a
        text cost no more than the text, and each is read in the light of the rest.
        """
        vectors: list[np.ndarray] = [np.empty(0)] * len(texts)
        encoded = self._tokenizer.encode_batch(texts)

        def read(places: list[int]) -> None:
            ids = np.zeros((len(places), len(encoded[places[-1]].ids)), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, place in enumerate(places):
                own_ids = encoded[place].ids
                ids[row, : len(own_ids)] = own_ids
                mask[row, : len(own_ids)] = 1
            (hidden,) = self._session.run(["vectors"], {"ids": ids, "mask": mask})
            for row, place in enumerate(places):
                offsets = encoded[place].offsets
                own = hidden[row, :, : len(offsets)]
                spans = [tokens_of(part, texts[place], offsets) for part in parts[place]]
                means = np.stack([own.mean(axis=1), *(own[:, span].mean(axis=1) for span in spans)])
                vectors[place] = means / np.linalg.norm(means, axis=2, keepdims=True)

        for _ in self._each(read, batches([len(one.ids) for one in encoded])):
            pass
        return vectors


def read_tokenizer(content: bytes) -> Tokenizer:
    """From what stands in a TOKENIZER file; it cuts texts at LONGEST and pads none."""
    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def batches(lengths: list[int]) -> Iterator[list[int]]:
    """The places of texts of like length, the longest last."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == BATCH or lengths[place] > SPREAD * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _options(for_many: bool) -> SessionOptions:
    options = SessionOptions()
    # Between two messages the threads rest.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Between messages a long one's memory is given back.
    options.enable_cpu_mem_arena = for_many
    if for_many:
        options.intra_op_num_threads = 1
    return options


def tokens_of(part: str, text: str, offsets: list[tuple[int, int]]) -> list[int]:
    """The places of the tokens of ``part``, which stands in ``text``; of all where it lies beyond those that are read.

    ``offsets``: where each of the text's tokens begins and ends, in characters.
    """
    start = text.index(part)
    end = start + len(part)
    own = [place for place, (first, last) in enumerate(offsets) if first < last and first < end and last > start]
    return own or list(range(len(offsets)))
