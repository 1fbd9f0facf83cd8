"""Rasa intent classifier around IntentModel; also notices a second question in a message."""

import re
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_model import IntentModel
from bot.components.second_question import HeardPart, find_second
from bot.components.sentence_encoder import ASKS, PARTS
from bot.components.shorthand import Shorthand

MODEL_FILE = "intent_model.joblib"
SECOND_TOPIC = "second_topic"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of each message; confidences add up to 1 over all intents.

    A message that clearly asks two different things also gets ``second_topic``.

    Config: ``C`` (inverse of the regularisation's strength), ``rarest`` (words in fewer examples are left
    out), ``ranking_length`` (how many intents the ranking names), ``second_question`` (how much has to speak for a
    second question, see second_question.py; null to never look for one) and ``single`` (intents that are never one
    of two questions).
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource):
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._shorthand = Shorthand.load()
        self._model: IntentModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "C": 1.0,
            "rarest": 2,
            "ranking_length": 10,
            "second_question": None,
            "single": [],
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentClassifier":
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = IntentModel.load(folder / MODEL_FILE)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent and a text, and store what was learnt."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = IntentModel.learn(
            [self._plain(example) for example in examples],
            np.vstack([_vector(example) for example in examples]),
            np.array([example.get(INTENT) for example in examples]),
            self._config["C"],
            self._config["rarest"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        model = self._model
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken and model is not None:
            for message in spoken:
                self._understand(model, message)
        return messages

    def _understand(self, model: IntentModel, message: Message) -> None:
        parts = message.get(PARTS, []) if self._config["second_question"] is not None else []
        # All at once: a message waits longer for the call than for the rows in it.
        whole, *others = self._confidences(model, [message, *parts])
        ranking = self._ranking(model, whole)
        if parts:
            heard = [
                HeardPart(len(part.get(TEXT).split()), part.get(ASKS), confidences)
                for part, confidences in zip(parts, others, strict=True)
            ]
            single = np.isin(model.intents, self._config["single"])
            second = find_second(len(message.get(TEXT).split()), whole, heard, single, self._config["second_question"])
            if second is not None:
                message.set(SECOND_TOPIC, str(model.intents[second]), add_to_output=True)
                first = int(whole.argmax())
                _trust(ranking, max(float(part.confidences[first]) for part in heard))
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _confidences(self, model: IntentModel, messages: list[Message]) -> np.ndarray:
        vectors = np.vstack([_vector(message) for message in messages])
        return model.confidences([self._plain(message) for message in messages], vectors)

    def _ranking(self, model: IntentModel, confidences: np.ndarray) -> list[dict[str, Any]]:
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        return [{"name": str(model.intents[place]), "confidence": float(confidences[place])} for place in best]

    def _plain(self, message: Message) -> str:
        return plain(message.get(TEXT), self._shorthand)


def _trust(ranking: list[dict[str, Any]], confidence: float) -> None:
    """Give the first guess at least ``confidence`` and let the others share the rest: two questions in one message
    divide what the whole of it is sure of, and are no reason to ask back."""
    if confidence <= ranking[0]["confidence"]:
        return
    shrunk = (1 - confidence) / (1 - ranking[0]["confidence"])
    ranking[0]["confidence"] = confidence
    for guess in ranking[1:]:
        guess["confidence"] *= shrunk


def plain(text: str, shorthand: Shorthand) -> str:
    """``text`` in lower case with its shorthand spelt out and placeholders of redaction left out."""
    return re.sub(r"\[[a-z ]+\]", " ", shorthand.expand(text).lower())


def _vector(message: Message) -> np.ndarray:
    """The message's vector. Raises ValueError where no featurizer stands before the classifier."""
    dense = message.get_dense_features(TEXT)[1]
    if dense is None or dense.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("IntentClassifier needs SentenceVectorFeaturizer before it in config.yml.")
    return dense.features[0]
