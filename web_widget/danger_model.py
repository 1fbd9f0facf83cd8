"""Tells signs of danger from everyday worries by example, where no pattern of ``red_flags.yml`` fits.

Understated signs stand in one clause of a message about something else. So each clause is judged by itself, taught
with the marked signs, and the message as a whole; each by its words and letters (a linear model), and by its meaning
(a small network on the sentence encoder's vectors), which sees what is said in other words than the examples'.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from knowledge.encoder import LAYERS, SentenceEncoder
from web_widget.red_flags import red_flags

# A clause is a sentence, or so many words of a long one; the next begins some words later.
CLAUSE, STEP = 14, 5
SHORTEST = 5  # words, of what a dangerous message says besides its sign
# A sign counts more than an everyday worry, since there are fewer of them and missing one is worse.
SIGN_WEIGHT, MESSAGE_WEIGHT = 2.0, 1.5
STRENGTH = 10.0  # the inverse of the regularisation's strength
# The network: one layer of so many units, how strongly its weights are held down, and rounds through the examples.
UNITS, DECAY, ROUNDS = 64, 0.01, 6
SCALE = 4.0  # by which vectors of length 1 are multiplied, for the network to learn from them in a few rounds
BATCH, SEED = 128, 0
# Each of the four judges counts as much; about 1 together, so that 0 stays undecided.
SHARE = 0.3
SUREST = 1e-6  # no share counts as nearer to 0 or 1
LEAST_KIND = 0.5
SENTENCE_END = re.compile(r"(?<=[.!?;:…])\s+|\n+")
WORD = re.compile(r"\S+")
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Sign:
    """A message that tells of danger, what in it does so, and which kind of danger."""

    kind: str
    text: str
    marked: tuple[str, ...]


@dataclass(frozen=True)
class Examples:
    """``harmless`` ones sound like danger, ``ordinary`` ones are everyday questions."""

    signs: list[Sign]
    harmless: list[str]
    ordinary: list[str]


@dataclass(frozen=True)
class Judgement:
    """``weight`` is high where a text tells of danger; about 0 is undecided. ``kind`` is None where it may be any."""

    weight: float
    kind: str | None


@dataclass(frozen=True)
class _Read:
    """Texts as the patterns read them, and the vectors of their last layers: shape (len(texts), LAYERS * 384)."""

    texts: list[str]
    vectors: np.ndarray


class DangerModel:
    """Learnt weights; the encoder that they go with is handed in."""

    def __init__(self) -> None:
        words = r"(?u)\b\w+\b"
        self._words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=words)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
        self._clauses_by_words, self._messages_by_words = _linear(SIGN_WEIGHT), _linear(MESSAGE_WEIGHT)
        self._clauses_by_meaning, self._messages_by_meaning = _network(), _network()
        self._kinds_by_words, self._kinds_by_meaning = _linear(), _network()

    def learn(self, examples: Examples, encoder: SentenceEncoder) -> "DangerModel":
        everyday = examples.harmless + examples.ordinary
        texts = [sign.text for sign in examples.signs] + everyday
        # Of a message with a sign, its signs and what stands around them; of every other, all its clauses.
        around = [_around(sign) for sign in examples.signs]
        clauses = [[*sign.marked, *others] for sign, others in zip(examples.signs, around, strict=True)]
        clauses += [_cut(text) for text in everyday]
        messages, parts = _read(texts, clauses, encoder)
        dangerous = np.zeros(len(parts.texts), dtype=bool)
        start = 0
        for sign, others in zip(examples.signs, around, strict=True):
            dangerous[start : start + len(sign.marked)] = True
            start += len(sign.marked) + len(others)
        self._words.fit(parts.texts)
        self._letters.fit(parts.texts)
        rows = self._rows(parts)
        self._clauses_by_words.fit(rows, dangerous)
        self._clauses_by_meaning.fit(parts.vectors, dangerous)
        told = np.arange(len(texts)) < len(examples.signs)
        self._messages_by_words.fit(self._rows(messages), told)
        self._messages_by_meaning.fit(messages.vectors, told)
        kinds = [sign.kind for sign in examples.signs for _ in sign.marked]
        self._kinds_by_words.fit(rows[dangerous], kinds)
        self._kinds_by_meaning.fit(parts.vectors[dangerous], kinds)
        return self

    def judge(self, texts: list[str], encoder: SentenceEncoder) -> list[Judgement]:
        """One for each text, together: many short ones take little longer than one."""
        clauses = [_cut(text) for text in texts]
        messages, parts = _read(texts, clauses, encoder)
        rows = self._rows(parts)
        by_words = self._clauses_by_words.decision_function(rows)
        by_meaning = _log_odds(self._clauses_by_meaning, parts.vectors)
        spans = list(pairwise(np.cumsum([0, *map(len, clauses)])))
        weights = SHARE * (
            np.array([by_words[first:end].max() + by_meaning[first:end].max() for first, end in spans])
            + self._messages_by_words.decision_function(self._rows(messages))
            + _log_odds(self._messages_by_meaning, messages.vectors)
        )
        telling = [first + int((by_words + by_meaning)[first:end].argmax()) for first, end in spans]
        kinds = self._kinds(rows[telling], parts.vectors[telling])
        return [Judgement(float(weight), kind) for weight, kind in zip(weights, kinds, strict=True)]

    def _kinds(self, rows: csr_matrix, vectors: np.ndarray) -> list[str | None]:
        shares = (self._kinds_by_words.predict_proba(rows) + self._kinds_by_meaning.predict_proba(vectors)) / 2
        likeliest, surest = self._kinds_by_words.classes_[shares.argmax(axis=1)], shares.max(axis=1)
        return [str(kind) if share >= LEAST_KIND else None for kind, share in zip(likeliest, surest, strict=True)]

    def _rows(self, read: _Read) -> csr_matrix:
        return hstack([self._words.transform(read.texts), self._letters.transform(read.texts)], format="csr")


@cache
def load_model(path: Path) -> DangerModel:
    """Read once. Raises FileNotFoundError where ``learn`` has not been run."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: `make run` makes it.")
    model: DangerModel = joblib.load(path)
    return model


