"""Messages that only tell: thanks for a plain fact, choices where an answer may be wanted."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.aside import ActionAside
from bot.actions.clarify import ActionClarify
from tests.bot.list_talk import Talk


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
    latest = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities, "metadata": {}}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("id", {}, latest, [{"event": "user", "text": text}], False, None, {}, "action_listen")
    asyncio.run(ActionAside().run(dispatcher, tracker, {}))
    assert [message["response"] for message in dispatcher.messages] == [response]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionClarify, {"name": "nlu_fallback"}), (ActionAside, {"name": "told", "confidence": 0.95})],
)
def test_the_list_is_offered_again_after_a_fact(
    talk: Talk, action: type[ActionClarify | ActionAside], intent: dict[str, Any]
) -> None:
    talk.say("start a question list")
    text = "she is in year four and she's eight"
    facts = [{"entity": "year_group", "value": "Y4"}]
    latest = {"text": text, "intent": intent, "entities": facts, "metadata": {}}
    dispatcher = CollectingDispatcher()
    events = [*talk.events, {"event": "user", "text": text}]
    tracker = Tracker("id", dict(talk.slots), latest, events, False, None, {}, "action_listen")
    asyncio.run(action().run(dispatcher, tracker, {}))
    assert [message["response"] for message in dispatcher.messages] == ["utter_told", "utter_list_go_on"]
