"""Answers a message that leans on what was said before it, whatever intent it was taken for."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, intent_of, keep_days, knowledge_store, value_of
from bot.actions.question_list import ActionQuestionList, explain_list, is_under_way
from bot.actions.sayings import (
    find_card,
    numbered,
    say_part,
    say_person,
    say_topic_list,
    say_topics,
    say_unsure,
)
from bot.dialogue.context import Button, Context, facts_of, pressed
from bot.dialogue.follow_ups import FollowUp, read_aside, read_follow_up

# Kinds of follow-up that a part of the last answer's card answers.
PARTS = {
    "more": "more",
    "law": "law",
    "source": "source",
    "simpler": "simpler",
    "what_then": "steps",
    "words": "words",
}
# Where the last answer has no note on the setting.
SETTING_TOPICS = {
    "early_years": "early_years_support",
    "college": "college_support",
    "age_16": "young_person_rights",
    "school": "sen_support_meaning",
}
# What the list is about, and what of it may be law.
OF_LIST = "preparing_for_a_meeting"
OF_MEETINGS = ("meeting_frequency", "who_attends", "must_and_should")
# A guess of the message before that is worth offering ahead of the neighbours of the answer.
LEAST = 0.03
# Where the model has nothing of its own to say to a message.
UNSURE_INTENTS = ("nlu_fallback", "question_list")
LIST_INTENTS = ("question_list", "add_question", "remove_question", "starter")


def answer_follow_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """The events of the answer, or None where the message stands by itself."""
    text = tracker.latest_message.get("text") or ""
    if not text or text.startswith("/"):
        return None
    context = Context(tracker)
    typed = [button for button in context.buttons if button["title"].casefold() == text.strip(" .").casefold()]
    if typed:
        return _press(dispatcher, tracker, typed[0])
    follow_up = read_follow_up(text)
    if follow_up:
        return _answer(dispatcher, tracker, context, follow_up)
    # "What are the chances that he has it too?" is a medical question.
    aside = read_aside(text) if intent_of(tracker) != "medical" else None
    if aside:
        dispatcher.utter_message(response=f"utter_{aside}")
        return []
    return None


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, follow_up: FollowUp) -> Events | None:
    kind = follow_up.kind
    if kind == "pick":
        if follow_up.about:
            return _pick_about(dispatcher, tracker, context, follow_up.about)
        return _pick(dispatcher, tracker, context, follow_up.place)
    if kind in ("yes", "no"):
        return _yes(dispatcher, tracker, context) if kind == "yes" else _no(dispatcher, tracker, context)
    if kind == "not_that":
        return _not_that(dispatcher, tracker, context)
    in_list = is_under_way(dispatcher, tracker)
    if in_list and kind == "simpler":
        return explain_list(dispatcher, tracker)
    if in_list and kind in ("law", "source"):
        return say_unsure(dispatcher, tracker, context, list(OF_MEETINGS), "utter_follow_which")
    # In the middle of the list "it" is the meeting.
    last = OF_LIST if in_list else context.topic
    if last is None and intent_of(tracker) not in UNSURE_INTENTS:
        return None
    if kind in PARTS:
        return say_part(dispatcher, tracker, context, PARTS[kind])
    topic = knowledge_store().topic(last) if last else None
    if kind == "setting":
        return _answer_for(dispatcher, tracker, topic.id, str(follow_up.setting)) if topic else None
    answers = knowledge_store().follow_up(kind)
    if answers is None or (topic is None and not answers.choices):
        return None
    if topic is None:
        return say_unsure(dispatcher, tracker, context, list(answers.choices), "utter_follow_which")
    meant = answers.after(topic.id, topic.group)
    if meant is None and answers.choices:
        return say_unsure(dispatcher, tracker, context, list(answers.choices), "utter_follow_which")
    if meant in (None, topic.id) and kind != "contact":
        return say_part(dispatcher, tracker, context, "more")
    return say_topics(dispatcher, tracker, [meant or topic.id], contacts=kind == "contact")


def _pick(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, place: int) -> Events | None:
    """Press the button that "the second one" means."""
    buttons = context.buttons
    if not buttons:
        return None
    button = context.button_at(place)
    if button is None:
        custom = {"kind": "clarify"} if "clarify" in context.kinds else {"kind": "prompt"}
        words = {"count": len(buttons), "choices": numbered(buttons)}
        message = {**custom, "unsure": context.unsure, "offered": context.offered}
        dispatcher.utter_message(response="utter_pick_again", json_message=message, buttons=buttons, **words)
        return []
    return _press(dispatcher, tracker, button)


def _pick_about(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, about: str) -> Events | None:
    """Press the one button whose title holds the words."""
    words = about.casefold().split()
    fitting = [button for button in context.buttons if all(word in button["title"].casefold() for word in words)]
    return _press(dispatcher, tracker, fitting[0]) if len(fitting) == 1 else None


def _press(dispatcher: CollectingDispatcher, tracker: Tracker, button: Button) -> Events:
    tracker = pressed(tracker, button)
    intent = intent_of(tracker)
    if knowledge_store().topic(intent):
        return say_topics(dispatcher, tracker, [intent])
    if intent in LIST_INTENTS:
        return ActionQuestionList().answer(dispatcher, tracker)
    if intent == "human":
        return say_person(dispatcher, tracker)
    if intent == "menu_topics":
        return say_topic_list(dispatcher, value_of(tracker))
    dispatcher.utter_message(response=f"utter_{intent}", days=keep_days())
    return []


def _yes(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context) -> Events | None:
    """To one offer; where several stand there the guide asks which."""
    buttons = context.buttons
    if len(buttons) == 1:
        return _press(dispatcher, tracker, buttons[0])
    # "Ok, thank you" says yes to nothing.
    if not context.said or intent_of(tracker) in ("thanks", "goodbye"):
        return None
    if "answer" in context.kinds:
        dispatcher.utter_message(response="utter_anything_else", buttons=buttons)
        return []
    if buttons:
        if any(said.get("which") for said in context.said):
            return _not_that(dispatcher, tracker, context)
        kind = "clarify" if "clarify" in context.kinds else "prompt"
        message = {"kind": kind, "unsure": context.unsure, "offered": context.offered, "which": True}
        words = {"choices": numbered(buttons)}
        dispatcher.utter_message(response="utter_yes_which", json_message=message, buttons=buttons, **words)
        return []
    return _nothing_else(dispatcher, context)


def _no(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context) -> Events | None:
    if "clarify" in context.kinds:
        return _not_that(dispatcher, tracker, context)
    return _nothing_else(dispatcher, context) if context.said else None


def _nothing_else(dispatcher: CollectingDispatcher, context: Context) -> Events:
    again = any(said.get("nothing_else") for said in context.said)
    message = {"kind": "help" if again else "prompt", "nothing_else": not again}
    dispatcher.utter_message(response="utter_help" if again else "utter_nothing_else", json_message=message)
    return []


def _not_that(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context) -> Events | None:
    """Other topics that the message before may have meant, then neighbours of the answer given."""
    if not context.said:
        return None
    store = knowledge_store()
    topic = store.topic(context.topic) if context.topic else None
    likely = [guess for guess, sure in context.ranking.items() if sure >= LEAST and store.topic(guess)]
    likely += list(topic.see_also) if topic else []
    likely += list(context.ranking)
    left = [guess for guess in likely if guess not in context.answered and store.topic(guess)]
    return say_unsure(dispatcher, tracker, context, left, "utter_not_that")


def _answer_for(dispatcher: CollectingDispatcher, tracker: Tracker, topic: str, setting: str) -> Events:
    """The last answer again, for the setting that the parent has just named."""
    facts = facts_of(tracker, setting)
    if setting == "school":
        facts = facts.model_copy(update={"settings": (), "school": True})
    told = SlotSet("age", "16_or_over") if setting == "age_16" else SlotSet("setting", setting)
    if not find_card(tracker, topic, facts).for_you or (setting == "school" and topic in SETTING_TOPICS.values()):
        topic = SETTING_TOPICS[setting]
    return [told, *say_topics(dispatcher, tracker, [topic], facts)]
