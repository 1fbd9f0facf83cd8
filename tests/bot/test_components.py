"""The parts of understanding: shorthand, sentences, weights, the intent model and the facts a parent gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_classifier import SECOND_TOPIC, IntentClassifier, plain
from bot.components.parent_facts import ParentFacts, build_pipeline
from bot.components.second_question import HeardPart, find_second
from bot.components.sentence_encoder import ASKS, PARTS
from bot.components.sentences import find_parts, find_question, split_sentences
from bot.components.shorthand import Shorthand

TAUGHT = {
    "senco": ["who is the senco", "what does the senco do", "the senco's job", "is there a senco", "senco meaning"],
    "copy_of_plan": ["a copy of the plan", "send me the plan", "can i see the plan", "plan please", "get his plan"],
    "greeting": ["hello", "hi there", "good morning", "hiya", "hello there"],
}
DIRECTIONS = {"senco": [1.0, 0.0, 0.0], "plan": [0.0, 1.0, 0.0], "hello": [0.0, 0.0, 1.0]}


class FolderStorage:
    """Stands in for Rasa's model storage: one folder."""

    def __init__(self, folder: Path):
        self._folder = folder

    def write_to(self, resource: Resource) -> "FolderStorage":
        return self

    read_from = write_to

    def __enter__(self) -> Path:
        return self._folder

    def __exit__(self, *_: Any) -> None:
        pass


def message_of(text: str, intent: str | None = None) -> Message:
    """A message with a vector that says which of three words it names."""
    message = Message({TEXT: text, "intent": intent} if intent else {TEXT: text})
    vector = np.array([direction if word in text else [0.0] * 3 for word, direction in DIRECTIONS.items()]).sum(axis=0)
    message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, "test"))
    return message


def taught_messages() -> TrainingData:
    return TrainingData([message_of(text, intent) for intent, texts in TAUGHT.items() for text in texts])


def classifier(folder: Path, **settings: Any) -> IntentClassifier:
    config = {**IntentClassifier.get_default_config(), "rarest": 1, **settings}
    return IntentClassifier(config, FolderStorage(folder), Resource("classifier"))  # type: ignore[arg-type]


def trained(folder: Path, **settings: Any) -> IntentClassifier:
    """Trained, stored, and loaded again."""
    first = classifier(folder, **settings)
    resource = first.train(taught_messages())
    return IntentClassifier.load(first._config, FolderStorage(folder), resource, None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def facts() -> ParentFacts:
    return ParentFacts(build_pipeline(), Shorthand.load())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("EHCNA refused", "education health and care needs assessment refused"),
        ("my DS has an IEP", "my my son has an individual education plan"),
        ("talk to the TA", "talk to the teaching assistant"),
        ("a 1:1 for her", "a one to one for her"),
        ("stay with me", "stay with me"),
    ],
)
def test_shorthand_is_spelt_out_where_it_stands_alone(typed: str, meant: str) -> None:
    assert Shorthand.load().expand(typed) == meant


def test_placeholders_of_redaction_are_left_out() -> None:
    assert plain("I am [name] and he has an IEP", Shorthand.load()).split() == (
        ["i", "am", "and", "he", "has", "an", "individual", "education", "plan"]
    )


def test_a_text_without_a_sentence_is_one() -> None:
    assert split_sentences("???") == ["???"]


def test_the_question_of_a_long_message_is_its_last_sentence_with_a_mark() -> None:
    assert find_question("He is six. Can I see the plan? Thank you.") == "Can I see the plan?"
    assert find_question("He is six. I want to see the plan.") == "I want to see the plan."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who is the SENCO? Can I see the plan?", [("Who is the SENCO?", True), ("Can I see the plan?", True)]),
        ("who is the senco and can i see the plan", [("who is the senco", True), ("can i see the plan", True)]),
        ("He is six. Can I see it?", [("He is six.", False), ("Can I see it?", True)]),
        ("who comes? how long?", [("who comes?", True), ("how long?", True)]),
        ("who is the senco and the head", []),
    ],
)
def test_a_message_is_cut_where_a_question_may_begin(text: str, parts: list[tuple[str, bool]]) -> None:
    assert [(part.text, part.asks) for part in find_parts(text)] == parts


@pytest.mark.parametrize(
    "text", ["a - b; c, and d? e! f", "(who) is, and can? - [x]\nwhy", "\u00e9t\u00e9? \u2013 and was?"]
)
def test_every_part_stands_in_its_text(text: str) -> None:
    assert all(part.text in text for part in find_parts(text))


