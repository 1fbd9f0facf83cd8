"""Free words that were taken for the question list, unless they lean on what was said before."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.clarify import ask_back
from bot.actions.guide_action import Events
from bot.actions.in_context import ContextAction
from bot.actions.question_list import ActionQuestionList, tells_list_nothing


class ActionListTalk(ContextAction):
    """ "The second one" means a choice just shown; "add the second one" means the list."""

    leads_back = False

    def name(self) -> str:
        return "action_list_talk"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if tells_list_nothing(dispatcher, tracker):
            # "No meeting yet": no command, and no list is under way.
            return ask_back(dispatcher, tracker, "utter_clarify_or_list")
        return ActionQuestionList().answer(dispatcher, tracker)
