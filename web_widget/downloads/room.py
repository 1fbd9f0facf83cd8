"""How much room the sheet leaves to write by hand, so that a list of up to about eight questions fits on one page."""

from dataclasses import dataclass
from math import ceil

# Measured on the page in ordinary print (templates/sheet.css), in millimetres and characters.
PAGE = 266.0
LINE_OF_TEXT = 5.1
LINE_TO_WRITE = 7.5
ROW = 8.6
GAP = 2.0
FURNITURE = 80.0  # title, headings, the head of the table, the date of the next meeting and the foot
LETTERS_IN_LINE = 82


@dataclass(frozen=True)
class Room:
    """Lines to write under a question, empty rows for what was agreed, lines for notes."""

    answers: int
    actions: int
    notes: int


# The roomiest first.
ON_ONE_PAGE = (Room(4, 5, 5), Room(3, 4, 3), Room(2, 4, 3), Room(1, 4, 3), Room(1, 4, 2), Room(1, 3, 1))
ON_MORE_PAGES = Room(2, 6, 4)
IN_LARGE_PRINT = Room(2, 4, 2)


def find_room(questions: list[str], notes: list[str]) -> Room:
    """For the text of each question and of each paragraph of notes."""
    text = sum(_lines(text) * LINE_OF_TEXT + GAP for text in questions)
    text += sum(_lines(note) * LINE_OF_TEXT + GAP for note in notes)
    for room in ON_ONE_PAGE:
        written = len(questions) * room.answers * LINE_TO_WRITE + room.actions * ROW
        written += 0 if notes else room.notes * LINE_TO_WRITE
        if FURNITURE + text + written <= PAGE:
            return room
    return ON_MORE_PAGES


def _lines(text: str) -> int:
    return max(1, ceil(len(text) / LETTERS_IN_LINE))
