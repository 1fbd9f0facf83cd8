"""Messages that name people to turn to: a person to talk to, and help in danger."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, area_of, contact_fields, knowledge_store
from bot.actions.question_list import ActionQuestionList, is_plain_command, offer_to_go_on

# The web process matches red flags before Rasa and knows their kind. What only the model noticed has none.
UNKNOWN_DANGER = "danger_now"


class ActionHuman(GuideAction):
    def name(self) -> str:
        return "action_human"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        contacts = contact_fields(knowledge_store().contacts(area_of(tracker)))
        dispatcher.utter_message(response="utter_human", json_message={"kind": "human", "contacts": contacts})
        return []


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
