"""Answers a topic question with its card; also what is asked about the card just shown."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, intent_of
from bot.actions.in_context import ContextAction
from bot.actions.question_list import offer_list
from bot.actions.sayings import say_part, say_topics
from bot.dialogue.context import Context

# Whoever asks how to prepare for a meeting can be helped to a list at once.
OFFERS_LIST = "preparing_for_a_meeting"


class ActionAnswer(ContextAction):
    """One card for each topic that the message asks about: the intent, and a second question's topic."""

    def name(self) -> str:
        return "action_answer"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        topics = [intent_of(tracker)]
        second = tracker.latest_message.get("second_topic")
        if second and second not in topics:
            topics.append(second)
        events = say_topics(dispatcher, tracker, topics)
        if OFFERS_LIST in topics:
            offer_list(dispatcher, tracker)
        return events


class ActionFollowUp(ContextAction):
    """Asked about the last answer in words that only the model knows: ``follow_more``, ``follow_law`` ..."""

    def name(self) -> str:
        return "action_follow_up"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        return say_part(dispatcher, tracker, Context(tracker), intent_of(tracker).removeprefix("follow_"))
