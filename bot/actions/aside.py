"""What is said by a fixed sentence, unless the words are meant for the question list."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, intent_of
from bot.actions.question_list import ActionQuestionList, is_for_list


class ActionAside(GuideAction):
    """The response named after the intent: help, thanks, goodbye, medical, out_of_scope."""

    def name(self) -> str:
        return "action_aside"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        # "Can he bring his dinosaur book?", written for the list, is no question to the guide; and with a
        # list at hand, "start again" means the list.
        if is_for_list(dispatcher, tracker):
            return ActionQuestionList().answer(dispatcher, tracker)
        dispatcher.utter_message(response=f"utter_{intent_of(tracker)}")
        return []
