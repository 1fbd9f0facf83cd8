"""The house: who may import whom, and that topics, domain, training data, rules and areas agree."""

import ast
import json
from pathlib import Path

import pytest
import yaml

from knowledge.curated import Curated, load

ROOT = Path(__file__).parent.parent
# bot -> knowledge <- web_widget: the two rooms above meet each other over HTTP only.
FORBIDDEN = {
    "knowledge": {"bot", "web_widget", "rasa", "rasa_sdk", "fastapi"},
    "bot": {"web_widget", "fastapi"},
    "web_widget": {"bot", "rasa", "rasa_sdk"},
}
OTHER_INTENTS = ("greeting", "help", "human", "privacy", "medical", "safeguarding", "out_of_scope", "question_list")


@pytest.fixture(scope="module")
def curated() -> Curated:
    return load()


@pytest.fixture(scope="module")
def domain() -> dict:
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def examples() -> dict[str, list[str]]:
    """Intent -> its training examples."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "bot/data/nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in entry:
                found.setdefault(entry["intent"], []).extend(entry["examples"].splitlines())
    return found


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / room).rglob("*.py")
        for name in imported(path) & FORBIDDEN[room]
    }
    assert not wrong


def test_every_topic_of_the_catalogue_has_a_page(curated: Curated) -> None:
    for group, topics in curated.catalogue.items():
        for topic in topics:
            assert topic in curated.guidance.topics, f"write knowledge/topics/{group}/{topic}.md"


def test_every_topic_is_an_intent_of_the_domain(curated: Curated, domain: dict) -> None:
    for topic in curated.guidance.topics:
        assert topic in domain["intents"], f"add {topic} to the intents of domain.yml"


def test_every_intent_of_the_domain_is_a_topic_or_has_a_rule(curated: Curated, domain: dict) -> None:
    ruled = intents_in_rules()
    for intent in domain["intents"]:
        assert intent in ruled, f"bot/data/rules.yml has no rule for {intent}"


def test_every_topic_has_training_examples(curated: Curated, examples: dict[str, list[str]]) -> None:
    for topic in (*curated.guidance.topics, *OTHER_INTENTS):
        assert len(examples.get(topic, [])) >= 10, f"write examples of {topic} in bot/data/nlu"


def test_no_training_example_is_given_to_two_intents(examples: dict[str, list[str]]) -> None:
    seen: dict[str, str] = {}
    for intent, texts in examples.items():
        for text in texts:
            assert seen.setdefault(text.lower(), intent) == intent, f"{text} stands under two intents"


def test_training_examples_belong_to_intents_of_the_domain(domain: dict, examples: dict[str, list[str]]) -> None:
    assert set(examples) <= set(domain["intents"])


def test_no_blind_message_is_used_for_training(examples: dict[str, list[str]]) -> None:
    trained = {text.removeprefix("- ").strip().lower() for texts in examples.values() for text in texts}
    for path in (ROOT / "tests/nlu").glob("blind_*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"].strip().lower()
            # A few words of greeting can hardly be written in two ways.
            assert len(text.split()) < 5 or text not in trained, f"{path.name}: {text}"


def test_every_action_and_response_a_rule_names_exists(domain: dict) -> None:
    known = {*domain["actions"], *domain["responses"]}
    assert actions_in_rules() <= known


def test_every_button_of_the_domain_leads_somewhere(domain: dict) -> None:
    for name, variants in domain["responses"].items():
        for button in [button for variant in variants for button in variant.get("buttons", [])]:
            intent = button["payload"].removeprefix("/").split("{")[0]
            assert intent in domain["intents"], f"{name}: {button['payload']}"


def test_every_area_tells_only_of_topics_that_exist(curated: Curated) -> None:
    for area in curated.guidance.areas.values():
        assert set(area.topics) <= set(curated.guidance.topics), area.id


def steps_in_rules() -> list[dict]:
    rules = yaml.safe_load((ROOT / "bot/data/rules.yml").read_text(encoding="utf-8"))["rules"]
    steps = [step for rule in rules for step in rule["steps"]]
    return steps + [choice for step in steps for choice in step.get("or", [])]


def intents_in_rules() -> set[str]:
    return {step["intent"] for step in steps_in_rules() if "intent" in step}


def actions_in_rules() -> set[str]:
    return {step["action"] for step in steps_in_rules() if "action" in step}
