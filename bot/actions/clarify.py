"""Asks back when the message could mean several topics, and never twice in a row without a way out."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, knowledge_store, last_kind, topic_buttons
from bot.actions.question_list import ActionQuestionList, is_for_list

MOST_CHOICES = 3
FEWEST_CHOICES = 2
# Where the ranking holds too few topics, two that many other questions begin with.
STARTING_POINTS = ("sen_support_meaning", "preparing_for_a_meeting")


class ActionClarify(GuideAction):
    """Offers the three likeliest topics. The second time running it also offers a person and the topic list."""

    def name(self) -> str:
        return "action_clarify"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if is_for_list(dispatcher, tracker):
            return ActionQuestionList().answer(dispatcher, tracker)
        again = last_kind(tracker) == "clarify"
        ranking = tracker.latest_message.get("intent_ranking") or []
        known = {topic.id for topic in knowledge_store().topics()}
        likely = [guess["name"] for guess in ranking if guess["name"] in known][:MOST_CHOICES]
        for topic in STARTING_POINTS:
            if len(likely) < FEWEST_CHOICES and topic not in likely:
                likely.append(topic)
        buttons = topic_buttons(likely)
        dispatcher.utter_message(
            response="utter_clarify_again" if again else "utter_clarify",
            # The text has to be enough where no buttons are shown.
            choices="\n".join(f"- {button['title']}" for button in buttons),
            json_message={"kind": "clarify"},
            buttons=buttons,
        )
        return []
