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
from warnings import catch_warnings, simplefilter

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from knowledge.encoder import SentenceEncoder
from web_widget.red_flags import red_flags

# A clause is a sentence, or so many words of a long one; the next begins some words later.
CLAUSE, STEP = 14, 5
SHORTEST = 5  # words, of what a dangerous message says besides its sign
# A sign counts more than an everyday worry, since there are fewer of them and missing one is worse.
SIGN_WEIGHT, MESSAGE_WEIGHT = 2.0, 1.5
STRENGTH = 10.0  # the inverse of the regularisation's strength
# The network: one layer of so many units, how strongly its weights are held down, rounds through the examples, how
# many of these at once, and how far one step goes.
UNITS, DECAY, ROUNDS, BATCH, PACE = 256, 0.01, 6, 512, 0.002
SCALE = 4.0  # by which vectors of length 1 are multiplied, for the network to learn from them in a few rounds
SEED = 0
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
    """Texts as the patterns read them, and the encoder's vectors: shape (len(texts), layers * dimension)."""

    texts: list[str]
    vectors: np.ndarray


class DangerModel:
    """Learnt weights; the encoder that they go with is handed in."""

    def __init__(self) -> None:
        words = r"(?u)\b\w+\b"
        self._words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=words)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
        self._clauses, self._messages, self._kinds = _Judges(SIGN_WEIGHT), _Judges(MESSAGE_WEIGHT), _Judges()

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
        self._clauses.fit(rows, parts.vectors, dangerous)
        told = np.arange(len(texts)) < len(examples.signs)
        self._messages.fit(self._rows(messages), messages.vectors, told)
        kinds = np.array([sign.kind for sign in examples.signs for _ in sign.marked])
        self._kinds.fit(rows[dangerous], parts.vectors[dangerous], kinds)
        return self

    def judge(self, texts: list[str], encoder: SentenceEncoder) -> list[Judgement]:
        """One for each text, together: many short ones take little longer than one."""
        clauses = [_cut(text) for text in texts]
        messages, parts = _read(texts, clauses, encoder)
        rows = self._rows(parts)
        of_clauses = self._clauses.log_odds(rows, parts.vectors)
        of_messages = self._messages.log_odds(self._rows(messages), messages.vectors)
        spans = list(pairwise(np.cumsum([0, *map(len, clauses)])))
        # Each judge may find another clause the most telling.
        strongest = np.stack([of_clauses[:, first:end].max(axis=1) for first, end in spans])
        weights = SHARE * (strongest.sum(axis=1) + of_messages.sum(axis=0))
        telling = [first + int(of_clauses[:, first:end].sum(axis=0).argmax()) for first, end in spans]
        kinds = self._kinds.likeliest(rows[telling], parts.vectors[telling])
        return [Judgement(float(weight), kind) for weight, kind in zip(weights, kinds, strict=True)]

    def _rows(self, read: _Read) -> csr_matrix:
        return hstack([self._words.transform(read.texts), self._letters.transform(read.texts)], format="csr")


class _Judges:
    """Two that are asked the same: one goes by words and letters, the other by meaning."""

    def __init__(self, weight: float = 1.0):
        """Of two answers the second counts ``weight`` times as much, for the one that goes by words."""
        balance = {0: 1.0, 1: weight} if weight != 1.0 else None
        self._words = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight=balance)
        self._meaning = MLPClassifier(
            (UNITS,), alpha=DECAY, max_iter=ROUNDS, batch_size=BATCH, learning_rate_init=PACE, random_state=SEED
        )

    def fit(self, rows: csr_matrix, vectors: np.ndarray, answers: np.ndarray) -> None:
        self._words.fit(rows, answers)
        with catch_warnings():
            # It stops after its rounds on purpose.
            simplefilter("ignore", ConvergenceWarning)
            self._meaning.fit(vectors, answers)

    def log_odds(self, rows: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Of the second answer, by either: shape (2, number of rows)."""
        shares = np.clip(self._meaning.predict_proba(vectors)[:, 1], SUREST, 1 - SUREST)
        return np.stack([self._words.decision_function(rows), np.log(shares / (1 - shares))])

    def likeliest(self, rows: csr_matrix, vectors: np.ndarray) -> list[str | None]:
        """The likeliest answer for each row by both together, None where they are not sure enough."""
        shares = (self._words.predict_proba(rows) + self._meaning.predict_proba(vectors)) / 2
        answers, surest = self._words.classes_[shares.argmax(axis=1)], shares.max(axis=1)
        return [str(answer) if share >= LEAST_KIND else None for answer, share in zip(answers, surest, strict=True)]


@cache
def load_model(path: Path) -> DangerModel:
    """Read once. Raises FileNotFoundError where ``learn`` has not been run."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: `make run` makes it.")
    model: DangerModel = joblib.load(path)
    return model


def _read(texts: list[str], parts: list[list[str]], encoder: SentenceEncoder) -> tuple[_Read, _Read]:
    """The texts, and their parts one after the other; each part is read in the light of its whole text."""
    vectors = encoder.encode_parts(texts, parts)
    whole = np.stack([own[0] for own in vectors])
    of_parts = np.concatenate([own[1:] for own in vectors])
    plain = [_normalise(part) for own in parts for part in own]
    return _Read([_normalise(text) for text in texts], _flat(whole)), _Read(plain, _flat(of_parts))


def _flat(vectors: np.ndarray) -> np.ndarray:
    """``vectors`` of shape (texts, layers, n) as rows of length SCALE."""
    rows: np.ndarray = vectors.reshape(len(vectors), -1) * np.float32(SCALE / np.sqrt(vectors.shape[1]))
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
