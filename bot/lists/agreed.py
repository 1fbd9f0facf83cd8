"""What was agreed at the meeting: a parent's sentence -> what will be done, who does it and by when."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.lists.draft import Agreed
from bot.lists.question_list import QuestionList
from knowledge.letters import action_line
from knowledge.list_limits import LONGEST_BY, LONGEST_WHO

PATTERNS = Path(__file__).with_name("agreed.yml")


def read_agreed(sentence: str) -> Agreed:
    """What the sentence says; what it does not say stays empty. Nothing of it is lost."""
    written = _written()
    what, who, by = re.sub(written["said"], "", plain(sentence), flags=re.IGNORECASE), "", ""
    match = re.search(written["by"], what, re.IGNORECASE)
    if match and len(match["by"]) <= LONGEST_BY:
        what, by = match["what"], read_by(match["by"])
    match = re.search(written["who"], what, re.IGNORECASE)
    if match and len(match["who"]) <= LONGEST_WHO and not re.fullmatch(written["nobody"], match["who"], re.IGNORECASE):
        what, who = match["what"], match["who"]
    return Agreed(what=what[:1].upper() + what[1:], who=who, by=by)


def read_by(words: str) -> str:
    """By when, as it stands under the heading "by when"."""
    return re.sub(_written()["by_start"], "", plain(words), flags=re.IGNORECASE)


def is_nothing(words: str) -> bool:
    """True where the parent says that nothing was agreed."""
    return bool(re.fullmatch(_written()["nothing"], plain(words), re.IGNORECASE))


def is_unsaid(words: str) -> bool:
    """True where the parent says that it was not said who does it, or by when."""
    return bool(re.fullmatch(_written()["unsaid"], plain(words), re.IGNORECASE))


def who_choice(name: str) -> str:
    """Who a pressed option names, in the words of the list; empty where nobody was named."""
    return str(_written()["who_choices"].get(name, ""))


def agreed_lines(listed: QuestionList, next_day: str) -> list[str]:
    """What was agreed, one thing a line, and the day of the next meeting where it is known."""
    lines = [action_line(action.what, action.who, action.by) for action in listed.actions]
    return [*lines, _written()["next"].replace("{day}", next_day)] if next_day else lines


def no_questions() -> str:
    """What stands in the place of the questions where there are none."""
    return str(_written()["no_questions"])


def plain(words: str) -> str:
    """On one line, without the full stop at its end."""
    return " ".join(words.split()).rstrip(" .")


@cache
def _written() -> dict[str, Any]:
    return dict(yaml.safe_load(PATTERNS.read_text(encoding="utf-8")))
