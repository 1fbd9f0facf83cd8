"""An action whose message may be meant for something else: the question list, or what was said before."""

from abc import abstractmethod

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.follow_up import answer_follow_up
from bot.actions.guide_action import Events, GuideAction
from bot.actions.question_list import ActionQuestionList, is_for_list, offer_to_go_on


class ContextAction(GuideAction):
    """Hears the list's commands first, then what leans on the last answer; else says its own.

    After either it leads back to a list that is under way, but for what is the list's own talk.
    """

    leads_back = True

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if is_for_list(dispatcher, tracker):
            return ActionQuestionList().answer(dispatcher, tracker)
        events = answer_follow_up(dispatcher, tracker)
        if events is None:
            events = self.answer_itself(dispatcher, tracker)
            if not self.leads_back:
                return events
        offer_to_go_on(dispatcher, tracker)
        return events

    @abstractmethod
    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answer a message that stands by itself."""
