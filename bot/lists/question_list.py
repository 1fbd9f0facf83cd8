"""The question list and every way in which it changes, by talk or by hand. Nothing here speaks or stores."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

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
from knowledge.models import Question, Stage, Starter

OWN = "own-"
# What a hand that knows only the older form of the list leaves out, and does not mean to take away.
NEWER_FIELDS = ("actions", "next_meeting")


class ListRefused(Exception):
    """A change that the list does not take.

    ``reason``: full, long, empty, already, not_there, long_notes, many_actions; each is a response
    ``utter_list_<reason>``.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class ListQuestion(_Frozen):
    """A question on the list: one of the bank, or a parent's ``own``."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]
    topic: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")] | None = None
    own: bool = False
    important: bool = False


class ListAction(_Frozen):
    """What was agreed at the meeting: what will be done, who does it and by when, in the parent's words."""

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ACTION)]
    who: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WHO)] = ""
    by: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_BY)] = ""


class QuestionList(_Frozen):
    """The contract's QuestionList. ``version`` grows with each change, so that two hands notice each other."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    meeting_date: date | None = None
    stage: Stage | None = None
    questions: Annotated[tuple[ListQuestion, ...], Field(max_length=MOST_QUESTIONS)] = ()
    notes: Annotated[str, Field(max_length=LONGEST_NOTES)] = ""
    actions: Annotated[tuple[ListAction, ...], Field(max_length=MOST_ACTIONS)] = ()
    next_meeting: date | None = None
    version: Annotated[int, Field(ge=0)] = 0

    @field_validator("questions")
    @classmethod
    def _have_own_ids(cls, questions: tuple[ListQuestion, ...]) -> tuple[ListQuestion, ...]:
        if len({question.id for question in questions}) < len(questions):
            raise ValueError("two questions have the same id")
        return questions

    def json_fields(self) -> dict[str, Any]:
        """As the tracker's slot and the API hold it."""
        return self.model_dump(mode="json")

    def find(self, question_id: str) -> ListQuestion:
        """Raises ListRefused where the list has no such question."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise ListRefused("not_there")

    def place(self, question_id: str) -> int:
        """The question's place, the first being 1."""
        return self.questions.index(self.find(question_id)) + 1


def read_list(stored: dict[str, Any] | None) -> QuestionList:
    """The list out of the tracker's slot; an empty one before anything was added."""
    return QuestionList.model_validate(stored or {})


def add_bank_question(listed: QuestionList, question: Question) -> QuestionList:
    if any(entry.id == question.id for entry in listed.questions):
        raise ListRefused("already")
    return _with(listed, ListQuestion(id=question.id, text=question.text, topic=question.topic))


def add_own_words(listed: QuestionList, words: str) -> QuestionList:
    """The parent's words as they wrote them, at the end of the list."""
    words = one_line(words)
    if any(entry.text.casefold() == words.casefold() for entry in listed.questions):
        raise ListRefused("already")
    return _with(listed, ListQuestion(id=_next_own_id(listed), text=words, own=True))


def remove(listed: QuestionList, ids: Iterable[str]) -> QuestionList:
    gone = {listed.find(question_id).id for question_id in ids}
    return _changed(listed, questions=tuple(entry for entry in listed.questions if entry.id not in gone))


def keep_only(listed: QuestionList, ids: Iterable[str]) -> QuestionList:
    kept = {listed.find(question_id).id for question_id in ids}
    return remove(listed, [entry.id for entry in listed.questions if entry.id not in kept])


def reword(listed: QuestionList, question_id: str, words: str) -> QuestionList:
    """Give a question other words. One of the bank becomes the parent's own."""
    before, words = listed.find(question_id), one_line(words)
    new_id = before.id if before.own else _next_own_id(listed)
    after = before.model_copy(update={"id": new_id, "text": words, "own": True})
    return _changed(listed, questions=tuple(after if entry is before else entry for entry in listed.questions))


def move(listed: QuestionList, question_id: str, place: int) -> QuestionList:
    """Put a question at a place, the first being 1. A place beyond either end means that end."""
    moved = listed.find(question_id)
    rest = [entry for entry in listed.questions if entry is not moved]
    rest.insert(min(max(place, 1), len(listed.questions)) - 1, moved)
    return _changed(listed, questions=tuple(rest))


