"""What is said by a fixed sentence, unless the words are meant for something else."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.clarify import ask_back
from bot.actions.guide_action import Events, intent_of
from bot.actions.in_context import ContextAction
from bot.actions.outside import OUTSIDE, decline
from bot.actions.sayings import say_person, say_told
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import begins_in_the_middle
from bot.lists.commands import asks

# "Sent home at 11 again" only tells, too, but there is an answer to it: where in doubt the guide asks which.
SURELY_TOLD = 0.8


class ActionAside(ContextAction):
    """The response named after the intent: help, thanks, told, medical, out_of_scope, benefits and the like.

    "Can he bring his dinosaur book?", written for the list, is no question to the guide; and with a list at hand,
    "start again" means the list.
    """

    def name(self) -> str:
        return "action_aside"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        named = intent_of(tracker)
        text = tracker.latest_message.get("text") or ""
        if named in ("help", "told", *OUTSIDE) and Context(tracker).topic and begins_in_the_middle(text):
            # "What about my husband?" goes on with the last answer, whatever the model takes it for.
            return ask_back(dispatcher, tracker)
        if named == "told":
            sure = float(tracker.latest_message["intent"].get("confidence") or 0) >= SURELY_TOLD
            if asks(text) or not sure:
                return ask_back(dispatcher, tracker)
            return say_told(dispatcher, tracker)
        if named in OUTSIDE:
            return decline(dispatcher, tracker)
        if named == "help" and "help" in Context(tracker).kinds:
            # To read the same once more is no help.
            return say_person(dispatcher, tracker, "utter_unsure_person")
        dispatcher.utter_message(response=f"utter_{named}")
        return []
