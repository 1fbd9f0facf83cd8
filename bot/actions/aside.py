"""What is said by a fixed sentence, unless the words are meant for something else."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.clarify import ask_back
from bot.actions.guide_action import Events, area_of, contact_fields, intent_of, knowledge_store
from bot.actions.in_context import ContextAction
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import begins_in_the_middle, read_declined


class ActionAside(ContextAction):
    """The response named after the intent: help, thanks, goodbye, medical, out_of_scope.

    "Can he bring his dinosaur book?", written for the list, is no question to the guide; and with a list at hand,
    "start again" means the list.
    """

    def name(self) -> str:
        return "action_aside"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        named = intent_of(tracker)
        text = tracker.latest_message.get("text") or ""
        if named in ("help", "out_of_scope") and Context(tracker).topic and begins_in_the_middle(text):
            # "What about my husband?" goes on with the last answer, whatever the model takes it for.
            return ask_back(dispatcher, tracker)
        if named == "out_of_scope":
            return decline(dispatcher, tracker, text)
        dispatcher.utter_message(response=f"utter_{named}")
        return []


def decline(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
    """Say what is outside, and the way on.

    The same refusal twice running leaves a parent nowhere to go: the second names what the guide can do, the third
    people to turn to, and so on by turns.
    """
    declined = read_declined(text)
    said = Context(tracker).said
    times = 1 + max((int(message.get("outside") or 0) for message in said), default=0)
    outside: dict[str, Any] = {"kind": "out_of_scope", "outside": times}
    if declined and declined not in [message.get("aside") for message in said]:
        dispatcher.utter_message(response=f"utter_{declined}")
    elif times == 1:
        dispatcher.utter_message(response="utter_out_of_scope", json_message=outside)
    elif times % 2:
        contacts = contact_fields(knowledge_store().contacts(area_of(tracker)))
        outside["contacts"] = contacts
        dispatcher.utter_message(response="utter_out_of_scope_person", json_message=outside)
    else:
        dispatcher.utter_message(response="utter_out_of_scope_again", json_message=outside)
    return []