def test_a_stored_classifier_answers_as_before(tmp_path: Path) -> None:
    before, after = message_of("can i see the plan"), message_of("can i see the plan")
    first = classifier(tmp_path)
    resource = first.train(taught_messages())
    first.process([before])
    IntentClassifier.load(first._config, FolderStorage(tmp_path), resource, None).process([after])  # type: ignore[arg-type]
    ranking = after.get("intent_ranking")
    assert after.get("intent")["name"] == "copy_of_plan"
    assert next(guess["name"] for guess in ranking) == "copy_of_plan"
    assert [guess["name"] for guess in ranking] == [guess["name"] for guess in before.get("intent_ranking")]
    for guess, earlier in zip(ranking, before.get("intent_ranking"), strict=True):
        assert guess["confidence"] == pytest.approx(earlier["confidence"], abs=0.002)
    assert sum(guess["confidence"] for guess in ranking) == pytest.approx(1)


def part_of(text: str) -> Message:
    part = message_of(text)
    part.set(ASKS, text.endswith("?"))
    return part


def test_the_examples_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def load(files: list[str], language: str) -> TrainingData:
        read.append(files)
        return taught_messages()

    monkeypatch.setattr("rasa.shared.importers.utils.training_data_from_paths", load)
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["bot/data"])
    importer.get_domain()
    examples = importer.get_nlu_data().intent_examples
    assert len(read) == 1
    assert {example.get(TEXT) for example in examples} >= {text for texts in TAUGHT.values() for text in texts}


def test_two_questions_get_two_topics(tmp_path: Path) -> None:
    message = message_of("can i see the plan? who is the senco?")
    message.set(PARTS, [part_of("can i see the plan?"), part_of("who is the senco?")])
    trained(tmp_path, second_question=-0.8).process([message])
    assert {message.get("intent")["name"], message.get(SECOND_TOPIC)} == {"copy_of_plan", "senco"}


def test_the_same_question_twice_is_one(tmp_path: Path) -> None:
    message = message_of("can i see the plan? send me the plan?")
    message.set(PARTS, [part_of("can i see the plan?"), part_of("send me the plan?")])
    trained(tmp_path, second_question=-0.8).process([message])
    assert message.get(SECOND_TOPIC) is None


def test_a_greeting_is_no_second_question(tmp_path: Path) -> None:
    message = message_of("hello there you? who is the senco?")
    message.set(PARTS, [part_of("hello there you?"), part_of("who is the senco?")])
    trained(tmp_path, second_question=-0.8, single=["greeting"]).process([message])
    assert message.get(SECOND_TOPIC) is None


def test_nothing_is_looked_for_where_it_is_not_wished(tmp_path: Path) -> None:
    message = message_of("can i see the plan? who is the senco?")
    message.set(PARTS, [part_of("can i see the plan?"), part_of("who is the senco?")])
    trained(tmp_path).process([message])
    assert message.get(SECOND_TOPIC) is None


def test_a_story_with_a_doubtful_aside_asks_one_thing() -> None:
    whole = np.array([0.9, 0.05, 0.05])
    parts = [HeardPart(30, False, np.array([0.9, 0.05, 0.05])), HeardPart(5, True, np.array([0.4, 0.35, 0.25]))]
    assert find_second(35, whole, parts, np.array([False, False, False]), -0.8) is None


def test_a_pipeline_without_featurizer_is_named(tmp_path: Path) -> None:
    data = TrainingData([Message({TEXT: "who is the senco", "intent": "senco"})])
    with pytest.raises(ValueError, match="needs SentenceVectorFeaturizer before it"):
        classifier(tmp_path).train(data)


def test_an_intent_with_too_few_examples_is_named(tmp_path: Path) -> None:
    examples = [*taught_messages().training_examples, message_of("who pays", "sen_funding")]
    with pytest.raises(ValueError, match="sen_funding has 1"):
        classifier(tmp_path).train(TrainingData(examples))


def test_a_single_intent_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least two intents"):
        classifier(tmp_path).train(TrainingData([message_of(text, "senco") for text in TAUGHT["senco"]]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My son is in year 4", {("role", "parent"), ("year_group", "4"), ("setting", "school")}),
        ("DS is starting reception", {("role", "parent"), ("year_group", "reception"), ("setting", "school")}),
        ("he goes to nursery", {("setting", "early_years")}),
        ("my granddaughter is at college", {("role", "grandparent"), ("setting", "college")}),
        ("he is in yr seven and the review meeting is on Monday", {
            ("year_group", "7"), ("setting", "school"), ("stage", "review"),
        }),
        ("hello, foster mum here, had her since may", {("role", "foster_carer")}),
        ("I am the grandmother", {("role", "grandparent")}),
        ("grandad here. nan says hello", {("role", "grandparent")}),
        ("that was a year 4 ago", set()),
        ("can I see the plan", set()),
    ],
)  # fmt: skip
def test_facts_are_found(facts: ParentFacts, text: str, expected: set[tuple[str, str]]) -> None:
    found = {(entity["entity"], entity["value"]) for entity in facts.find(text)}
    assert found == expected
