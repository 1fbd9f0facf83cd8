"""The shapes of the public contract (JSON). FastAPI's OpenAPI documents them from here."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.card import AnswerCard, CardContact
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
from knowledge.models import Duty, Stage
from web_widget.danger import Danger
from web_widget.feedback import Answer, Reason

MAX_TEXT = 1_000
CHOICE = r"^[a-z_]+(:[a-z0-9_-]+)?$"
KEY = r"^[A-Za-z0-9_-]{8,64}$"

Kind = Literal[
    "answer",
    "clarify",
    "urgent",
    "out_of_scope",
    "medical",
    "human",
    "privacy",
    "help",
    "greeting",
    "prompt",
    "question_list",
    "notice",
    "unavailable",
]


def _clean(text: str) -> str:
    """Without control characters and halves of characters, which databases refuse; empty where nothing shows."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", text.replace("\r\n", "\n")).strip()
    return text if any(c.isprintable() and not c.isspace() for c in text) else ""


CleanText = Annotated[str, AfterValidator(_clean)]


def _refuse(sentence: str, **values: Any) -> PydanticCustomError:
    """A validation error whose type is the id of the sentence (wording.yml) that the sender gets to read."""
    return PydanticCustomError(sentence, "{sentence}", {"sentence": sentence, **values})


def _check_length(name: str, text: str, longest: int, number: int = 0) -> None:
    if len(text) > longest:
        raise _refuse(f"long_{name}", longest=longest, number=number)


class Body(BaseModel):
    # An error text of pydantic would repeat what a parent typed.
    model_config = ConfigDict(hide_input_in_errors=True)


class Option(Body):
    """What a person may press next. ``choice`` is sent back as it is."""

    label: str
    choice: Annotated[str, Field(pattern=CHOICE)]
    topic: str | None = None


class ListQuestion(Body):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    text: CleanText = Field(description=f"1 to {LONGEST_QUESTION} characters")
    topic: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")] | None = None
    own: bool = False
    important: bool = False


class ListAction(Body):
    """What was agreed at the meeting: what will be done, who does it and by when, in the parent's words."""

    what: CleanText = Field(description=f"1 to {LONGEST_ACTION} characters")
    who: CleanText = Field("", description=f"up to {LONGEST_WHO} characters")
    by: CleanText = Field("", description=f"a day or any other words, up to {LONGEST_BY} characters")


class QuestionList(Body):
    """A parent's questions for a meeting, in the parent's order, and what was agreed there.

    ``version`` grows with each change. A list that is sent with an old one is refused, so that two windows
    notice each other; without one it replaces whatever stands there. ``actions`` and ``next_meeting`` stay as
    they are where they are not sent. A date may have gone by: the list still stands after the meeting.
    """

    title: CleanText = Field("", description=f"up to {LONGEST_TITLE} characters")
    meeting_date: date | None = None
    stage: Stage | None = None
    questions: list[ListQuestion] = Field(default=[], description=f"at most {MOST_QUESTIONS}")
    notes: CleanText = Field("", description=f"up to {LONGEST_NOTES} characters")
    actions: list[ListAction] = Field(default=[], description=f"at most {MOST_ACTIONS}")
    next_meeting: date | None = None
    version: Annotated[int, Field(ge=0)] | None = None

    @field_validator("meeting_date", "next_meeting", mode="before")
    @classmethod
    def _read_date(cls, value: Any, field: ValidationInfo) -> Any:
        # Pydantic alone would also take numbers, and read them as seconds since 1970.
        if value is None or isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return date.fromisoformat(value)
        except (TypeError, ValueError):
            pass
        raise _refuse("bad_next_date" if field.field_name == "next_meeting" else "bad_date")

    @field_validator("questions", mode="before")
    @classmethod
    def _count_questions(cls, value: Any) -> Any:
        if isinstance(value, list) and len(value) > MOST_QUESTIONS:
            raise _refuse("too_many_questions", most=MOST_QUESTIONS)
        return value

    @field_validator("actions", mode="before")
    @classmethod
    def _count_actions(cls, value: Any) -> Any:
        if isinstance(value, list) and len(value) > MOST_ACTIONS:
            raise _refuse("too_many_actions", most=MOST_ACTIONS)
        return value

    @model_validator(mode="after")
    def _check(self) -> "QuestionList":
        _check_length("title", self.title, LONGEST_TITLE)
        _check_length("notes", self.notes, LONGEST_NOTES)
        ids: set[str] = set()
        for number, question in enumerate(self.questions, start=1):
            if not question.text:
                raise _refuse("empty_question", number=number)
            _check_length("question", question.text, LONGEST_QUESTION, number)
            if question.id in ids:
                raise _refuse("same_question_id", number=number)
            ids.add(question.id)
        for number, action in enumerate(self.actions, start=1):
            if not action.what:
                raise _refuse("empty_action", number=number)
            _check_length("action", action.what, LONGEST_ACTION, number)
            _check_length("action_who", action.who, LONGEST_WHO, number)
            _check_length("action_by", action.by, LONGEST_BY, number)
        return self


