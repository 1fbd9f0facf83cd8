"""Rasa's messages and the contract's."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.messages import Collector, choice_of, message_of, payload_of, replies_to, turns_of, words_of

INTENTS = ["meeting_frequency", "add_question"]


@pytest.mark.parametrize(
    ("choice", "payload"),
    [
        ("meeting_frequency", "/meeting_frequency"),
        ("add_question:meeting-length", '/add_question{"value": "meeting-length"}'),
    ],
)
def test_a_choice_and_its_payload_stand_for_each_other(choice: str, payload: str) -> None:
    assert payload_of(choice, INTENTS) == payload
    assert choice_of(payload) == choice


@pytest.mark.parametrize(
    "choice",
    ["", "unknown", "/meeting_frequency", 'meeting_frequency{"a":1}', "add_question:a b", "add_question:\n", "a:b:c"],
)
def test_only_known_choices_become_intents(choice: str) -> None:
    assert payload_of(choice, INTENTS) is None


@pytest.mark.parametrize("before", ["/", "//", "/ /", "/\n/", "/\u00a0/", "\t/\u3000\u2028/", ""])
def test_what_a_parent_types_is_never_an_intent(before: str) -> None:
    message = Message({TEXT: words_of(f"{before}restart")})
    read = YAMLStoryReader.unpack_regex_message(message, Domain.empty())
    assert (read.get(TEXT), read.get(INTENT)) == ("restart", None)


def test_only_slashes_are_still_a_message() -> None:
    assert words_of("/ /\n") == "?"


def test_a_message_has_the_contracts_fields() -> None:
    said = {
        "text": "one\n\ntwo",
        "custom": {"kind": "answer", "topic": "meeting_frequency", "card": {"title": "t"}, "part": "law", "secret": 1},
        "buttons": [{"title": "More", "payload": "/meeting_frequency", "topic": "meeting_frequency"}],
    }
    assert message_of(said) == {
        "kind": "answer",
        "text": "one\n\ntwo",
        "topic": "meeting_frequency",
        "card": {"title": "t"},
        "part": "law",
        "options": [{"label": "More", "choice": "meeting_frequency", "topic": "meeting_frequency"}],
    }


def test_plain_text_is_a_notice() -> None:
    assert message_of({"text": "hello"}) == {"kind": "notice", "text": "hello", "options": []}


async def _collected(message: dict) -> list[dict]:
    collector = Collector()
    await collector.send_response("someone", message)
    return collector.messages


def test_a_text_with_blank_lines_stays_one_message() -> None:
    import asyncio

    assert len(asyncio.run(_collected({"text": "one\n\ntwo"}))) == 1


def test_a_transcript_shows_the_label_of_a_pressed_option_and_hides_other_payloads() -> None:
    buttons = [{"title": "How often", "payload": "/meeting_frequency"}]
    danger = {"kind": "missing", "urgent": False}
    events = [
        ActionExecuted("action_listen"),
        UserUttered("/greeting", {"name": "greeting"}),
        BotUttered("Hello", {"buttons": buttons, "custom": {"kind": "greeting"}}),
        UserUttered("/meeting_frequency", {"name": "meeting_frequency"}),
        BotUttered("Three times", {"custom": {"kind": "answer"}}),
        UserUttered("and who comes", {"name": "who_attends"}, metadata={"danger": danger}),
    ]
    tracker = DialogueStateTracker.from_events("c", events, Domain.empty().slots)
    turns = turns_of(tracker)
    assert [turn.get("text") or turn["message"]["text"] for turn in turns] == [
        "Hello",
        "How often",
        "Three times",
        "and who comes",
    ]
    assert [turn.get("danger") for turn in turns] == [None, None, None, danger]


def test_a_message_that_comes_again_under_its_key_has_its_own_replies() -> None:
    tracker = DialogueStateTracker("someone", [])
    for event in (
        UserUttered("how often", metadata={"key": "first-key"}),  # this one failed, and was sent again
        UserUttered("how often", metadata={"key": "first-key"}),
        BotUttered("Three times a year.", {"custom": {"kind": "prompt"}}),
        BotUttered("Anything else?"),
        UserUttered("no", metadata={"key": "other-key"}),
        BotUttered("Goodbye."),
        UserUttered("how often", metadata={"key": "third-key"}),
    ):
        tracker.update(event)
    texts = [message["text"] for message in replies_to(tracker, "first-key", "how often")]
    assert texts == ["Three times a year.", "Anything else?"]
    assert [message["text"] for message in replies_to(tracker, "other-key", "no")] == ["Goodbye."]
    # A page from the browser's history may send other words under its old key.
    assert replies_to(tracker, "first-key", "who comes") == []
    assert replies_to(tracker, "third-key", "how often") == []
    assert replies_to(tracker, "unknown-key", "how often") == []
