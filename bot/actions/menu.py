"""The list of all topics, by group."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, value_of
from bot.actions.sayings import say_topic_list


class ActionMenuTopics(GuideAction):
    """The groups; with a pressed group, its topics."""

    def name(self) -> str:
        return "action_menu_topics"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        return say_topic_list(dispatcher, value_of(tracker))
