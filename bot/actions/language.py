"""Answers a message in another language than English: in that language, and with the way to a person."""

from typing import Any

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
        language = languages.languages.get(code)
        said: dict[str, Any] = {"kind": "out_of_scope"}
        if language and language.text:
            # A screen reader needs to know where another language ends.
            said["translation"] = {"language": code.replace("_", "-"), "text": language.text}
        reply = languages.reply(code)
        dispatcher.utter_message(response="utter_other_language", reply=reply, language=code, json_message=said)
        return []
