"""The shapes of the public contract (JSON). FastAPI's OpenAPI documents them from here."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.card import AnswerCard, CardContact
from knowledge.models import Duty, Stage

MAX_TEXT = 1_000
MAX_QUESTIONS = 40
MAX_QUESTION = 300
MAX_TITLE = 120
MAX_NOTES = 2_000
CHOICE = r"^[a-z_]+(:[a-z0-9_-]+)?$"

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
    text: CleanText = Field(description=f"1 to {MAX_QUESTION} characters")
    topic: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")] | None = None
    own: bool = False
    important: bool = False


class QuestionList(Body):
    """A parent's questions for a meeting, in the parent's order.

    ``version`` grows with each change. A list that is sent with an old one is refused, so that two windows
    notice each other; without one it replaces whatever stands there.
    """

    title: CleanText = ""
    meeting_date: date | None = None
    stage: Stage | None = None
    questions: list[ListQuestion] = Field(default=[], description=f"at most {MAX_QUESTIONS}")
    notes: CleanText = ""
    version: Annotated[int, Field(ge=0)] | None = None

    @field_validator("meeting_date", mode="before")
    @classmethod
    def _read_date(cls, value: Any) -> Any:
        # Pydantic alone would also take numbers, and read them as seconds since 1970.
        if value is None or isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return date.fromisoformat(value)
        except (TypeError, ValueError):
            pass
        raise _refuse("bad_date")

    @field_validator("questions", mode="before")
    @classmethod
    def _count(cls, value: Any) -> Any:
        if isinstance(value, list) and len(value) > MAX_QUESTIONS:
            raise _refuse("too_many_questions")
        return value

    @model_validator(mode="after")
    def _check(self) -> "QuestionList":
        if len(self.title) > MAX_TITLE:
            raise _refuse("long_title")
        if len(self.notes) > MAX_NOTES:
            raise _refuse("long_notes")
        ids: set[str] = set()
        for number, question in enumerate(self.questions, start=1):
            if not question.text:
                raise _refuse("empty_question", number=number)
            if len(question.text) > MAX_QUESTION:
                raise _refuse("long_question", number=number)
            if question.id in ids:
                raise _refuse("same_question_id", number=number)
            ids.add(question.id)
        return self


class Message(Body):
    """One thing the guide says. ``text`` is the whole of it as plain text."""

    kind: Kind
    text: Annotated[str, Field(min_length=1)]
    topic: str | None = None
    card: AnswerCard | None = None
    options: list[Option] = []
    contacts: list[CardContact] = []
    questions: QuestionList | None = None

    @model_validator(mode="after")
    def _check(self) -> "Message":
        if self.kind == "answer" and not (self.topic and self.card):
            raise ValueError("an answer has a topic and a card")
        if self.kind == "question_list" and self.questions is None:
            raise ValueError("a question_list has questions")
        return self


class Turn(Body):
    """What one side said: a parent's text, or a message of the guide."""

    speaker: Literal["parent", "guide"] = Field(alias="from")
    text: str | None = None
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
