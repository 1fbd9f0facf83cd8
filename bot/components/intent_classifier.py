"""Rasa intent classifier: logistic regression on the sentence vector and on words and letters.

The vector carries the meaning; the TF-IDF features carry what a vector blurs, such as "notes" against
"records". Rasa's own LogisticRegressionClassifier reads one kind of feature and fixes C at 1, which
under-fits vectors of length 1.
"""

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
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.components.shorthand import Shorthand

MODEL_FILE = "intent_classifier.joblib"


class WordFeatures:
    """Words (1-2) and letters (2-4) of a text, weighted by TF-IDF; rows of length 1 each."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)

    def fit(self, texts: list[str]) -> "WordFeatures":
        self._words.fit(texts)
        self._letters.fit(texts)
        return self

    def rows(self, texts: list[str]) -> csr_matrix:
        """Sparse array of shape (len(texts), number of known words and letter runs)."""
        return hstack([self._words.transform(texts), self._letters.transform(texts)]).tocsr()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of each message; confidences add up to 1 over all intents.

    Config: ``C`` (inverse of the regularisation's strength), ``vector_weight`` (of the sentence vector
    against the word features), ``max_iter`` and ``ranking_length`` (how many intents the ranking names).
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource):
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._shorthand = Shorthand.load()
        self._features: WordFeatures | None = None
        self._regression: LogisticRegression | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 10.0, "vector_weight": 1.0, "max_iter": 200, "ranking_length": 10}

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
            classifier._features, classifier._regression = joblib.load(folder / MODEL_FILE)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent and a text, and store what was learnt."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [self._plain(example) for example in examples]
        self._features = WordFeatures().fit(texts)
        self._regression = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"])
        self._regression.fit(self._rows(examples, texts), [example.get(INTENT) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self._features, self._regression), folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        spoken = [message for message in messages if message.get(TEXT) and self._regression is not None]
        if spoken:
            texts = [self._plain(message) for message in spoken]
            confidences = self._regression.predict_proba(self._rows(spoken, texts))
            for message, row in zip(spoken, confidences, strict=True):
                self._rank(message, row)
        return messages

    def _rank(self, message: Message, confidences: np.ndarray) -> None:
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        ranking = [
            {"name": str(self._regression.classes_[place]), "confidence": float(confidences[place])}
            for place in best
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _rows(self, messages: list[Message], texts: list[str]) -> csr_matrix:
        vectors = np.vstack([_vector(message) for message in messages])
        return hstack([csr_matrix(vectors * self._config["vector_weight"]), self._features.rows(texts)]).tocsr()

    def _plain(self, message: Message) -> str:
        """The text in lower case with its shorthand spelt out and placeholders of redaction left out."""
        return re.sub(r"\[[a-z ]+\]", " ", self._shorthand.expand(message.get(TEXT)).lower())


def _vector(message: Message) -> np.ndarray:
    """The sentence vector, shape (384,). Raises ValueError where no featurizer stands before the classifier."""
    dense = message.get_dense_features(TEXT)[1]
    if dense is None or dense.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("IntentClassifier needs SentenceVectorFeaturizer before it in config.yml.")
    return dense.features[0]
