"""Rasa featurizer: a message's text -> vectors of the whole text and of the sentence that holds the question."""

from pathlib import Path
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

from bot.components.sentences import find_parts, find_question
from bot.components.shorthand import Shorthand
from knowledge.encoder import SentenceEncoder, load_encoder

ENCODER = Path("var/encoders/small")
# Where process leaves the parts of a message that has several, each a Message with features; ASKS says which ask.
PARTS = "parts"
ASKS = "asks"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(GraphComponent):
    """Adds one dense sentence feature, shape (1, 1536), to each message with a text; shorthand is spelt out.

    Config: ``encoder`` (the folder with its files), ``text_weight`` and ``question_weight``, by which the two parts
    are multiplied.
    """

    def __init__(self, config: dict[str, Any], name: str, encoder: SentenceEncoder, shorthand: Shorthand):
        self._config = config
        self._name = name
        self._encoder = encoder
        self._shorthand = shorthand

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"encoder": str(ENCODER), "text_weight": 0.8, "question_weight": 0.6}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectorFeaturizer":
        """Load the encoder. Raises FileNotFoundError where its files are missing."""
        return cls(config, execution_context.node_name, load_encoder(Path(config["encoder"])), Shorthand.load())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        texts = [self._shorthand.expand(example.get(TEXT)) for example in examples]
        encoder = SentenceEncoder(Path(self._config["encoder"]), for_many=True)
        vectors = encoder.encode_parts(texts, [[find_question(text)] for text in texts])
        for example, (whole, asking) in zip(examples, vectors, strict=True):
            self._add_vector(example, whole, asking)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Also leaves the message's parts, where it has several."""
        spoken = [message for message in messages if message.get(TEXT)]
        texts = [self._shorthand.expand(message.get(TEXT)) for message in spoken]
        found = [find_parts(text) for text in texts]
        pieces = [[find_question(text), *(part.text for part in own)] for text, own in zip(texts, found, strict=True)]
        for message, own, vectors in zip(spoken, found, self._encoder.encode_parts(texts, pieces), strict=True):
            self._add_vector(message, vectors[0], vectors[1])
            parts = [Message({TEXT: part.text, ASKS: part.asks}) for part in own]
            for part, vector in zip(parts, vectors[2:], strict=True):
                self._add_vector(part, vector, vector)
            message.set(PARTS, parts)
        return messages

    def _add_vector(self, message: Message, whole: np.ndarray, asking: np.ndarray) -> None:
        vector = join_vectors(whole, asking, self._config["text_weight"], self._config["question_weight"])
        message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))


def join_vectors(whole: np.ndarray, asking: np.ndarray, text_weight: float, question_weight: float) -> np.ndarray:
    """Array of shape (1536,): a text's layers, then the last layer of the part that asks."""
    return np.concatenate([whole.ravel() * text_weight, asking[-1] * question_weight])
