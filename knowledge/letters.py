"""Letters of the guidance, filled in with what stands on a parent's question list. Their places: ``letters.yml``."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from knowledge.store import Store

LetterName = Literal["questions_ahead", "ask_for_notes"]


def find_letter(store: Store, name: LetterName) -> str | None:
    """The letter as the guidance has it; None where it has none of that title."""
    written = _written()[name]
    topic = store.topic(written["topic"])
    return next((letter.text for letter in topic.letters if letter.title == written["title"]), None) if topic else None


def fill_letter(
    letter: str, name: LetterName, lines: Sequence[str], meeting: str | None = None, next_meeting: str | None = None
) -> str:
    """The letter with the parent's ``lines`` in the place of its own paragraphs, and with the days that are known."""
    written = _written()[name]
    own, listed = tuple(written["own"]), "\n".join(lines)
    paragraphs: list[str] = []
    for paragraph in letter.split("\n\n"):
        if not (listed and paragraph.startswith(own)):
            paragraphs.append(_fill_days(paragraph, written, meeting, next_meeting))
        elif listed not in paragraphs:
            paragraphs.append(listed)
    if listed and listed not in paragraphs:
        paragraphs.append(listed)
    return "\n\n".join(paragraphs)


def action_line(what: str, who: str = "", by: str = "") -> str:
    """One thing that was agreed, on one line."""
    written = _written()
    known = "action_both" if who and by else "action_who" if who else "action_by" if by else None
    # All at once, so that braces in a parent's words mean nothing.
    rest = str(written[known]).format(who=who, by=by) if known else ""
    return str(written["action"]).format(what=what) + rest


def _fill_days(paragraph: str, written: dict[str, Any], meeting: str | None, next_meeting: str | None) -> str:
    for place, day in (("meeting", meeting), ("next", next_meeting)):
        if day and place in written:
            paragraph = paragraph.replace(written[place]["gap"], written[place]["filled"].replace("{day}", day))
    return paragraph


@cache
def _written() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(Path(__file__).with_suffix(".yml")))
