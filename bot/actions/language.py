"""Answers a message in another language than English: in that language, and with the way to a person."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, knowledge_store
from bot.actions.in_context import ContextAction


class ActionOtherLanguage(ContextAction):
    def name(self) -> str:
        return "action_other_language"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        languages = knowledge_store().languages()
        if languages is None:
            raise LookupError("languages.yml is missing")
        code = str(tracker.latest_message.get("language") or "")
        dispatcher.utter_message(response="utter_other_language", reply=languages.reply(code), language=code)
        return []
