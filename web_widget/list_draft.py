"""The question list as the page's form holds it: what was typed, right or wrong, and what each button does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.list_limits import MOST_ACTIONS, MOST_QUESTIONS
from web_widget.errors import BadRequest
from web_widget.schemas import QuestionList
from web_widget.wording import sentences

MOST_TYPED = 5_000  # characters of one field that come back into it; more nobody types by hand


class Form(Protocol):
    def get(self, name: str) -> Any: ...
    def getlist(self, name: str) -> Sequence[Any]: ...


class DraftQuestion(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    text: str
    important: bool = False


class DraftAction(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    what: str
    who: str = ""
    by: str = ""


class Gone(BaseModel):
    """What was just taken out, and where it stood; the page holds it, so that it can be put back."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    entry: DraftQuestion | DraftAction
    place: int = Field(ge=0, le=MOST_QUESTIONS)

    @property
    def text(self) -> str:
        return self.entry.text if isinstance(self.entry, DraftQuestion) else self.entry.what


@dataclass(frozen=True)
class Draft:
    """``new``: a question that is typed and not added yet. ``gone``: what Undo would put back."""

    version: int | None = None
    title: str = ""
    meeting_date: str = ""
    next_meeting: str = ""
    notes: str = ""
    questions: tuple[DraftQuestion, ...] = ()
    actions: tuple[DraftAction, ...] = ()
    new: str = ""
    gone: Gone | None = None

    def do(self, what: str, stands: QuestionList) -> tuple["Draft", str]:
        """The draft after a button was pressed, and the id of the question it was about, if any."""
        name, _, id = what.partition(":")
        if name != "add" and self.new.strip():
            # Whoever presses Save wants what stands in the field above it saved too.
            return self._add(stands)[0].do(what, stands) if self._is_new() else replace(self, new="").do(what, stands)
        place = next((at for at, question in enumerate(self.questions) if question.id == id), None)
        draft = replace(self, gone=None)
        if name == "add":
            return draft._add(stands)
        if name == "undo" and self.gone:
            return draft._put_back(self.gone)
        if name == "remove_action" and id in map(str, range(len(self.actions))):
            actions = list(self.actions)
            gone = Gone(entry=actions.pop(int(id)), place=int(id))
            return replace(draft, actions=tuple(actions), gone=gone), ""
        if place is None:
            return draft, ""
        questions = list(self.questions)
        taken = questions.pop(place)
        if name == "remove":
            return replace(draft, questions=tuple(questions), gone=Gone(entry=taken, place=place)), ""
        to = {"up": max(place - 1, 0), "down": place + 1, "first": 0}.get(name, place)
        questions.insert(to, taken)
        return replace(draft, questions=tuple(questions)), id

    def added_to(self, stands: "Draft") -> "Draft":
        """``stands`` with the questions, notes and actions of this one beneath its own, nothing twice."""
        known = {question.text for question in stands.questions}
        ids = {question.id for question in stands.questions}
        fresh = [question for question in self.questions if question.text not in known]
        questions = list(stands.questions)
        for question in fresh:
            taken = question.id in ids
            id = _next_own_id(questions) if taken else question.id
            questions.append(question.model_copy(update={"id": id}))
            ids.add(id)
        notes = stands.notes if self.notes in stands.notes else f"{stands.notes}\n{self.notes}".strip()
        actions = (*stands.actions, *(action for action in self.actions if action not in stands.actions))
        return replace(
            stands,
            questions=tuple(questions),
            notes=notes,
            actions=actions,
            title=stands.title or self.title,
            meeting_date=stands.meeting_date or self.meeting_date,
            next_meeting=stands.next_meeting or self.next_meeting,
        )

    def to_list(self, stands: QuestionList) -> QuestionList:
        """As it is to be kept; ``stands`` knows what no form shows. Raises BadRequest, which says what is wrong."""
        known = {question.id: question for question in stands.questions}
        questions: list[dict[str, Any]] = []
        for question in self.questions:
            fields: dict[str, Any] = {"topic": None, "own": True, **question.model_dump()}
            before = known.get(question.id)
            if before:
                fields |= {"topic": before.topic, "own": before.own}
            if before and not before.own and before.text != " ".join(question.text.split()):
                # Other words make a question of the bank the parent's own.
                fields |= {"id": _next_own_id([*self.questions, *stands.questions, *questions]), "own": True}
            questions.append(fields)
        try:
            return QuestionList.model_validate(
                {
                    "title": self.title,
                    "meeting_date": _iso(self.meeting_date),
                    "next_meeting": _iso(self.next_meeting),
                    "stage": stands.stage,
                    "questions": questions,
                    "notes": self.notes,
                    "actions": [action.model_dump() for action in self.actions],
                    "version": stands.version,
                }
            )
        except ValidationError as error:
            # Only the kind of the fault: the error itself may repeat what was typed.
            fault = error.errors(include_input=False)[0]
        known_values = {name: value for name, value in fault.get("ctx", {}).items() if name != "sentence"}
        raise BadRequest(fault["type"] if fault["type"] in sentences() else None, **known_values)

    def _add(self, stands: QuestionList) -> tuple["Draft", str]:
        text = " ".join(self.new.split())
        if not self._is_new():
            return self, ""
        id = _next_own_id([*self.questions, *stands.questions])
        return replace(self, questions=(*self.questions, DraftQuestion(id=id, text=text)), new=""), id

    def _is_new(self) -> bool:
        """Whether the field for a new question holds one that is not on the list."""
        text = " ".join(self.new.split())
        return bool(text) and all(question.text != text for question in self.questions)

    def _put_back(self, gone: Gone) -> tuple["Draft", str]:
        if isinstance(gone.entry, DraftAction):
            actions = list(self.actions)
            actions.insert(gone.place, gone.entry)
            return replace(self, actions=tuple(actions)), ""
        questions = [question for question in self.questions if question.id != gone.entry.id]
        questions.insert(gone.place, gone.entry)
        return replace(self, questions=tuple(questions)), gone.entry.id


