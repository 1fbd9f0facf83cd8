"""Rasa intent classifier: a linear support vector machine on the sentence vector and on words and letters.

The vector carries the meaning; the TF-IDF features carry what a vector blurs, such as "notes" against
"records". Margins become confidences by one temperature, which is fitted on held-out folds of the
training data (Guo et al. 2017, On Calibration of Modern Neural Networks).
"""

import re
from dataclasses import dataclass
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
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.components.shorthand import Shorthand

MODEL_FILE = "intent_classifier.joblib"
FOLDS = 3
SEED = 0


class WordFeatures:
    """Words (1-2) and letters (2-4) of a text, weighted by TF-IDF; rows of length 1 each."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"(?u)\b\w+\b"
        )
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)

    def fit(self, texts: list[str]) -> "WordFeatures":
        self._words.fit(texts)
        self._letters.fit(texts)
        return self

    def rows(self, texts: list[str]) -> csr_matrix:
        """Sparse array of shape (len(texts), number of known words and letter runs)."""
        return hstack([self._words.transform(texts), self._letters.transform(texts)]).tocsr()


@dataclass
class Learnt:
    """What training leaves behind. ``temperature`` multiplies the margins before they become confidences."""

    features: WordFeatures
    machine: LinearSVC
    temperature: float


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of each message; confidences add up to 1 over all intents.

    Config: ``C`` (inverse of the regularisation's strength), ``vector_weight`` (of the sentence vector
    against the word features), ``ranking_length`` (how many intents the ranking names).
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource):
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._shorthand = Shorthand.load()
        self._learnt: Learnt | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 1.0, "vector_weight": 1.0, "ranking_length": 10}

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
            classifier._learnt = joblib.load(folder / MODEL_FILE)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent and a text, and store what was learnt."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [self._plain(example) for example in examples]
        intents = np.array([example.get(INTENT) for example in examples])
        features = WordFeatures().fit(texts)
        rows = self._rows(examples, features.rows(texts))
        machine = LinearSVC(C=self._config["C"], random_state=SEED)
        temperature = _temperature(machine, rows, intents)
        self._learnt = Learnt(features, machine.fit(rows, intents), temperature)
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._learnt, folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        learnt = self._learnt
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken and learnt is not None:
            rows = self._rows(spoken, learnt.features.rows([self._plain(message) for message in spoken]))
            margins = learnt.machine.decision_function(rows)
            for message, confidences in zip(
                spoken, softmax(margins * learnt.temperature, axis=1), strict=True
            ):
                self._rank(message, learnt.machine.classes_, confidences)
        return messages

    def _rank(self, message: Message, intents: np.ndarray, confidences: np.ndarray) -> None:
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        ranking = [{"name": str(intents[place]), "confidence": float(confidences[place])} for place in best]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _rows(self, messages: list[Message], word_rows: csr_matrix) -> csr_matrix:
        vectors = np.vstack([_vector(message) for message in messages])
        return hstack([csr_matrix(vectors * self._config["vector_weight"]), word_rows]).tocsr()

    def _plain(self, message: Message) -> str:
        """The text in lower case with its shorthand spelt out and placeholders of redaction left out."""
        return re.sub(r"\[[a-z ]+\]", " ", self._shorthand.expand(message.get(TEXT)).lower())


def _temperature(machine: LinearSVC, rows: csr_matrix, intents: np.ndarray) -> float:
    """The factor by which held-out margins make the likeliest confidences."""
    smallest = np.unique(intents, return_counts=True)[1].min()
    if smallest < FOLDS:
        raise ValueError(f"Every intent needs at least {FOLDS} examples; one has {smallest}.")
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    margins = cross_val_predict(machine, rows, intents, cv=folds, method="decision_function")
    classes, truth = np.unique(intents, return_inverse=True)
    places = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return float(-log_softmax(margins * temperature, axis=1)[places, truth].mean())

    return float(minimize_scalar(loss, bounds=(0.1, 30), method="bounded").x)


def _vector(message: Message) -> np.ndarray:
    """The sentence vector, shape (384,). Raises ValueError where no featurizer stands before the classifier."""
    dense = message.get_dense_features(TEXT)[1]
    if dense is None or dense.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("IntentClassifier needs SentenceVectorFeaturizer before it in config.yml.")
    return dense.features[0]
