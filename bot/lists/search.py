"""Finds questions by a parent's words: in the bank, and on the list."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from knowledge.models import Question

WORDS = Path(__file__).with_name("search.yml")
ALIKE = 0.12  # below this, a question has hardly a word in common with what was asked for
CLEAR = 0.15
FAR_AHEAD = 1.5  # the best is meant where it is so many times as alike as the next
FROM_TITLE = 0.5  # a topic's title tells less than the question's own words


class _Index:
    """TF-IDF over whole words and their beginnings, so that "lunchtimes" finds "lunch"."""

    def __init__(self, texts: Sequence[str]):
        stop = sorted({*ENGLISH_STOP_WORDS, *_words()["stop"]})
        self._whole = TfidfVectorizer(stop_words=stop, sublinear_tf=True, token_pattern=r"(?u)\b[a-z]{2,}\b")
        self._starts = TfidfVectorizer(analyzer=self._beginnings, sublinear_tf=True)
        self._stop = set(stop)
        plain = [_plain(text) for text in texts]
        self._rows = self._both(self._whole.fit_transform(plain), self._starts.fit_transform(plain))

    def alike(self, words: str) -> np.ndarray:
        """How alike each text is to ``words``: 0 to 1, shape (texts,)."""
        plain = _plain(words)
        row = self._both(self._whole.transform([plain]), self._starts.transform([plain]))
        return np.asarray((self._rows @ row.T).todense()).ravel()

    def knows(self, words: str) -> bool:
        """False where half or more of the words that carry meaning are in none of the texts."""
        meant = [word for word in _plain(words).split() if word not in self._stop and len(word) >= 4]
        known = [word for word in meant if word in self._whole.vocabulary_ or word[:5] in self._starts.vocabulary_]
        return 2 * len(known) > len(meant) or not meant

    def _beginnings(self, text: str) -> list[str]:
        """The first 4 and 5 letters of the words that carry meaning."""
        return [word[:size] for word in text.split() if word not in self._stop for size in (4, 5) if len(word) >= 4]

    @staticmethod
    def _both(whole: csr_matrix, starts: csr_matrix) -> csr_matrix:
        return hstack([whole, starts]).tocsr() * np.sqrt(0.5)


def search_bank(bank: Sequence[Question], titles: dict[str, str], words: str) -> list[Question]:
    """The questions of the bank that have to do with ``words``, the likest first. ``titles`` of the topics."""
    if not _plain(words):
        return []
    texts, headings = _bank_index(tuple(bank), tuple(sorted(titles.items())))
    scores = texts.alike(words) + FROM_TITLE * headings.alike(words)
    return [bank[place] for place in np.argsort(-scores, kind="stable") if scores[place] >= ALIKE]


def is_in_bank(bank: Sequence[Question], titles: dict[str, str], words: str) -> bool:
    """False where the bank knows at most half of ``words``: "training" of "toilet training"."""
    return any(index.knows(words) for index in _bank_index(tuple(bank), tuple(sorted(titles.items()))))


def find_on_list(texts: Sequence[str], words: str) -> list[int]:
    """The indices of the listed questions that ``words`` may mean; one where it is clear."""
    exact = [place for place, text in enumerate(texts) if f" {words.casefold()} " in f" {_plain(text, swap=False)} "]
    if exact:
        return exact
    if not texts or not _plain(words):
        return []
    scores = _Index([*texts, words]).alike(words)[:-1]
    best = [int(place) for place in np.argsort(-scores, kind="stable") if scores[place] >= CLEAR]
    if len(best) > 1 and scores[best[0]] > FAR_AHEAD * scores[best[1]]:
        return best[:1]
    return best


@lru_cache(maxsize=1)
def _bank_index(bank: tuple[Question, ...], titles: tuple[tuple[str, str], ...]) -> tuple[_Index, _Index]:
    named = dict(titles)
    return _Index([question.text for question in bank]), _Index([named.get(question.topic, "") for question in bank])


def _plain(text: str, swap: bool = True) -> str:
    text = text.casefold().replace("'s ", " ")
    words = "".join(character if character.isalnum() else " " for character in text).split()
    same = _words()["same"] if swap else {}
    return " ".join(same.get(word, word) for word in words)


@cache
def _words() -> dict[str, Any]:
    written = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    same = {word: ours for ours, theirs in written["same"].items() for word in theirs}
    return {"same": same, "stop": written["stop"]}