def draft_of(questions: QuestionList) -> Draft:
    return Draft(
        version=questions.version,
        title=questions.title,
        meeting_date=questions.meeting_date.isoformat() if questions.meeting_date else "",
        next_meeting=questions.next_meeting.isoformat() if questions.next_meeting else "",
        notes=questions.notes,
        questions=tuple(DraftQuestion(id=q.id, text=q.text, important=q.important) for q in questions.questions),
        actions=tuple(DraftAction(**action.model_dump()) for action in questions.actions),
    )


def read_draft(form: Form) -> Draft:
    """Whatever a form holds; what no form of ours can hold is left out."""
    important = set(form.getlist("important"))
    version = _text(form.get("version"))
    questions: list[DraftQuestion] = []
    for id, text in zip(form.getlist("id"), form.getlist("text"), strict=False):
        try:
            questions.append(DraftQuestion(id=id, text=_text(text), important=id in important))
        except ValidationError:
            continue
    lines = zip_longest(*(map(_text, form.getlist(name)) for name in ("what", "who", "by")), fillvalue="")
    try:
        gone = Gone.model_validate_json(_text(form.get("gone")))
    except ValidationError:
        gone = None
    return Draft(
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
        title=_text(form.get("title")),
        meeting_date=_text(form.get("meeting_date")),
        next_meeting=_text(form.get("next_meeting")),
        notes=_text(form.get("notes")),
        questions=tuple(questions[: MOST_QUESTIONS + 1]),
        actions=tuple(DraftAction(what=what, who=who, by=by) for what, who, by in lines if what or who or by)[
            : MOST_ACTIONS + 1
        ],
        new=_text(form.get("new")),
        gone=gone,
    )


def is_same(one: QuestionList, other: QuestionList) -> bool:
    """Whether two lists hold the same, whatever their versions."""
    return one.model_dump(exclude={"version"}) == other.model_dump(exclude={"version"})


def _text(value: Any) -> str:
    """A file that somebody sends in the place of a text is no text."""
    return value.replace("\r\n", "\n").strip()[:MOST_TYPED] if isinstance(value, str) else ""


def _iso(day: str) -> str | None:
    """A browser without a field for dates lets type any text: 15/3/2027 is a date here too."""
    parts = [part.strip() for part in day.replace(".", "/").split("/")]
    if len(parts) == 3 and all(part.isdecimal() and len(part) <= 4 for part in parts):
        date, month, year = (int(part) for part in parts)
        return f"{year:04}-{month:02}-{date:02}"
    return day or None


def _next_own_id(questions: Sequence[Any]) -> str:
    """Ids as the bot gives them to a parent's own questions."""
    ids = [question["id"] if isinstance(question, Mapping) else question.id for question in questions]
    numbers = [int(id[4:]) for id in ids if id.startswith("own-") and id[4:].isdecimal() and len(id) < 11]
    return f"own-{max(numbers, default=0) + 1}"
