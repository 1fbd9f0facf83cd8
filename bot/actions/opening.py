"""Messages that say for how long a conversation is kept: the greeting and the privacy notice."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, keep_days
from bot.actions.in_context import ContextAction


class ActionGreeting(ContextAction):
    def name(self) -> str:
        return "action_greeting"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        first = not any(event.get("event") == "bot" for event in tracker.events)
        dispatcher.utter_message(response="utter_welcome" if first else "utter_greeting", days=keep_days())
        return []


class ActionPrivacy(ContextAction):
    def name(self) -> str:
        return "action_privacy"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_privacy", days=keep_days())
        return []