class Translation(Body):
    """What a message begins with, where that is not English."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z]{4})?$", description="its code, as in HTML's lang")]
    text: Annotated[str, Field(min_length=1)]


class Message(Body):
    """One thing the guide says. ``text`` is the whole of it as plain text, a ``translation`` included.

    ``part``: which part of the last answer was asked for ("is that the law?"). Then ``text`` is that part alone, and
    ``card`` the whole answer once more.
    """

    kind: Kind
    text: Annotated[str, Field(min_length=1)]
    topic: str | None = None
    card: AnswerCard | None = None
    options: list[Option] = []
    contacts: list[CardContact] = []
    questions: QuestionList | None = None
    translation: Translation | None = None
    part: Literal["more", "law", "source", "simpler", "steps", "words"] | None = None

    @model_validator(mode="after")
    def _check(self) -> "Message":
        if self.kind == "answer" and not (self.topic and self.card):
            raise ValueError("an answer has a topic and a card")
        if self.kind == "question_list" and self.questions is None:
            raise ValueError("a question_list has questions")
        return self


class ChangedList(QuestionList):
    """The list as it now stands. ``messages``: what is urgent, where somebody in it may be in danger."""

    messages: list[Message] = []


class Turn(Body):
    """What one side said: a parent's text, or a message of the guide.

    ``danger``: what was found in the text as it was typed, before personal data was taken out of it.
    """

    speaker: Literal["parent", "guide"] = Field(alias="from")
    text: str | None = None
    danger: Danger | None = None
    message: Message | None = None

    @model_validator(mode="after")
    def _check(self) -> "Turn":
        if (self.text if self.speaker == "parent" else self.message) is None:
            raise ValueError("a parent's turn has a text, a guide's turn a message")
        return self


class NewConversation(Body):
    area: CleanText = Field("england", description="id of an area")
    topic: CleanText | None = Field(None, description="begin with the answer to this topic")
    starter: CleanText | None = Field(None, description="begin with this starter list")

    @field_validator("area", mode="before")
    @classmethod
    def _default(cls, value: Any) -> Any:
        return "england" if value is None else value


class NewMessage(Body):
    """Either a parent's own words (at most 1,000 characters) or the choice of an option."""

    text: str | None = Field(None, description=f"1 to {MAX_TEXT} characters")
    choice: str | None = Field(None, description="the choice of an option")
    key: Annotated[str, Field(pattern=KEY)] | None = Field(
        None, description="random; send it again with a message whose answer was lost, and it is not taken twice"
    )

    @field_validator("text")
    @classmethod
    def _check_text(cls, value: str | None) -> str | None:
        text = None if value is None else _clean(value)
        if text == "":
            raise _refuse("empty_text")
        if text and len(text) > MAX_TEXT:
            raise _refuse("long_text")
        return text

    @field_validator("choice")
    @classmethod
    def _check_choice(cls, value: str | None) -> str | None:
        if value is not None and (len(value) > 200 or not re.fullmatch(CHOICE, value)):
            raise _refuse("bad_choice")
        return value

    @model_validator(mode="after")
    def _check(self) -> "NewMessage":
        if self.text is not None and self.choice is not None:
            raise _refuse("text_and_choice")
        if self.text is None and self.choice is None:
            raise _refuse("no_text_or_choice")
        return self


class NewFeedback(Body):
    """Whether the answer to a topic helped. A ``reason`` says more about a ``no`` that was sent before."""

    topic: str = Field(max_length=64)
    answer: Answer
    reason: Reason | None = None

    @model_validator(mode="after")
    def _check(self) -> "NewFeedback":
        if self.reason and self.answer != "no":
            raise ValueError("a reason belongs to a no")
        return self


class Started(Body):
    conversation: str = Field(description="unguessable id; whoever has it can read the conversation")
    messages: list[Message]


class Reply(Body):
    messages: Annotated[list[Message], Field(min_length=1)]


class TopicItem(Body):
    id: str
    group: str
    title: str
    duty: Duty
    short: str


class Topics(Body):
    topics: list[TopicItem]


class Health(Body):
    """``checks``: what was looked at, and whether it works."""

    status: Literal["live", "ready", "not_ready"]
    checks: dict[str, bool] = {}


class Problem(Body):
    """The body of every error. ``contacts`` and ``messages`` are filled where the service is not available."""

    detail: str = Field(description="a sentence that a parent understands")
    contacts: list[CardContact] = []
    messages: list[Message] = []
