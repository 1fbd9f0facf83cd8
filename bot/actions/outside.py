"""What lies outside the guide's topics: a kind refusal that names the way on."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, area_of, contact_fields, intent_of, knowledge_store
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import read_declined, tells_of_someone

# Each has a response of its own; "out_of_scope" is everything else.
WITH_A_WAY_ON = ("benefits", "place", "nation", "bullying", "prediction", "opinion", "decision")
OUTSIDE = ("out_of_scope", *WITH_A_WAY_ON)
# Together as likely as one intent has to be (config.yml) to be taken for it.
SURE = 0.6


def likeliest_outside(tracker: Tracker) -> str | None:
    """Which of several kinds, each unsure by itself, where the message is surely about one of them."""
    guesses = tracker.latest_message.get("intent_ranking") or []
    outside = [guess for guess in guesses if guess["name"] in OUTSIDE]
    return outside[0]["name"] if sum(guess["confidence"] for guess in outside) >= SURE else None


def decline(dispatcher: CollectingDispatcher, tracker: Tracker, kind: str | None = None) -> Events:
    """Say what is outside, and the way on. ``kind`` is one of OUTSIDE, the message's intent where it is left out.

    The same refusal twice running leaves a parent nowhere to go: the second names what the guide can do, the third
    people to turn to, and so on by turns.
    """
    kind = kind or intent_of(tracker)
    text = tracker.latest_message.get("text") or ""
    declined = read_declined(text) or (kind if kind in WITH_A_WAY_ON else None)
    said = Context(tracker).said
    times = 1 + max((int(message.get("outside") or 0) for message in said), default=0)
    outside: dict[str, Any] = {"kind": "out_of_scope", "outside": times}
    if declined and declined not in [message.get("aside") for message in said]:
        dispatcher.utter_message(response=f"utter_{declined}")
    elif times == 1:
        # A parent who only tells of their day has asked for nothing that could be refused.
        told = "_told" if tells_of_someone(text) else ""
        dispatcher.utter_message(response=f"utter_out_of_scope{told}", json_message=outside)
    elif times % 2:
        outside["contacts"] = contact_fields(knowledge_store().contacts(area_of(tracker)))
        dispatcher.utter_message(response="utter_out_of_scope_person", json_message=outside)
    else:
        dispatcher.utter_message(response="utter_out_of_scope_again", json_message=outside)
    return []
