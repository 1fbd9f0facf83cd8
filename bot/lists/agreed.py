"""What was agreed at the meeting: a parent's sentence -> what, who, by when -> one line of the notes."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.lists.draft import Agreed

PATTERNS = Path(__file__).with_name("agreed.yml")


def read_agreed(sentence: str) -> Agreed:
    """What the sentence says; what it does not say stays empty. No word is lost."""
    written = _written()
    what, who, when = " ".join(sentence.split()).rstrip(" ."), "", ""
    match = re.search(written["when"], what, re.IGNORECASE)
    if match:
        what, when = match["what"], match["when"]
    match = re.search(written["who"], what, re.IGNORECASE)
    if match and not re.fullmatch(written["nobody"], match["who"], re.IGNORECASE):
        what, who = match["what"], match["who"]
    return Agreed(what=what, who=who, when=when)


def note_line(agreed: Agreed) -> str:
    written = _written()
    # Parts are put in one by one, so that braces in a parent's words mean nothing.
    line = written["line"].replace("{what}", _capital(agreed.what))
    if agreed.who:
        line += written["line_who"].replace("{who}", agreed.who)
    if agreed.when:
        line += written["line_when"].replace("{when}", agreed.when)
    return line


def who_choice(name: str) -> str:
    """Who a pressed option names, in the words of the notes; empty where nobody was named."""
    return str(_written()["who_choices"].get(name, ""))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _written() -> dict[str, Any]:
    return dict(yaml.safe_load(PATTERNS.read_text(encoding="utf-8")))
