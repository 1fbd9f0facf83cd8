"""How much room the sheet leaves to write by hand, so that a list of up to about eight questions fits on one page."""

from dataclasses import dataclass, replace
from math import ceil

# Measured on the page in ordinary print (templates/sheet.css), in millimetres and characters.
PAGE = 266.0
LINE_OF_TEXT = 5.1
LINE_TO_WRITE = 7.5
ROW = 8.6
GAP = 2.0
FURNITURE = 80.0  # title, headings, the head of the table, the date of the next meeting and the foot
LETTERS_IN_LINE = 82
LETTERS_IN_WHAT = 42  # of the table
LETTERS_IN_WHO = 18


@dataclass(frozen=True)
class Room:
    """Lines to write under a question, empty rows for what was agreed, lines for notes."""

    answers: int
    actions: int
    notes: int


# The roomiest first. Rows that are filled in take the place of empty ones, of which some are always left.
ON_ONE_PAGE = (Room(4, 5, 5), Room(3, 4, 3), Room(2, 4, 3), Room(1, 4, 3), Room(1, 4, 2), Room(1, 3, 1), Room(1, 2, 1))
ON_MORE_PAGES = Room(2, 6, 4)
IN_LARGE_PRINT = Room(2, 4, 2)
FEWEST_ROWS = 2


def find_room(
    questions: list[str], notes: list[str], rows: list[tuple[str, str, str]], large: bool = False, spare: float = 0
) -> Room:
    """For the text of each question, of each paragraph of notes, and of each row that was agreed.

    ``large``: large print, which needs more than a page anyhow. ``spare``: millimetres to leave free.
    """
    if large:
        return _without_filled(IN_LARGE_PRINT, rows)
    text = sum(_lines(text) * LINE_OF_TEXT + GAP for text in questions)
    text += sum(_lines(note) * LINE_OF_TEXT + GAP for note in notes)
    text += sum(_row_height(row) for row in rows)
    for room in (_without_filled(room, rows) for room in ON_ONE_PAGE):
        written = len(questions) * room.answers * LINE_TO_WRITE + room.actions * ROW
        written += 0 if notes else room.notes * LINE_TO_WRITE
        if FURNITURE + text + written <= PAGE - spare:
            return room
    return _without_filled(ON_MORE_PAGES, rows)


def _without_filled(room: Room, rows: list[tuple[str, str, str]]) -> Room:
    return replace(room, actions=max(FEWEST_ROWS, room.actions - len(rows)))


def _row_height(row: tuple[str, str, str]) -> float:
    what, who, by = row
    lines = max(_lines(what, LETTERS_IN_WHAT), _lines(who, LETTERS_IN_WHO), _lines(by, LETTERS_IN_WHO))
    return max(ROW, lines * LINE_OF_TEXT + GAP)


def _lines(text: str, letters: int = LETTERS_IN_LINE) -> int:
    return max(1, ceil(len(text) / letters))
