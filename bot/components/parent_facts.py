"""Rasa entity extractor: facts a parent gives about the child and themselves, found by written patterns."""

import re
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import read_yaml_file
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.components.shorthand import Shorthand

PATTERNS_FILE = Path(__file__).with_name("parent_facts.yml")
RULER = "parent_facts"
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
        start=1,
    )
}
YEAR = re.compile(rf"\b(?:year|yr|y)\s?(1[0-3]|[1-9]|{'|'.join(NUMBERS)})\b(?!\s+(?:ago|old|later))", re.IGNORECASE)
EARLY = re.compile(r"\b(?:in|into|starts?|starting) reception\b", re.IGNORECASE)


class FactRuler:
    """spaCy pipeline part: marks every fact of the patterns as an entity, the longest where two overlap."""

    def __init__(self, patterns: dict[str, dict[str, list[str]]]):
        self._patterns = [
            (fact, value, re.compile(rf"\b(?:{'|'.join(lines)})\b", re.IGNORECASE))
            for fact, values in patterns.items()
            for value, lines in values.items()
        ]

    def __call__(self, doc: Doc) -> Doc:
        found: dict[str, list[Span]] = {}
        text = doc.text  # put together anew at each call
        for fact, value, pattern in self._patterns:
            for match in pattern.finditer(text):
                self._add(found, doc, match, fact, value)
        for match in YEAR.finditer(text):
            number = match[1].lower()
            self._add(found, doc, match, "year_group", NUMBERS.get(number, number))
        for match in EARLY.finditer(text):
            self._add(found, doc, match, "year_group", "reception")
        # "In year 4" tells the setting and the year: facts of different kinds may overlap.
        doc.spans[RULER] = [span for spans in found.values() for span in filter_spans(spans)]
        return doc

    @staticmethod
    def _add(found: dict[str, list[Span]], doc: Doc, match: re.Match[str], fact: str, value: str) -> None:
        span = doc.char_span(*match.span(), label=fact, kb_id=value, alignment_mode="expand")
        if span is not None:
            found.setdefault(fact, []).append(span)


def build_pipeline() -> Language:
    """English tokens and the facts of parent_facts.yml; no trained model is needed."""
    language = spacy.blank("en")
    if not Language.has_factory(RULER):
        Language.factory(RULER, func=lambda nlp, name: FactRuler(read_yaml_file(PATTERNS_FILE)))
    language.add_pipe(RULER)
    return language


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ParentFacts(GraphComponent):
    """Adds the entities setting, stage, year_group and role; the last mention of each fact goes first."""

    def __init__(self, language: Language, shorthand: Shorthand):
        self._language = language
        self._shorthand = shorthand

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ParentFacts":
        return cls(build_pipeline(), Shorthand.load())

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                message.set(ENTITIES, message.get(ENTITIES, []) + self.find(text), add_to_output=True)
        return messages

    def find(self, text: str) -> list[dict[str, Any]]:
        """The entities of ``text``. Places count in the text with its shorthand spelt out."""
        doc = self._language(self._shorthand.expand(text))
        return [
            {
                ENTITY_ATTRIBUTE_TYPE: span.label_,
                ENTITY_ATTRIBUTE_VALUE: span.kb_id_,
                ENTITY_ATTRIBUTE_START: span.start_char,
                ENTITY_ATTRIBUTE_END: span.end_char,
                EXTRACTOR: type(self).__name__,
            }
            for span in doc.spans[RULER]
        ]
