"""Messages that only tell: thanks for a plain fact, choices where an answer may be wanted."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.aside import ActionAside
from bot.actions.clarify import ActionClarify
from tests.bot.list_talk import Talk


def responses_to(talk: Talk, action: Action, latest: dict[str, Any]) -> list[str]:
    """The names of what ``action`` says to a message in the course of ``talk``."""
    dispatcher = CollectingDispatcher()
    events = [*talk.events, {"event": "user", "text": latest["text"]}]
    tracker = Tracker("id", dict(talk.slots), latest | {"metadata": {}}, events, False, None, {}, "action_listen")
    asyncio.run(action.run(dispatcher, tracker, {}))
    return [message["response"] for message in dispatcher.messages]


@pytest.mark.parametrize(
    ("text", "confidence", "entities", "response"),
    [
        ("his nan", 0.95, [], "utter_noted"),
        ("foster mum here", 0.95, [{"entity": "role", "value": "foster_carer"}], "utter_told"),
        ("its been two terms and nothing", 0.63, [], "utter_clarify"),
        ("is it the infants or the juniors", 0.95, [], "utter_clarify"),
    ],
)
def test_a_fact_is_thanked_for_and_what_may_be_a_question_is_asked_back(
    talk: Talk, text: str, confidence: float, entities: list[dict[str, Any]], response: str
) -> None:
    ranking = [{"name": "told", "confidence": confidence}, {"name": "how_long_to_try", "confidence": 0.04}]
    latest = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}
    assert responses_to(talk, ActionAside(), latest) == [response]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionClarify(), {"name": "nlu_fallback"}), (ActionAside(), {"name": "told", "confidence": 0.95})],
    ids=["unsure", "sure"],
)
def test_the_list_is_offered_again_after_a_fact(talk: Talk, action: Action, intent: dict[str, Any]) -> None:
    talk.say("start a question list")
    facts = [{"entity": "year_group", "value": "Y4"}]
    latest = {"text": "she is in year four and she's eight", "intent": intent, "entities": facts}
    assert responses_to(talk, action, latest) == ["utter_told", "utter_list_go_on"]