def _linear(weight: float = 1.0) -> LogisticRegression:
    balance = {0: 1.0, 1: weight} if weight != 1.0 else None
    return LogisticRegression(C=STRENGTH, solver="liblinear", class_weight=balance)


class _Network(MLPClassifier):
    """Stops after its rounds on purpose, so that nobody need be warned of it."""

    def fit(self, vectors: np.ndarray, labels: Any) -> "_Network":
        with catch_warnings():
            simplefilter("ignore", ConvergenceWarning)
            super().fit(vectors, labels)
        return self


def _network() -> _Network:
    return _Network((UNITS,), alpha=DECAY, max_iter=ROUNDS, batch_size=BATCH, random_state=SEED)


def _log_odds(network: _Network, vectors: np.ndarray) -> np.ndarray:
    shares = np.clip(network.predict_proba(vectors)[:, 1], SUREST, 1 - SUREST)
    odds: np.ndarray = np.log(shares / (1 - shares))
    return odds


def _read(texts: list[str], parts: list[list[str]], encoder: SentenceEncoder) -> tuple[_Read, _Read]:
    """The texts, and their parts one after the other; each part is read in the light of its whole text."""
    vectors = encoder.encode_parts(texts, parts)
    whole = np.stack([own[0] for own in vectors])
    of_parts = np.concatenate([own[1:] for own in vectors])
    plain = [_normalise(part) for own in parts for part in own]
    return _Read([_normalise(text) for text in texts], _flat(whole)), _Read(plain, _flat(of_parts))


def _flat(vectors: np.ndarray) -> np.ndarray:
    """``vectors`` of shape (texts, LAYERS, n) as rows of length SCALE."""
    rows: np.ndarray = vectors.reshape(len(vectors), -1) * np.float32(SCALE / np.sqrt(LAYERS))
    return rows


def _around(sign: Sign) -> list[str]:
    """The clauses of a message besides its signs."""
    text = sign.text
    for part in sign.marked:
        text = text.replace(part, "\n")
    return [clause for clause in _cut(text) if len(clause.split()) >= SHORTEST]


def _cut(text: str) -> list[str]:
    """A message's clauses as they stand in it, never none; those of a long sentence overlap."""
    clauses = []
    for sentence in SENTENCE_END.split(text):
        words = list(WORD.finditer(sentence))
        last = max(len(words) - CLAUSE + STEP, 1) if len(words) > CLAUSE + STEP else 1
        for start in range(0, last, STEP) if words else ():
            end = min(start + CLAUSE, len(words)) if last > 1 else len(words)
            clauses.append(sentence[words[start].start() : words[end - 1].end()])
    return clauses or [text]


def _normalise(text: str) -> str:
    """As the patterns read it; every number is one and the same, since an age tells nothing of danger."""
    return NUMBER.sub("0", " ".join(red_flags().normalise(text).replace(" . ", " ").split()))
