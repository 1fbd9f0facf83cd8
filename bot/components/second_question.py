"""Whether a message asks a second thing, by what its parts and the whole of it sound like.

The parts alone mistake many a long story for two questions, the whole alone sees only what is loudest. A few features
of each topic that a part speaks of are weighed; the weights were learnt from the dev messages by
``python -m tests.nlu.learn_second_question``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rasa.shared.utils.io import read_yaml_file

WEIGHTS_FILE = Path(__file__).with_name("second_question.yml")
FEWEST_WORDS = 2
GUESSES = 2  # of each part
LEAST = 0.15  # confidence of a guess
SMALLEST = 1e-4
# A message that is mostly small talk, or for the list, is not cut into questions.
SURELY_SINGLE = 0.6


@dataclass(frozen=True)
class HeardPart:
    """A part's number of words, whether it asks, and its confidences, of shape (number of intents,)."""

    words: int
    asks: bool
    confidences: np.ndarray


def find_second(words: int, whole: np.ndarray, parts: list[HeardPart], single: np.ndarray, least: float) -> int | None:
    """The place of the second question's intent, or None.

    ``words`` and ``whole`` are the message's, ``single`` says which intents are never one of two questions.
    """
    candidates = describe(words, whole, parts, single)
    if not candidates:
        return None
    weights = _weights()
    sums = {place: float(features @ weights[:-1] + weights[-1]) for place, features in candidates.items()}
    best = max(sums, key=lambda place: sums[place])
    return best if sums[best] >= least else None


def describe(words: int, whole: np.ndarray, parts: list[HeardPart], single: np.ndarray) -> dict[int, np.ndarray]:
    """The features of each intent that a part speaks of besides the likeliest; those of the part that is surest."""
    order = np.argsort(-whole)
    if single[order[0]] and whole[order[0]] > SURELY_SINGLE:
        return {}
    first = int(next(place for place in order if not single[place]))
    rank = np.empty(len(whole))
    rank[order] = np.arange(len(whole))
    found: dict[int, np.ndarray] = {}
    for part in parts:
        if part.words < FEWEST_WORDS:
            continue
        elsewhere = max((other.confidences[first] for other in parts if other is not part), default=0.0)
        for place in map(int, np.argsort(-part.confidences)[:GUESSES]):
            confidence = part.confidences[place]
            if place == first or single[place] or confidence < LEAST:
                continue
            features = np.array(
                [
                    _log_odds(confidence),
                    np.log(whole[place] + SMALLEST),
                    np.log1p(rank[place]),
                    part.asks,
                    np.log(part.words),
                    len(parts),
                    elsewhere,
                    part.confidences[first],
                    _log_odds(whole[first]),
                    np.log(words),
                    part.confidences[single].sum(),
                ],
                dtype=float,
            )
            if place not in found or features[0] > found[place][0]:
                found[place] = features
    return found


def _log_odds(share: float) -> float:
    share = min(max(float(share), SMALLEST), 1 - SMALLEST)
    return float(np.log(share / (1 - share)))


@cache
def _weights() -> np.ndarray:
    """In the order of the features; the offset is the last."""
    written: dict[str, Any] = read_yaml_file(WEIGHTS_FILE)
    return np.array([*written["weights"], written["offset"]])
