"""Tells signs of danger from everyday worries by example, where no pattern of ``red_flags.yml`` fits.

Understated signs stand in one clause of a message about something else. So two linear models judge: one each
clause by itself, taught with the marked signs, and one the message as a whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import joblib
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from web_widget.red_flags import red_flags

# A clause is a sentence, or so many words of a long one; the next begins some words later.
CLAUSE, STEP = 14, 5
SHORTEST = 5  # words, of what a dangerous message says besides its sign
# A sign counts more than an everyday worry, since there are fewer of them and missing one is worse.
SIGN_WEIGHT, MESSAGE_WEIGHT = 2.0, 1.5
STRENGTH = 10.0  # the inverse of the regularisation's strength
OF_CLAUSE, OF_MESSAGE = 0.3, 0.7
LEAST_KIND = 0.5
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

    @property
    def everyday(self) -> list[str]:
        return self.harmless + self.ordinary


class DangerModel:
    """Learnt weights. ``judge`` is high where a message tells of danger; about 0 is undecided."""

    def __init__(self) -> None:
        words = r"(?u)\b\w+\b"
        self._words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=words)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
        self._clauses = _linear(SIGN_WEIGHT)
        self._messages = _linear(MESSAGE_WEIGHT)
        self._kinds = LogisticRegression(C=STRENGTH, solver="liblinear")

    def learn(self, examples: Examples) -> "DangerModel":
        clauses, dangerous = self._split(examples)
        self._words.fit(clauses)
        self._letters.fit(clauses)
        self._clauses.fit(self._rows(clauses), dangerous)
        messages = [_plain(sign.text) for sign in examples.signs] + list(map(_plain, examples.everyday))
        labels = [1] * len(examples.signs) + [0] * len(examples.everyday)
        self._messages.fit(self._rows(messages), labels)
        marked = [(sign.kind, _plain(part)) for sign in examples.signs for part in sign.marked]
        self._kinds.fit(self._rows([part for _, part in marked]), [kind for kind, _ in marked])
        return self

    def judge(self, text: str) -> float:
        clauses = _cut(text)
        rows = self._rows([*clauses, _plain(text)])
        clause = self._clauses.decision_function(rows[:-1]).max()
        message = self._messages.decision_function(rows[-1])[0]
        return float(OF_CLAUSE * clause + OF_MESSAGE * message)

    def kind(self, text: str) -> str | None:
        """The kind of danger that the most telling clause speaks of; None where it may be any."""
        rows = self._rows(_cut(text))
        telling = rows[int(self._clauses.decision_function(rows).argmax())]
        shares = self._kinds.predict_proba(telling)[0]
        best = int(shares.argmax())
        return str(self._kinds.classes_[best]) if shares[best] >= LEAST_KIND else None

    def _split(self, examples: Examples) -> tuple[list[str], list[int]]:
        """Clauses, and whether each is a sign. What stands around a sign is everyday."""
        signs = [_plain(part) for sign in examples.signs for part in sign.marked]
        around = [
            clause
            for sign in examples.signs
            for clause in _cut(_without(sign.text, sign.marked))
            if len(clause.split()) >= SHORTEST
        ]
        everyday = around + [clause for text in examples.everyday for clause in _cut(text)]
        return signs + everyday, [1] * len(signs) + [0] * len(everyday)

    def _rows(self, texts: list[str]) -> csr_matrix:
        return hstack([self._words.transform(texts), self._letters.transform(texts)], format="csr")


@cache
def load_model(path: Path) -> DangerModel:
    """Read once. Raises FileNotFoundError where ``learn`` has not been run."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: `make run` makes it.")
    model: DangerModel = joblib.load(path)
    return model


def _linear(weight: float) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", class_weight={0: 1.0, 1: weight})


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, " . ")
    return text


def _cut(text: str) -> list[str]:
    """A message's clauses, never none; those of a long sentence overlap."""
    clauses = []
    for sentence in _normalise(text).split(" . "):
        words = sentence.split()
        last = max(len(words) - CLAUSE + STEP, 1) if len(words) > CLAUSE + STEP else 1
        clauses += [
            " ".join(words[start : start + (CLAUSE if last > 1 else len(words))])
            for start in range(0, last, STEP)
            if words
        ]
    return clauses or [""]


def _plain(text: str) -> str:
    return _normalise(text).replace(" . ", " ").strip()


def _normalise(text: str) -> str:
    """As the patterns read it; every number is one and the same, since an age tells nothing of danger."""
    return NUMBER.sub("0", red_flags().normalise(text))
