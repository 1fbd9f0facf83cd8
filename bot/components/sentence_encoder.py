"""Rasa featurizer: a message's text -> one sentence vector."""

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

from bot.components.shorthand import Shorthand
from bot.components.weights import SentenceEncoder, weights_folder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(GraphComponent):
    """Adds the sentence vector, shape (1, 384), of each message's text with its shorthand spelt out."""

    def __init__(self, name: str, encoder: SentenceEncoder, shorthand: Shorthand):
        self._name = name
        self._encoder = encoder
        self._shorthand = shorthand

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectorFeaturizer":
        """Load the weights. Raises WeightsError where they are missing or not the publisher's."""
        return cls(execution_context.node_name, SentenceEncoder(weights_folder()), Shorthand.load())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._add_vectors([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        self._add_vectors([message for message in messages if message.get(TEXT)])
        return messages

    def _add_vectors(self, messages: list[Message]) -> None:
        vectors = encode_spelt_out(
            self._encoder, [message.get(TEXT) for message in messages], self._shorthand
        )
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))


def encode_spelt_out(
    encoder: SentenceEncoder, texts: list[str], shorthand: Shorthand | None = None
) -> np.ndarray:
    """Array of shape (len(texts), 384): each text's vector, its shorthand spelt out first."""
    shorthand = shorthand or Shorthand.load()
    return encoder.encode([shorthand.expand(text) for text in texts])
