"""What may be sent, and which sentence answers what may not."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from knowledge.list_limits import (
    LONGEST_ACTION,
    LONGEST_BY,
    LONGEST_NOTES,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    LONGEST_WHO,
    MOST_ACTIONS,
    MOST_QUESTIONS,
)
from web_widget.schemas import (
    MAX_TEXT,
    Message,
    NewConversation,
    NewMessage,
    QuestionList,
    Turn,
)
from web_widget.wording import say, sentences


def refusal(shape: Any, body: dict[str, Any]) -> str:
    """The kind of the first mistake in ``body``; its error never shows what was sent."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(shape).validate_python(body)
    assert "TYPED" not in str(refused.value)
    return refused.value.errors()[0]["type"]


def question(**changes: Any) -> dict[str, Any]:
    return {"id": "own-1", "text": "Who helps?", **changes}


def action(**changes: Any) -> dict[str, Any]:
    return {"what": "Test his reading", "who": "the SENCO", "by": "5 December", **changes}


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a"},
        {"text": "x" * MAX_TEXT},
        {"text": f"  {'x' * MAX_TEXT}\n"},
        {"text": "مرحبا, żółw, 你好, 👩‍👧"},
        {"choice": "greeting"},
        {"choice": "add_question:meeting-dates-this-year"},
        {"text": "hi", "choice": None},
    ],
)
def test_messages_that_may_be_sent(body: dict[str, Any]) -> None:
    message = NewMessage(**body)
    assert message.text or message.choice


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"text": ""}, "empty_text"),
        ({"text": " \n\t "}, "empty_text"),
        ({"text": "\u200b\u200d"}, "empty_text"),
        ({"text": "\x00\x07"}, "empty_text"),
        ({"text": "TYPED" * 201}, "long_text"),
        ({"text": "TYPED" * 2_000}, "long_text"),
        ({"text": "TYPED", "choice": "greeting"}, "text_and_choice"),
        ({}, "no_text_or_choice"),
        ({"text": None, "choice": None}, "no_text_or_choice"),
        ({"choice": ""}, "bad_choice"),
        ({"choice": "/TYPED"}, "bad_choice"),
        ({"choice": 'greeting{"a": 1}'}, "bad_choice"),
        ({"choice": "greeting\n"}, "bad_choice"),
        ({"choice": "a" * 201}, "bad_choice"),
    ],
)
def test_messages_that_may_not_be_sent(body: dict[str, Any], sentence: str) -> None:
    assert refusal(NewMessage, body) == sentence
    assert sentence in sentences()


def test_control_characters_are_taken_out() -> None:
    assert NewMessage(text="one\r\ntwo\x00three\x1b").text == "one\ntwo three"


@pytest.mark.parametrize("value", [["a"], {"a": 1}, 7, True])
def test_a_text_is_a_text(value: Any) -> None:
    assert refusal(NewMessage, {"text": value}) == "string_type"


def test_a_new_conversation_needs_nothing() -> None:
    assert NewConversation().area == "england"
    assert NewConversation(area=None).area == "england"
    assert refusal(NewConversation, {"area": ["TYPED"]}) == "string_type"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"questions": [question(id=str(number)) for number in range(MOST_QUESTIONS + 1)]}, "too_many_questions"),
        ({"questions": [question(text=" ")]}, "empty_question"),
        ({"questions": [question(text="x" * (LONGEST_QUESTION + 1))]}, "long_question"),
        ({"questions": [question(), question()]}, "same_question_id"),
        ({"title": "x" * (LONGEST_TITLE + 1)}, "long_title"),
        ({"notes": "x" * (LONGEST_NOTES + 1)}, "long_notes"),
        ({"meeting_date": "15/03/2027"}, "bad_date"),
        ({"meeting_date": "2027-02-30"}, "bad_date"),
        ({"meeting_date": 1_800_000_000}, "bad_date"),
        ({"meeting_date": ""}, "bad_date"),
        ({"next_meeting": "after Easter"}, "bad_next_date"),
        ({"actions": [action()] * (MOST_ACTIONS + 1)}, "too_many_actions"),
        ({"actions": [action(what=" ")]}, "empty_action"),
        ({"actions": [action(what="x" * (LONGEST_ACTION + 1))]}, "long_action"),
        ({"actions": [action(who="x" * (LONGEST_WHO + 1))]}, "long_action_who"),
        ({"actions": [action(by="x" * (LONGEST_BY + 1))]}, "long_action_by"),
    ],
)
def test_lists_that_may_not_be_sent(body: dict[str, Any], sentence: str) -> None:
    assert refusal(QuestionList, body) == sentence
    assert sentence in sentences()


@pytest.mark.parametrize(
    "body",
    [
        {"questions": [question(id="a b")]},
        {"questions": [question(id="x" * 65)]},
        {"questions": [question(topic="../etc")]},
        {"questions": "TYPED"},
        {"stage": "TYPED"},
        {"version": -1},
    ],
)
def test_a_list_has_its_form(body: dict[str, Any]) -> None:
    refusal(QuestionList, body)


def test_the_refusal_names_the_question() -> None:
    with pytest.raises(ValidationError) as refused:
        QuestionList(questions=[question(), question(id="own-2", text="")])
    assert refused.value.errors()[0]["ctx"]["number"] == 2


def test_the_longest_list_may_be_sent() -> None:
    questions = QuestionList(
        title="x" * LONGEST_TITLE,
        meeting_date="2027-03-15",
        stage="review",
        questions=[question(id=f"own-{number}", text="x" * LONGEST_QUESTION) for number in range(MOST_QUESTIONS)],
        notes="x" * LONGEST_NOTES,
        actions=[{"what": "x" * LONGEST_ACTION, "who": "x" * LONGEST_WHO, "by": "x" * LONGEST_BY}] * MOST_ACTIONS,
        next_meeting="2027-07-01",
    )
    assert len(questions.questions) == MOST_QUESTIONS
    assert QuestionList.model_validate_json(questions.model_dump_json()) == questions


def test_the_sentence_of_a_limit_names_it() -> None:
    with pytest.raises(ValidationError) as refused:
        QuestionList(notes="x" * (LONGEST_NOTES + 1))
    fault = refused.value.errors()[0]
    assert say(fault["type"], **fault["ctx"]) == "The notes are too long. They can have up to 2,000 characters."


def test_a_meeting_that_has_been_stays_on_the_list() -> None:
    assert QuestionList(meeting_date="2020-03-12").meeting_date == date(2020, 3, 12)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "answer", "text": "yes", "topic": "sen_meaning"},
        {"kind": "question_list", "text": "yes"},
        {"kind": "greeting", "text": ""},
        {"kind": "other", "text": "yes"},
        {"kind": "greeting", "text": "hi", "options": [{"label": "More", "choice": "/more"}]},
    ],
)
def test_messages_of_the_guide_have_their_form(body: dict[str, Any]) -> None:
    refusal(Message, body)


def test_a_turn_belongs_to_one_side() -> None:
    assert Turn(**{"from": "parent", "text": "hi"}).text == "hi"
    refusal(Turn, {"from": "parent"})
    refusal(Turn, {"from": "guide", "text": "hi"})
    refusal(Turn, {"from": "somebody", "text": "hi"})


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a key with spaces", "key-with-a-line\n", 'key"};--aaaa'])
def test_a_key_is_random_letters_only(key: str) -> None:
    with pytest.raises(ValidationError):
        NewMessage(text="hello", key=key)
