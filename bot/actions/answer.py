"""Answers a topic question with its card; also what is asked about the card just shown."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import (
    Events,
    GuideAction,
    area_of,
    contact_fields,
    intent_of,
    knowledge_store,
    topic_buttons,
)
from bot.actions.question_list import ActionQuestionList, is_for_list, offer_to_go_on
from knowledge.card import AnswerCard, plain_text

# Topics whose answer is whom to turn to.
CONTACT_TOPICS = ("local_contact", "sendiass", "local_offer", "family_support")
SEE_ALSO = 3


class ActionAnswer(GuideAction):
    """One card for each topic that the message asks about: the intent, and a second question's topic."""

    def name(self) -> str:
        return "action_answer"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if is_for_list(dispatcher, tracker):
            return ActionQuestionList().answer(dispatcher, tracker)
        topics = [intent_of(tracker)]
        second = tracker.latest_message.get("second_topic")
        if second and second not in topics:
            topics.append(second)
        for topic in topics:
            card = knowledge_store().card(topic, area_of(tracker))
            if card is None:
                raise LookupError(f"there is no topic {topic}")
            say_card(dispatcher, card, plain_text(card), area_of(tracker))
        offer_to_go_on(dispatcher, tracker)
        return [SlotSet("topic", topics[0])]


class ActionFollowUp(GuideAction):
    """ "Is that the law?", "where does it say that?", "tell me more": asked about the last answer."""

    def name(self) -> str:
        return "action_follow_up"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if is_for_list(dispatcher, tracker):
            return ActionQuestionList().answer(dispatcher, tracker)
        topic = tracker.get_slot("topic")
        card = knowledge_store().card(topic, area_of(tracker)) if topic else None
        if card is None:
            dispatcher.utter_message(response="utter_no_answer_yet")
            return []
        dispatcher.utter_message(
            response=f"utter_{intent_of(tracker)}",
            title=card.title,
            short=card.short,
            duty=f"{card.duty_label}. {card.duty_meaning}",
            sources="\n".join(f"- {source.title}, {source.reference}" for source in card.sources),
            detail="\n\n".join(card.detail),
            steps="\n".join(f"- {step}" for step in card.steps),
            json_message={"kind": "answer", "topic": topic, "card": card.model_dump(mode="json")},
            buttons=topic_buttons(list(card.see_also[:SEE_ALSO])),
        )
        return []


def say_card(dispatcher: CollectingDispatcher, card: AnswerCard, text: str, area: str | None) -> None:
    message: dict[str, Any] = {"kind": "answer", "topic": card.topic, "card": card.model_dump(mode="json")}
    if card.topic in CONTACT_TOPICS:
        message["contacts"] = contact_fields(knowledge_store().contacts(area))
    dispatcher.utter_message(text=text, json_message=message, buttons=topic_buttons(list(card.see_also[:SEE_ALSO])))
