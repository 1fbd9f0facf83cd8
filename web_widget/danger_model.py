"""Tells signs of danger from everyday worries by example, where no pattern of ``red_flags.yml`` fits.

Understated signs show in a message as a whole; a plain one may stand in one sentence of a long story about something
else, so each sentence of a long message is also judged alone. Either is judged by its words, pairs of near words and
letters (a linear model), and by its meaning: a head on the vectors of the encoder that ``danger_tuning.py`` taught what
danger sounds like, also in other words than the examples'.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from safetensors import safe_open
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.encoder import SentenceEncoder
from web_widget.danger_lessons import SENTENCE_END, Lesson, cut
from web_widget.red_flags import red_flags

TUNED = Path(__file__).with_name("danger_tuned.safetensors")
SCALE = 4.0  # by which vectors of length 1 are multiplied before a head is put on them
MESSAGE_WEIGHT = 1.5  # a sign counts more than an everyday worry, since missing one is worse
STRENGTH = 10.0  # the inverse of the regularisation's strength
LEAST_KIND = 0.5
LONG = 6  # clauses
PIECE = 25  # words; longer sentences are cut evenly
STEM = 5  # letters
SPAN = 8  # words
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Judgement:
    """``whole``: the log-odds of danger in all of a text, by words and by meaning together.

    ``alone``: those of a long text's most telling sentence, read without the rest. ``kind`` is None where it may be
    any.
    """

    whole: float
    alone: float | None
    kind: str | None


@dataclass(frozen=True)
class Heads:
    """Weights of shape (length of a vector, answers) and offsets of shape (answers,): how likely a message tells of
    danger, and of which of the ``kinds``."""

    kinds: tuple[str, ...]
    message: tuple[np.ndarray, np.ndarray]
    kind: tuple[np.ndarray, np.ndarray]


def load_heads(path: Path = TUNED) -> Heads:
    """From what ``danger_tuning.py`` wrote."""
    file: Any = safe_open(path, "numpy")
    kinds = tuple(file.metadata()["kinds"].split())
    heads = {
        name: (file.get_tensor(f"{name}.weight").astype(np.float32).T * SCALE, file.get_tensor(f"{name}.bias"))
        for name in ("message", "kind")
    }
    return Heads(kinds, **heads)


class DangerModel:
    """Learnt weights; the encoder that they go with is handed in."""

    def __init__(self, heads: Heads) -> None:
        words = r"(?u)\b\w+\b"
        self._heads = heads
        self._words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=words)
        self._pairs = TfidfVectorizer(analyzer=_pairs, sublinear_tf=True, min_df=3)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
        # There are more features than lessons, so that the dual problem is the quicker one.
        one: dict[str, Any] = {"C": STRENGTH, "solver": "liblinear", "dual": True, "random_state": 0}
        self._messages = LogisticRegression(class_weight={0: 1.0, 1: MESSAGE_WEIGHT}, **one)
        self._kinds = LogisticRegression(**one)

    def learn(self, lessons: list[Lesson]) -> "DangerModel":
        """The judges that go by words; the heads are learnt already.

        Raises ValueError where the lessons have a kind that no head knows.
        """
        unknown = {lesson.kind for lesson in lessons if lesson.kind} - set(self._heads.kinds)
        if unknown:
            raise ValueError(f"New kinds of danger ({', '.join(sorted(unknown))}): `make tune` teaches them first.")
        texts = [_normalise(lesson.text) for lesson in lessons]
        rows = hstack([features.fit_transform(texts) for features in self._features()], format="csr")
        for features in self._features():
            del features.stop_words_  # the rare ones that were left out; nothing reads them, and they fill memory
        self._messages.fit(rows, [lesson.kind is not None for lesson in lessons])
        signs = [(_normalise(sign), lesson.kind) for lesson in lessons for sign in lesson.signs]
        self._kinds.fit(self._rows([sign for sign, _ in signs]), [kind for _, kind in signs])
        return self

    def judge(self, texts: list[str], encoder: SentenceEncoder) -> list[Judgement]:
        """One for each text, together: many short ones take little longer than one."""
        texts = [_open_end(text) for text in texts]
        pieces = [[_open_end(piece) for piece in _sentences(text)] if len(cut(text)) >= LONG else [] for text in texts]
        read = list(dict.fromkeys([*texts, *(piece for own in pieces for piece in own)]))
        places = {text: place for place, text in enumerate(read)}
        rows = self._rows([_normalise(text) for text in read])
        vectors = encoder.encode(read)[:, -1]
        sums = self._messages.decision_function(rows) + _answer(self._heads.message, vectors)[:, 0]
        telling = [
            max((places[one] for one in own or [text]), key=lambda place: sums[place])
            for text, own in zip(texts, pieces, strict=True)
        ]
        kinds = self._likeliest(rows[telling], vectors[telling])
        return [
            Judgement(float(sums[places[text]]), float(sums[most]) if own else None, kind)
            for text, own, most, kind in zip(texts, pieces, telling, kinds, strict=True)
        ]

    def _likeliest(self, rows: csr_matrix, vectors: np.ndarray) -> list[str | None]:
        """The likeliest kind of danger for each by both judges, None where they are not sure enough."""
        by_meaning = np.exp(_answer(self._heads.kind, vectors))
        by_meaning /= by_meaning.sum(axis=1, keepdims=True)
        places = [self._heads.kinds.index(kind) for kind in self._kinds.classes_]
        shares = (self._kinds.predict_proba(rows) + by_meaning[:, places]) / 2
        answers, surest = self._kinds.classes_[shares.argmax(axis=1)], shares.max(axis=1)
        return [str(answer) if share >= LEAST_KIND else None for answer, share in zip(answers, surest, strict=True)]

    def _rows(self, texts: list[str]) -> csr_matrix:
        return hstack([features.transform(texts) for features in self._features()], format="csr")

    def _features(self) -> tuple[TfidfVectorizer, ...]:
        return self._words, self._pairs, self._letters


def _answer(head: tuple[np.ndarray, np.ndarray], vectors: np.ndarray) -> np.ndarray:
    """Log-odds of each answer, shape (number of vectors, answers)."""
    weights, offset = head
    answers: np.ndarray = vectors @ weights + offset
    return answers


def _pairs(text: str) -> list[str]:
    """Words of a text that stand near each other, two and two: "locks" and "room" tell little, but together they do."""
    stems = [word[:STEM] for word in WORD.findall(text)]
    return [f"{first} {other}" for place, first in enumerate(stems) for other in stems[place + 1 : place + SPAN]]


def _open_end(text: str) -> str:
    """A full stop at the end tells nothing of danger, but most signs were taught without one."""
    return text.rstrip(" .…!") or text


def _sentences(text: str) -> list[str]:
    pieces = []
    for sentence in SENTENCE_END.split(text):
        words = sentence.split()
        size = -(-len(words) // max(1, round(len(words) / PIECE)))
        pieces += [" ".join(words[start : start + size]) for start in range(0, len(words), size or 1)]
    return pieces


@cache
def load_model(path: Path) -> DangerModel:
    """Read once. Raises FileNotFoundError where ``learn`` has not been run."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: `make run` makes it.")
    model: DangerModel = joblib.load(path)
    return model


def _normalise(text: str) -> str:
    """As the patterns read it; every number is one and the same, since an age tells nothing of danger."""
    return NUMBER.sub("0", " ".join(red_flags().normalise(text).replace(" . ", " ").split()))
