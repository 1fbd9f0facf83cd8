"""Chooses FallbackClassifier's thresholds from the training data alone.

    python -m bot.components.thresholds

Every example is judged by a model that has not seen it, in two ways: in folds of the whole data, and hand by
hand (a model taught by one group of writers answers the others). Hands differ more than real life will, since
the bot knows all of them: both are shown, and the choice is made on the folds.

The aim: among all pairs of thresholds, the one with the least cost, where a wrong answer costs WRONG, asking back
with the right topic among the choices costs OFFERED, and asking back without it costs LOST. A single word that
names no topic, such as those of FRAGMENTS, must be asked back, or be told what one can ask: a pair of
thresholds that answers one is not taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.utils.io import read_yaml_file
from sklearn.model_selection import StratifiedKFold

from bot.actions.outside import OUTSIDE
from bot.components.intent_classifier import IntentClassifier, plain
from bot.components.intent_model import SEED, IntentModel
from bot.components.sentence_encoder import ENCODER, SentenceVectorFeaturizer, join_vectors
from bot.components.sentences import find_question
from bot.components.shorthand import Shorthand
from knowledge.encoder import SentenceEncoder

CONFIG_FILE = "config.yml"
TRAINING_DATA = "bot/data/nlu"
FOLDS = 3
WRONG, OFFERED, LOST = 6.0, 1.0, 3.0
CHOICES = 3
THRESHOLDS = [step / 50 for step in range(2, 31)]
AMBIGUITY_THRESHOLDS = [step / 50 for step in range(0, 16)]
# What may be said to a fragment besides asking back: none of it is an answer to a question.
NO_ANSWER = [*OUTSIDE, "help", "told"]
FRAGMENTS = ["support", "the thing", "school", "help him", "my son", "it", "what about it"]


@dataclass(frozen=True)
class Examples:
    texts: list[str]
    vectors: np.ndarray
    intents: np.ndarray
    hands: np.ndarray


@dataclass(frozen=True)
class Guesses:
    """Of each held-out example: the intent asked, its three likeliest and the confidences of the first two."""

    asked: np.ndarray
    ranked: np.ndarray
    confidences: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """Shares of all examples, and what they cost together."""

    threshold: float
    ambiguity_threshold: float
    right: float
    right_or_offered: float
    wrong: float

    @property
    def cost(self) -> float:
        offered = self.right_or_offered - self.right
        return WRONG * self.wrong + OFFERED * offered + LOST * (1 - self.wrong - self.right_or_offered)


def load_settings(component: type[Any]) -> dict[str, Any]:
    """A component's settings in config.yml, on top of its defaults."""
    for entry in read_yaml_file(CONFIG_FILE)["pipeline"]:
        if entry["name"].endswith(component.__name__):
            return {**component.get_default_config(), **entry}
    raise SystemExit(f"{CONFIG_FILE} names no {component.__name__}.")


def load_examples(encoder: SentenceEncoder, shorthand: Shorthand) -> Examples:
    examples = training_data_from_paths([TRAINING_DATA], "en").intent_examples
    texts = [str(example.get("text")) for example in examples]
    hands = [((example.get("metadata") or {}).get("intent") or {}).get("hand", "") for example in examples]
    vectors = encode(encoder, shorthand, texts)
    intents = np.array([example.get("intent") for example in examples])
    return Examples([plain(text, shorthand) for text in texts], vectors, intents, np.array(hands))


def encode(encoder: SentenceEncoder, shorthand: Shorthand, texts: list[str]) -> np.ndarray:
    weights = load_settings(SentenceVectorFeaturizer)
    spelt_out = [shorthand.expand(text) for text in texts]
    vectors = encoder.encode_parts(spelt_out, [[find_question(text)] for text in spelt_out])
    return np.stack(
        [join_vectors(whole, asking, weights["text_weight"], weights["question_weight"]) for whole, asking in vectors]
    )


def fold_masks(examples: Examples) -> Iterator[np.ndarray]:
    """True where an example is held out; an intent of few examples keeps them all, or it could not be learnt."""
    names, counts = np.unique(examples.intents, return_counts=True)
    many = np.isin(examples.intents, names[counts >= 2 * FOLDS])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for _, held in folds.split(np.zeros(len(examples.intents)), examples.intents):
        mask = np.zeros(len(examples.intents), dtype=bool)
        mask[held] = True
        yield mask & many


