"""Rasa intent classifier around IntentModel; also notices a second question in a message."""

import re
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_model import IntentModel
from bot.components.sentence_encoder import QUESTIONS
from bot.components.shorthand import Shorthand

MODEL_FILE = "intent_model.joblib"
SECOND_TOPIC = "second_topic"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of each message; confidences add up to 1 over all intents.

    A message that clearly asks two different things also gets ``second_topic``.

    Config: ``C`` (inverse of the regularisation's strength), ``rarest`` (words in fewer examples are left
    out), ``ranking_length`` (how many intents the ranking names), ``question_confidence`` (from which on a
    part of a message counts as a question of its own; null to never look for a second one), ``question_share``
    (how much of a message its questions have to be to count without the whole message's agreement) and
    ``single`` (intents that are never one of two questions).
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
            "question_confidence": None,
            "question_share": 0.8,
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
            classifier._model = joblib.load(folder / MODEL_FILE)
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
            joblib.dump(self._model, folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        model = self._model
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken and model is not None:
            for message in spoken:
                self._understand(model, message)
        return messages

    def _understand(self, model: IntentModel, message: Message) -> None:
        questions = message.get(QUESTIONS, [])
        # All at once: a message waits longer for the call than for the rows in it.
        whole, *parts = self._confidences(model, [message, *questions])
        ranking = self._ranking(model, whole)
        self._add_second_question(model, message, parts, ranking)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _add_second_question(
        self, model: IntentModel, message: Message, parts: list[np.ndarray], ranking: list[dict[str, Any]]
    ) -> None:
        """Note the second topic where the message asks two things.

        The parts alone mistake many a long story for two questions. So the whole message must agree: its
        likeliest topic is one of those asked, and the other is among its next two. Only a message that is hardly
        more than its questions is taken at its parts' word.
        """
        least = self._config["question_confidence"]
        if least is None or len(parts) < 2:
            return
        asked: dict[str, float] = {}
        for confidences in parts:
            best = int(confidences.argmax())
            topic, confidence = str(model.intents[best]), float(confidences[best])
            if confidence >= least and topic not in self._config["single"]:
                asked[topic] = max(confidence, asked.get(topic, 0.0))
        first, *others = (guess["name"] for guess in ranking[:3])
        if self._is_only_questions(message):
            others = list(asked)
        second = max(
            (topic for topic in others if topic in asked and topic != first), key=asked.__getitem__, default=None
        )
        if second and first in asked:
            message.set(SECOND_TOPIC, second, add_to_output=True)

    def _is_only_questions(self, message: Message) -> bool:
        words = sum(len(question.get(TEXT).split()) for question in message.get(QUESTIONS, []))
        return words >= self._config["question_share"] * len(self._shorthand.expand(message.get(TEXT)).split())

    def _confidences(self, model: IntentModel, messages: list[Message]) -> np.ndarray:
        vectors = np.vstack([_vector(message) for message in messages])
        return model.confidences([self._plain(message) for message in messages], vectors)

    def _ranking(self, model: IntentModel, confidences: np.ndarray) -> list[dict[str, Any]]:
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        return [{"name": str(model.intents[place]), "confidence": float(confidences[place])} for place in best]

    def _plain(self, message: Message) -> str:
        return plain(message.get(TEXT), self._shorthand)


def plain(text: str, shorthand: Shorthand) -> str:
    """``text`` in lower case with its shorthand spelt out and placeholders of redaction left out."""
    return re.sub(r"\[[a-z ]+\]", " ", shorthand.expand(text).lower())


def _vector(message: Message) -> np.ndarray:
    """The message's vector. Raises ValueError where no featurizer stands before the classifier."""
    dense = message.get_dense_features(TEXT)[1]
    if dense is None or dense.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("IntentClassifier needs SentenceVectorFeaturizer before it in config.yml.")
    return dense.features[0]
