"""Messages that name people to turn to: a person to talk to, and help in danger."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, contact_fields, knowledge_store
from bot.actions.in_context import ContextAction
from bot.actions.question_list import ActionQuestionList, is_plain_command, offer_to_go_on
from bot.actions.sayings import say_person

# The web process matches red flags before Rasa and knows their kind. What only the model noticed has none.
UNKNOWN_DANGER = "danger_now"


class ActionHuman(ContextAction):
    def name(self) -> str:
        return "action_human"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        return say_person(dispatcher, tracker)


class ActionUrgent(GuideAction):
    def name(self) -> str:
        return "action_urgent"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        store = knowledge_store()
        danger = store.danger(UNKNOWN_DANGER)
        if danger is None:
            raise LookupError(f"dangers.yml lacks {UNKNOWN_DANGER}")
        contacts = contact_fields(store.danger_contacts(UNKNOWN_DANGER))
        dispatcher.utter_message(text=danger.text, json_message={"kind": "urgent", "contacts": contacts})
        if is_plain_command(tracker):
            # "Add: what will you do when she says that?": what a parent wrote for the meeting is not lost.
            return ActionQuestionList().answer(dispatcher, tracker)
        offer_to_go_on(dispatcher, tracker, "utter_list_still_there")
        return []