def hand_masks(examples: Examples) -> Iterator[np.ndarray]:
    """True for the examples of one hand whose intents another hand has written about enough."""
    for hand in np.unique(examples.hands):
        mask = examples.hands == hand
        others, counts = np.unique(examples.intents[~mask], return_counts=True)
        mask &= np.isin(examples.intents, others[counts >= FOLDS])
        if mask.any():
            yield mask


def teach(examples: Examples, mask: np.ndarray) -> IntentModel:
    settings = load_settings(IntentClassifier)
    places = np.flatnonzero(mask)
    texts = [examples.texts[place] for place in places]
    return IntentModel.learn(texts, examples.vectors[mask], examples.intents[mask], settings["C"], settings["rarest"])


def guess(model: IntentModel, asked: np.ndarray, texts: list[str], vectors: np.ndarray) -> Guesses:
    confidences = model.confidences(texts, vectors)
    best = np.argsort(-confidences, axis=1)[:, :CHOICES]
    return Guesses(asked, model.intents[best], np.take_along_axis(confidences, best, axis=1)[:, :2])


def guess_held_out(examples: Examples, masks: Iterator[np.ndarray]) -> Guesses:
    parts = []
    for mask in masks:
        texts = [examples.texts[place] for place in np.flatnonzero(mask)]
        model = teach(examples, ~mask)
        parts.append(guess(model, examples.intents[mask], texts, examples.vectors[mask]))
        print(".", end="", flush=True)
    print()
    return Guesses(*(np.concatenate([getattr(part, name) for part in parts]) for name in Guesses.__annotations__))


def judge(guesses: Guesses, threshold: float, ambiguity_threshold: float) -> Outcome:
    answered = answers(guesses, threshold, ambiguity_threshold)
    right = guesses.ranked[:, 0] == guesses.asked
    listed = (guesses.ranked == guesses.asked[:, None]).any(axis=1)
    return Outcome(
        threshold,
        ambiguity_threshold,
        right=float((answered & right).mean()),
        right_or_offered=float(((answered & right) | (~answered & listed)).mean()),
        wrong=float((answered & ~right).mean()),
    )


def answers(guesses: Guesses, threshold: float, ambiguity_threshold: float) -> np.ndarray:
    """Whether each message is answered at once: FallbackClassifier's own rule."""
    first, second = guesses.confidences[:, 0], guesses.confidences[:, 1]
    return (first >= threshold) & (first - second >= ambiguity_threshold)


def choose(guesses: Guesses, fragments: Guesses) -> Outcome:
    """The cheapest pair that answers no fragment."""
    fitting = [
        judge(guesses, *pair)
        for pair in product(THRESHOLDS, AMBIGUITY_THRESHOLDS)
        if not (answers(fragments, *pair) & ~np.isin(fragments.ranked[:, 0], NO_ANSWER)).any()
    ]
    if not fitting:
        raise SystemExit("Every pair of thresholds answers one of the fragments: give them more examples.")
    return min(fitting, key=lambda outcome: outcome.cost)


def main() -> None:
    encoder, shorthand = SentenceEncoder(ENCODER, for_many=True), Shorthand.load()
    examples = load_examples(encoder, shorthand)
    whole = teach(examples, np.ones(len(examples.texts), dtype=bool))
    unclear = [plain(text, shorthand) for text in FRAGMENTS]
    fragments = guess(whole, np.array(FRAGMENTS), unclear, encode(encoder, shorthand, FRAGMENTS))
    for text, ranked, confidences in zip(FRAGMENTS, fragments.ranked, fragments.confidences, strict=True):
        print(f"{text!r}: {ranked[0]} {confidences[0]:.2f}, {ranked[1]} {confidences[1]:.2f}")
    folds = guess_held_out(examples, fold_masks(examples))
    chosen = choose(folds, fragments)
    print(f"threshold: {chosen.threshold}\nambiguity_threshold: {chosen.ambiguity_threshold}")
    describe("folds", folds, chosen)
    describe("hands", guess_held_out(examples, hand_masks(examples)), chosen)


def describe(name: str, guesses: Guesses, chosen: Outcome) -> None:
    """What the chosen thresholds would do, beside what would happen without any."""
    outcomes = (
        ("no thresholds", judge(guesses, 0, 0)),
        ("chosen", judge(guesses, chosen.threshold, chosen.ambiguity_threshold)),
    )
    for heading, outcome in outcomes:
        print(
            f"{name}, {heading}: right {outcome.right:.3f}, right or offered {outcome.right_or_offered:.3f}, "
            f"wrong {outcome.wrong:.3f}, asked back {1 - outcome.right - outcome.wrong:.3f}"
        )


if __name__ == "__main__":
    main()
