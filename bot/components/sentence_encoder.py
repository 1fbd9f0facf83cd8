"""Rasa featurizer: a message's text -> vectors of the whole text and of the sentence that holds the question."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.sentences import find_question, find_questions
from bot.components.shorthand import Shorthand
from bot.components.weights import SentenceEncoder, weights_folder

# Where process leaves the parts of a message that ask something by themselves, each a Message with features.
QUESTIONS = "questions"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(GraphComponent):
    """Adds one dense sentence feature, shape (1, 1536), to each message with a text; shorthand is spelt out.

    Config: ``text_weight`` and ``question_weight``, by which the two parts are multiplied.
    """

    def __init__(self, config: dict[str, Any], name: str, encoder: SentenceEncoder, shorthand: Shorthand):
        self._config = config
        self._name = name
        self._encoder = encoder
        self._shorthand = shorthand

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"text_weight": 0.8, "question_weight": 0.6}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectorFeaturizer":
        """Load the weights. Raises WeightsError where they are missing or not the publisher's."""
        return cls(config, execution_context.node_name, SentenceEncoder(weights_folder()), Shorthand.load())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._add_vectors([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Also leaves the message's questions, where it asks several."""
        spoken = [message for message in messages if message.get(TEXT)]
        parts = []
        for message in spoken:
            questions = [Message({TEXT: question}) for question in find_questions(message.get(TEXT))]
            message.set(QUESTIONS, questions)
            parts.extend(questions)
        self._add_vectors(spoken + parts)
        return messages

    def _add_vectors(self, messages: list[Message]) -> None:
        texts = [self._shorthand.expand(message.get(TEXT)) for message in messages]
        vectors = encode_texts(self._encoder, texts, self._config["text_weight"], self._config["question_weight"])
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))


def encode_texts(encoder: SentenceEncoder, texts: list[str], text_weight: float, question_weight: float) -> np.ndarray:
    """Array of shape (len(texts), 1536): the whole text's last layers, then its question's sentence vector."""
    questions = [find_question(text) for text in texts]
    # A text of one sentence is its own question: each different text is encoded once.
    places = {text: place for place, text in enumerate(dict.fromkeys(texts + questions))}
    vectors = encoder.encode(list(places))
    whole = vectors[[places[text] for text in texts]].reshape(len(texts), -1)
    asking = vectors[[places[question] for question in questions], -1]
    return np.hstack([whole * text_weight, asking * question_weight])
