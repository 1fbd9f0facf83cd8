"""The question list for the next meeting: one slot, changed here whether by talk or by a pressed option."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, GuideAction, intent_of, knowledge_store, value_of

LONGEST_LIST = 40

QuestionList = dict[str, Any]


def empty_list() -> QuestionList:
    return {"title": "", "meeting_date": None, "stage": None, "questions": [], "notes": ""}


class ActionQuestionList(GuideAction):
    """Shows the list; adds or removes a question of the bank that a pressed option names."""

    def name(self) -> str:
        return "action_question_list"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        questions = tracker.get_slot("question_list") or empty_list()
        intent, value = intent_of(tracker), value_of(tracker)
        if intent == "add_question" and value:
            questions = _with(questions, value)
        elif intent == "remove_question" and value:
            questions = _without(questions, value)
        say_list(dispatcher, questions)
        return [SlotSet("question_list", questions)]


def say_list(dispatcher: CollectingDispatcher, questions: QuestionList) -> None:
    texts = [question["text"] for question in questions["questions"]]
    dispatcher.utter_message(
        response="utter_question_list" if texts else "utter_question_list_empty",
        questions="\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1)),
        json_message={"kind": "question_list", "questions": questions},
    )


def _with(questions: QuestionList, question_id: str) -> QuestionList:
    listed = questions["questions"]
    question = knowledge_store().question(question_id)
    if question is None or len(listed) >= LONGEST_LIST or any(entry["id"] == question_id for entry in listed):
        return questions
    entry = {"id": question.id, "text": question.text, "topic": question.topic, "own": False, "important": False}
    return {**questions, "questions": [*listed, entry]}


def _without(questions: QuestionList, question_id: str) -> QuestionList:
    return {**questions, "questions": [entry for entry in questions["questions"] if entry["id"] != question_id]}