def swap(listed: QuestionList, one_id: str, other_id: str) -> QuestionList:
    one, other = listed.find(one_id), listed.find(other_id)
    swapped = {one.id: other, other.id: one}
    return _changed(listed, questions=tuple(swapped.get(entry.id, entry) for entry in listed.questions))


def mark_important(listed: QuestionList, ids: Iterable[str], important: bool = True) -> QuestionList:
    marked = {listed.find(question_id).id for question_id in ids}
    return _changed(
        listed,
        questions=tuple(
            entry.model_copy(update={"important": important}) if entry.id in marked else entry
            for entry in listed.questions
        ),
    )


def add_note(listed: QuestionList, line: str) -> QuestionList:
    """A line beneath the notes so far. Raises ListRefused ``long_notes``: nothing of the notes is cut."""
    notes = "\n".join(part for part in (listed.notes, one_line(line, LONGEST_NOTES)) if part)
    if len(notes) > LONGEST_NOTES:
        raise ListRefused("long_notes")
    return _changed(listed, notes=notes)


def add_action(listed: QuestionList, action: ListAction) -> QuestionList:
    if len(listed.actions) >= MOST_ACTIONS:
        raise ListRefused("many_actions")
    return _changed(listed, actions=(*listed.actions, action))


def remove_action(listed: QuestionList, place: int) -> QuestionList:
    """``place`` counts from 0."""
    return _changed(listed, actions=(*listed.actions[:place], *listed.actions[place + 1 :]))


def set_next_meeting(listed: QuestionList, day: date | None) -> QuestionList:
    return _changed(listed, next_meeting=day)


def set_date(listed: QuestionList, day: date | None) -> QuestionList:
    return _changed(listed, meeting_date=day)


def set_meeting(listed: QuestionList, title: str, stage: Stage | None) -> QuestionList:
    return _changed(listed, title=title[:LONGEST_TITLE], stage=stage)


def add_starter(listed: QuestionList, starter: Starter, questions: Iterable[Question]) -> QuestionList:
    """A ready list's questions beneath what is there; those already listed, or beyond the limit, are left out."""
    if not listed.questions:
        listed = set_meeting(listed, starter.title, starter.stage)
    for question in questions:
        try:
            listed = add_bank_question(listed, question)
        except ListRefused:
            continue
    return listed


def start_again(listed: QuestionList) -> QuestionList:
    return QuestionList(version=listed.version + 1)


def replace(listed: QuestionList, by: QuestionList) -> QuestionList:
    """Another list in place of ``listed``."""
    return by.model_copy(update={"version": listed.version + 1})


def replace_by_hand(listed: QuestionList, by: QuestionList) -> QuestionList:
    """The list as a hand wrote it anew. A newer field that the hand did not send stays as it is."""
    kept = {name: getattr(listed, name) for name in NEWER_FIELDS if name not in by.model_fields_set}
    return replace(listed, by.model_copy(update=kept))


def one_line(words: str, longest: int = LONGEST_QUESTION) -> str:
    """Words without control characters and line breaks. Raises ListRefused: ``empty``, ``long``."""
    words = " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", words).split())
    if not any(character.isalnum() for character in words):
        raise ListRefused("empty")
    if len(words) > longest:
        raise ListRefused("long")
    return words


def _with(listed: QuestionList, question: ListQuestion) -> QuestionList:
    if len(listed.questions) >= MOST_QUESTIONS:
        raise ListRefused("full")
    return _changed(listed, questions=(*listed.questions, question))


def _changed(listed: QuestionList, **fields: Any) -> QuestionList:
    return listed.model_copy(update={**fields, "version": listed.version + 1})


def _next_own_id(listed: QuestionList) -> str:
    numbers = [int(entry.id[len(OWN) :]) for entry in listed.questions if re.fullmatch(rf"{OWN}\d{{1,6}}", entry.id)]
    return f"{OWN}{max(numbers, default=0) + 1}"
