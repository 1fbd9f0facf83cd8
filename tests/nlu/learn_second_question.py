"""Learns the weights of bot/components/second_question.yml from the dev messages.

    python -m tests.nlu.learn_second_question --model var/models/guide.tar.gz

Messages with two questions are rare in the dev set. So pairs of its single messages are joined as parents join
their questions, and count less than the real ones. It also prints, for each limit, what the one half of the real
ones gets by the weights of the other.
"""

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.message import Message
from sklearn.linear_model import LogisticRegression

from bot.components.intent_classifier import IntentClassifier
from bot.components.second_question import WEIGHTS_FILE, HeardPart, describe
from bot.components.sentence_encoder import ASKS, PARTS
from tests.nlu.blind import DEV, OTHER, load_messages, load_questions

SEED = 0
PAIRS, LONGEST = 900, 40  # how many pairs of messages of so many words
JOINTS = (". ", " and ", " also ", " oh and ", "? ", " and um ", ". Also, ", ". And ", ", ", ". Second thing, ")
AFTER_MARK = (" ", " And ", " Also, ", " Oh and ")
OF_REAL, OF_PAIR, OF_SINGLE = 3.0, 0.3, 0.7  # what an example counts
LIMITS = (-1.5, -1.0, -0.8, -0.5, 0.0)


@dataclass(frozen=True)
class Described:
    """A message's topics, its likeliest intent, and the features of each other that a part speaks of."""

    topics: frozenset[str]
    first: str
    candidates: dict[str, np.ndarray]


class Ear:
    """The trained model's classifier, as far as the parts of a message."""

    def __init__(self, model: Path):
        runner = Agent.load(str(model)).processor.graph_runner  # type: ignore[union-attr]
        nodes = {name: node._component for name, node in runner._instantiated_nodes.items()}
        self._featurizer = next(node for name, node in nodes.items() if "SentenceVectorFeaturizer" in name)
        self._classifier: IntentClassifier = next(node for name, node in nodes.items() if "IntentClassifier" in name)

    def describe(self, text: str, topics: frozenset[str]) -> Described:
        (message,) = self._featurizer.process([Message.build(text)])
        model = self._classifier._model
        assert model is not None
        whole, *others = self._classifier._confidences(model, [message, *message.get(PARTS)])
        heard = [
            HeardPart(len(part.get("text").split()), part.get(ASKS), confidences)
            for part, confidences in zip(message.get(PARTS), others, strict=True)
        ]
        single = np.isin(model.intents, self._classifier._config["single"])
        candidates = describe(len(text.split()), whole, heard, single) if heard else {}
        first = str(model.intents[whole.argmax()])
        return Described(topics, first, {str(model.intents[place]): row for place, row in candidates.items()})


def pair_up(texts: list[tuple[str, str]]) -> list[tuple[str, frozenset[str]]]:
    """Messages with two questions, out of (text, topic) with one each."""
    chance = random.Random(SEED)
    pairs = []
    for _ in range(PAIRS):
        (one, topic), (other, second) = chance.sample(texts, 2)
        if topic != second:
            joint = chance.choice(AFTER_MARK if one.rstrip().endswith("?") else JOINTS)
            pairs.append((one.rstrip(" .") + joint + other, frozenset((topic, second))))
    return pairs


def learn(weighted: list[tuple[list[Described], float]]) -> LogisticRegression:
    rows, labels, weights = [], [], []
    for messages, weight in weighted:
        for message in messages:
            for topic, row in message.candidates.items():
                rows.append(row)
                labels.append(len(message.topics) == 2 and {message.first, topic} == set(message.topics))
                weights.append(weight)
    return LogisticRegression(max_iter=2000).fit(np.array(rows), labels, weights)


def answers(machine: LogisticRegression, message: Described, limit: float) -> set[str]:
    sums = {topic: machine.decision_function(row[None])[0] for topic, row in message.candidates.items()}
    best = max(sums, key=lambda topic: sums[topic], default=None)
    return {message.first, best} if best is not None and sums[best] >= limit else {message.first}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--model", type=Path, default=Path("var/models/guide.tar.gz"))
    ear = Ear(parser.parse_args().model)
    single = [(message.text, message.expected) for message in load_messages(DEV) if message.group != OTHER]
    singles = [ear.describe(text, frozenset((topic,))) for text, topic in single]
    short = [(text, topic) for text, topic in single if len(text.split()) <= LONGEST]
    pairs = [ear.describe(text, topics) for text, topics in pair_up(short)]
    real = [ear.describe(message.text, message.topics) for message in load_questions(DEV)]
    for limit in LIMITS:
        right = {1: 0, 2: 0}
        for half in (0, 1):
            machine = learn([(real[half::2], OF_REAL), (pairs, OF_PAIR), (singles, OF_SINGLE)])
            for message in real[1 - half :: 2]:
                given = answers(machine, message, limit)
                right[len(message.topics)] += given == message.topics if len(message.topics) == 2 else len(given) == 1
        print(f"from {limit} on: two questions right {right[2]}, one answer to one question {right[1]}, of {len(real)}")
    machine = learn([(real, OF_REAL), (pairs, OF_PAIR), (singles, OF_SINGLE)])
    written = {
        "weights": [round(float(weight), 3) for weight in machine.coef_[0]],
        "offset": round(float(machine.intercept_[0]), 3),
    }
    comment = (
        "# Learnt by `python -m tests.nlu.learn_second_question`, in the order of the features of second_question.py.\n"
    )
    WEIGHTS_FILE.write_text(comment + yaml.safe_dump(written, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
