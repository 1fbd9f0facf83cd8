"""The mail that sends the list ahead to school: a draft that opens in the parent's own mail program."""

from dataclasses import dataclass
from urllib.parse import quote

from knowledge.store import Store
from web_widget.downloads.plain_text import numbered_questions
from web_widget.downloads.sheet import Sheet
from web_widget.wording import say

TOPIC = "preparing_for_a_meeting"
# Windows and some browsers cut a longer link off or do not open it at all.
LONGEST_LINK = 1_900


@dataclass(frozen=True)
class MailDraft:
    """``link``: a mailto: address. ``left_out``: how many questions had no room in it."""

    link: str
    left_out: int


def make_draft(sheet: Sheet, letter: str) -> MailDraft:
    """As many questions as have room, the important ones first. ``letter``: see find_letter."""
    questions = numbered_questions(sheet)
    for text in (letter, say("mail_short")):
        for count in range(len(questions), -1, -1):
            left_out = len(questions) - count
            link = _link(sheet, _fill(text, questions[:count], left_out, sheet.meeting_date))
            # A letter without any question is worth less than a shorter one that holds some.
            if len(link) <= LONGEST_LINK and (count or not questions or text != letter):
                return MailDraft(link, left_out)
    raise ValueError("mail_short in wording.yml is too long for a link")


def find_letter(store: Store) -> str:
    """The cover note of the guidance; a short one where the guidance has none of its title."""
    topic = store.topic(TOPIC)
    for letter in topic.letters if topic else ():
        if letter.title == say("mail_letter"):
            return letter.text
    return say("mail_short")


def _fill(letter: str, questions: list[str], left_out: int, meeting_date: str | None) -> str:
    """The letter with the parent's questions in the place of its own."""
    own = tuple(say("mail_own_questions").splitlines())
    rest = [say("mail_rest", count=left_out)] if left_out else []
    listed = "\n".join([say("mail_questions"), *questions, *rest]) if questions or rest else ""
    paragraphs: list[str] = []
    for paragraph in letter.split("\n\n"):
        if not (listed and paragraph.startswith(own)):
            paragraphs.append(paragraph)
        elif listed not in paragraphs:
            paragraphs.append(listed)
    if listed and listed not in paragraphs:
        paragraphs.append(listed)
    text = "\n\n".join(paragraphs)
    return text.replace(say("mail_date_gap"), meeting_date) if meeting_date else text


def _link(sheet: Sheet, body: str) -> str:
    day = sheet.meeting_date
    subject = say("mail_subject_date", date=day) if day else say("mail_subject")
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
