"""Rasa graph component: notices a message that is clearly not in English, and which language it is in."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import read_yaml_file
from spacy.lang.en.stop_words import STOP_WORDS

FILE = Path(__file__).with_name("language.yml")
OTHER_LANGUAGE = "other_language"
SAFEGUARDING = "safeguarding"
LANGUAGE = "language"
UNKNOWN = "unknown"
ENGLISH = "ENGLISH"  # as the library calls it

# The library has tables for one to five letters in a row, and reads those of five only for a word that has them.
WARM_UP = "warming"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Latin letters with their marks end here; what comes later is another script.
LAST_LATIN = "\u024f"
LATIN_EXTENDED = ("\u1e00", "\u1eff")
VOWEL = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿăąęėįłőűūčšžœıșşğŵŷ]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class OtherLanguage(GraphComponent):
    """Sets the intent ``other_language`` and the field ``language`` (a code, or ``unknown``).

    It stands after the classifiers and leaves a sign of danger as it is. English with its mistakes must never be
    taken for another language: see ``find``.

    Config: ``most_english`` (the greatest share of common English words), ``fewest_words`` (in Latin letters; one
    fewer where some bear marks), ``confidence`` (the library's, least) and ``most_english_confidence``.
    """

    def __init__(self, config: dict[str, Any]):
        self._config = config
        self._written: dict[str, Any] = read_yaml_file(FILE)
        self._words = {code: set(words) for code, words in self._written["words"].items()}
        self._unknown_letters = re.compile(self._written["unknown_letters"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"most_english": 0.25, "fewest_words": 3, "confidence": 0.6, "most_english_confidence": 0.2}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "OtherLanguage":
        return cls(config)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "OtherLanguage":
        """For a running guide: what the library reads for Latin letters is read now, not while a parent waits."""
        component = cls(config)
        detector().detect_language_of(WARM_UP)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) == SAFEGUARDING:
                continue
            code = self.find(text)
            if code:
                intent = {INTENT_NAME_KEY: OTHER_LANGUAGE, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
                message.set(LANGUAGE, code, add_to_output=True)
        return messages

    def find(self, text: str) -> str | None:
        """The code of the language, ``unknown`` for one that is not known, None for English or where it is unclear.

        In another script it is enough that half the letters are. In Latin letters few words may be common English
        ones, and the library must be sure: "whats APDR" is no Lithuanian.
        """
        spelt = WORD.findall(text)
        words = [word.lower().replace("’", "'") for word in spelt]
        letters = [letter for letter in text if letter.isalpha()]
        if not words:
            return None
        for code, known in self._words.items():
            if len(known.intersection(words)) >= 2 and sum(word in known for word in words) >= 0.25 * len(words):
                return code
        foreign = sum(not _is_latin(letter) for letter in letters)
        if 2 * foreign >= len(letters):
            return UNKNOWN if self._unknown_letters.search(text) else self._ask_library(text, 0.0, 1.0)
        marked = any(letter > "\x7f" for letter in letters)
        if len(words) < self._config["fewest_words"] - marked:
            return None
        if not text.isupper() and not any(word[0].islower() for word in spelt[1:]):
            return None  # names
        if sum(word in STOP_WORDS for word in words) > self._config["most_english"] * len(words):
            return None
        if sum(VOWEL.search(word) is None for word in words) * 2 > len(words):
            return None  # fingers on a keyboard
        if self._unknown_letters.search(text):
            return UNKNOWN
        return self._ask_library(text, self._config["confidence"], self._config["most_english_confidence"])

    def _ask_library(self, text: str, least: float, most_english: float) -> str | None:
        ranking = detector().compute_language_confidence_values(text)
        confidences = {guess.language.name: guess.value for guess in ranking}
        best = ranking[0].language.name
        if not confidences[best]:
            return UNKNOWN  # a script that the library does not know
        if best == ENGLISH or confidences[best] < least or confidences[ENGLISH] > most_english:
            return None
        return str(self._written["library"][best])


@cache
def detector() -> LanguageDetector:
    """The library's detector. It reads the tables of a script when it first meets it: some seconds, and a third of a
    gigabyte for the Latin letters, much less for the others."""
    names = [ENGLISH, *read_yaml_file(FILE)["library"]]
    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in names)).build()


def _is_latin(letter: str) -> bool:
    return letter <= LAST_LATIN or LATIN_EXTENDED[0] <= letter <= LATIN_EXTENDED[1]
