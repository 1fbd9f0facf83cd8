"""The sheet: what every file of the question list shows, cleaned and put in order once for all of them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from knowledge.list_limits import LONG_LIST
from web_widget.downloads.room import Room, find_room
from web_widget.schemas import QuestionList
from web_widget.wording import say

# What nobody sees: characters that XML, and so Word, forbids, and those that turn the letters after them round.
UNSEEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e]")
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
EMPTY_QUESTIONS = 6  # to be written by hand


@dataclass(frozen=True)
class Words:
    """A parent's own words, on one line, and the way they are read: ``ltr`` or ``rtl``."""

    text: str
    direction: str


@dataclass(frozen=True)
class SheetQuestion:
    words: Words
    important: bool


@dataclass(frozen=True)
class SheetAction:
    """A row of the table: what was agreed, or empty to be written by hand."""

    what: Words
    who: Words
    by: Words


@dataclass(frozen=True)
class Sheet:
    """``questions``: the important ones first, otherwise in the parent's order. Dates are written out."""

    title: Words
    meeting_date: str | None
    has_been: bool  # the meeting
    stage: str | None
    questions: tuple[SheetQuestion, ...]
    notes: tuple[Words, ...]
    actions: tuple[SheetAction, ...]
    next_meeting: str | None
    made: str
    site: str

    @property
    def asks_to_choose(self) -> bool:
        return len(self.questions) > LONG_LIST and not any(question.important for question in self.questions)

    def room(self, large: bool, spare: float = 0) -> Room:
        """``large``: large print. ``spare``: millimetres to leave free."""
        # The mark of an important question takes as much room as fifteen letters.
        questions = [q.words.text + 15 * "_" * q.important for q in self.questions] or [""] * EMPTY_QUESTIONS
        rows = [(action.what.text, action.who.text, action.by.text) for action in self.actions]
        return find_room(questions, [note.text for note in self.notes], rows, large, spare)

    @property
    def origin(self) -> str:
        return say("sheet_made", service=say("service_name"), site=self.site, date=self.made)


def make_sheet(questions: QuestionList, made: date, site: str) -> Sheet:
    """``site``: the address of the guide, for the foot of the page."""
    listed = [SheetQuestion(_one_line(q.text), q.important) for q in questions.questions]
    return Sheet(
        title=_one_line(questions.title or say("sheet_title")),
        meeting_date=written(questions.meeting_date) if questions.meeting_date else None,
        has_been=questions.meeting_date is not None and questions.meeting_date <= made,
        stage=say(f"sheet_stage_{questions.stage}") if questions.stage else None,
        questions=tuple(sorted(listed, key=lambda question: not question.important)),
        notes=tuple(_one_line(line) for line in clean(questions.notes).split("\n") if line.strip()),
        actions=tuple(
            SheetAction(_one_line(action.what), _one_line(action.who), _one_line(action.by))
            for action in questions.actions
        ),
        next_meeting=written(questions.next_meeting) if questions.next_meeting else None,
        made=written(made),
        site=clean(site),
    )


def written(day: date) -> str:
    """Like Thursday 26 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def clean(text: str) -> str:
    """Without what cannot be seen and files forbid; every kind of line break becomes a newline."""
    return UNSEEN.sub("", LINE_BREAKS.sub("\n", text))


def _one_line(text: str) -> Words:
    text = " ".join(clean(text).split())
    return Words(text, _direction(text))


def _direction(text: str) -> str:
    """As the first letter that has a direction says; HTML's dir="auto" does the same, but WeasyPrint has it not."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L" else "ltr"
