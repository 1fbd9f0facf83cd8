"""What the intent classifier learns: a linear support vector machine on vectors, words and letters.

The vectors carry the meaning; the TF-IDF features carry what a vector blurs, such as "notes" against
"records". Margins become confidences by one temperature, which is fitted on a held-out fold of the
training data (Guo et al. 2017, On Calibration of Modern Neural Networks).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import joblib
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

FOLDS = 3
SEED = 0
# Enough to keep 93 % of what the vectors differ in; the machine learns three times as fast as on all 1,536.
DIRECTIONS = 256
# How much the vectors may count beside words and letters. The fewer the examples, the more the meaning has to tell:
# the one that is likelier on a held-out fold is taken. With MANY examples an intent it is the first, and not tried.
VECTOR_WEIGHTS = (1.0, 2.0)
MANY = 50
TOLERANCE = 0.01  # a finer one takes longer and changes no answer


class WordFeatures:
    """Words (1-2) and letters (2-4) of a text, weighted by TF-IDF; rows of length 1 each."""

    def __init__(self, rarest: int) -> None:
        """Words and letter runs in fewer than ``rarest`` texts are left out."""
        words = r"(?u)\b\w+\b"
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=rarest, token_pattern=words)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=rarest)

    def learn_rows(self, texts: list[str]) -> csr_matrix:
        """Learn which words and letter runs there are; gives the same as ``rows`` then."""
        return hstack([self._words.fit_transform(texts), self._letters.fit_transform(texts)], format="csr")

    def rows(self, texts: list[str]) -> csr_matrix:
        """Sparse array of shape (len(texts), number of known words and letter runs)."""
        return hstack([self._words.transform(texts), self._letters.transform(texts)], format="csr")


@dataclass(frozen=True)
class IntentModel:
    """A margin of each intent: ``vector @ of_vectors + row of features @ of_words + offsets``.

    ``temperature`` multiplies the margins before they become confidences.
    """

    intents: np.ndarray
    features: WordFeatures
    of_vectors: np.ndarray
    of_words: np.ndarray
    offsets: np.ndarray
    temperature: float

    @classmethod
    def learn(
        cls, texts: list[str], vectors: np.ndarray, intents: np.ndarray, strength: float, rarest: int
    ) -> "IntentModel":
        """``strength`` is C, the inverse of the regularisation's strength. Raises ValueError for too few examples."""
        names, counts = np.unique(intents, return_counts=True)
        if len(names) < 2:
            raise ValueError("The training data needs at least two intents.")
        if counts.min() < FOLDS:
            rare = names[counts.argmin()]
            raise ValueError(f"Every intent needs at least {FOLDS} examples; {rare} has {counts.min()}.")
        features = WordFeatures(rarest)
        words, directions = features.learn_rows(texts), _main_directions(vectors)
        machine = LinearSVC(C=strength, tol=TOLERANCE, random_state=SEED)
        tried = VECTOR_WEIGHTS if len(intents) < MANY * len(names) else VECTOR_WEIGHTS[:1]
        with ThreadPoolExecutor() as threads:
            # At once: one fit keeps one core busy.
            rows = [_join(vectors @ directions * weight, words) for weight in tried]
            trials = [threads.submit(_try, machine, own, intents) for own in rows]
            machines = [threads.submit(clone(machine).fit, own, intents) for own in rows]
        best = min(range(len(tried)), key=lambda place: trials[place].result().loss)
        directions *= tried[best]
        weights, offsets = _weights(machines[best].result())
        width = directions.shape[1]
        return cls(
            names,
            features,
            (directions @ weights[:width]).astype(np.float32),
            np.ascontiguousarray(weights[width:], dtype=np.float32),
            offsets,
            trials[best].result().temperature,
        )

    def save(self, path: Path) -> None:
        """The many weights of words with half their digits, which pack in half the time and are enough."""
        joblib.dump(replace(self, of_words=self.of_words.astype(np.float16)), path)

    @classmethod
    def load(cls, path: Path) -> "IntentModel":
        """What ``save`` wrote."""
        model: IntentModel = joblib.load(path)
        return replace(model, of_words=model.of_words.astype(np.float32))

    def confidences(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        """Array of shape (len(texts), number of intents); each row adds up to 1."""
        # In the precision of the weights: SciPy would else copy all of them for each message.
        rows = self.features.rows(texts).astype(np.float32)
        margins = vectors @ self.of_vectors + rows @ self.of_words + self.offsets
        return softmax(margins * self.temperature, axis=1)


def _main_directions(vectors: np.ndarray) -> np.ndarray:
    """Array of shape (length of a vector, at most DIRECTIONS): the principal axes, the widest first."""
    axes = np.linalg.eigh(vectors.T @ vectors)[1][:, ::-1]
    return axes[:, :DIRECTIONS].astype(np.float32)


def _join(vectors: np.ndarray, rows: csr_matrix) -> csr_matrix:
    return hstack([csr_matrix(vectors), rows]).tocsr()


@dataclass(frozen=True)
class _Trial:
    """Of a held-out fold: the factor by which margins become the likeliest confidences, and what these still miss."""

    loss: float
    temperature: float


def _try(machine: LinearSVC, rows: csr_matrix, intents: np.ndarray) -> _Trial:
    """Hold out one fold of three."""
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(np.zeros(len(intents)), intents)
    taught, held = next(iter(split))
    margins = _margins(clone(machine).fit(rows[taught], intents[taught]), rows[held])
    truth = np.searchsorted(np.unique(intents), intents[held])
    places = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return float(-log_softmax(margins * temperature, axis=1)[places, truth].mean())

    found = minimize_scalar(loss, bounds=(0.1, 30), method="bounded")
    return _Trial(float(found.fun), float(found.x))


def _weights(machine: LinearSVC) -> tuple[np.ndarray, np.ndarray]:
    """The machine's weights, of shape (number of features, number of intents), and its offset for each intent."""
    weights, offsets = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:
        # With two intents the machine has one margin, that of the second.
        return np.hstack([-weights, weights]), np.hstack([-offsets, offsets])
    return weights, offsets


def _margins(machine: LinearSVC, rows: csr_matrix) -> np.ndarray:
    """Array of shape (number of rows, number of intents)."""
    weights, offsets = _weights(machine)
    return rows @ weights + offsets
