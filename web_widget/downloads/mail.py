"""Mails about the list: drafts that open in the parent's own mail program. The service itself sends nothing."""

from dataclasses import dataclass
from urllib.parse import quote

from knowledge.letters import LetterName, fill_letter
from web_widget.downloads.plain_text import numbered_actions, numbered_questions
from web_widget.downloads.sheet import Sheet
from web_widget.wording import say

# Windows and some browsers cut a longer link off or do not open it at all.
LONGEST_LINK = 1_800


@dataclass(frozen=True)
class MailDraft:
    """``text``: the whole mail. ``link``: a mailto: address, in which ``left_out`` lines of it had no room."""

    subject: str
    text: str
    link: str
    left_out: int


def make_draft(name: LetterName, sheet: Sheet, letter: str | None) -> MailDraft:
    """``letter``: as the guidance has it; None: a short one takes its place. The important questions come first."""
    lines = numbered_questions(sheet) if name == "questions_ahead" else numbered_actions(sheet)
    short = say(f"mail_{name}_short")
    subject = _subject(name, sheet)
    text = _fill(name, sheet, letter or short, lines, 0)
    for body in (letter or short, short):
        for count in range(len(lines), -1, -1):
            left_out = len(lines) - count
            link = _link(subject, _fill(name, sheet, body, lines[:count], left_out))
            # A letter without any line is worth less than a shorter one that holds some.
            if len(link) <= LONGEST_LINK and (count or not lines or body == short):
                return MailDraft(subject, text, link, left_out)
    raise ValueError(f"mail_{name}_short in wording.yml is too long for a link")


def _fill(name: LetterName, sheet: Sheet, letter: str, lines: list[str], left_out: int) -> str:
    rest = [say(f"mail_{name}_rest", count=left_out)] if left_out else []
    # Notes come after a meeting: the day of one that is still to come says nothing of an earlier one.
    day = sheet.meeting_date if name == "questions_ahead" or sheet.has_been else None
    return fill_letter(letter, name, [*lines, *rest], day, sheet.next_meeting)


def _subject(name: LetterName, sheet: Sheet) -> str:
    if sheet.meeting_date and (name == "questions_ahead" or sheet.has_been):
        return say(f"mail_{name}_subject_date", date=sheet.meeting_date)
    return say(f"mail_{name}_subject")


def _link(subject: str, body: str) -> str:
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
