"""The sheet as plain text, 72 columns wide, for any program and for a mail."""

from functools import cache
from textwrap import wrap

from jinja2 import Template

from knowledge.letters import action_line
from web_widget.downloads.page import templates
from web_widget.downloads.sheet import Sheet
from web_widget.wording import say

COLUMNS = 72


def render_text(sheet: Sheet) -> str:
    return _template().render(sheet=sheet).strip() + "\n"


def numbered_questions(sheet: Sheet) -> list[str]:
    """Each question as one line, for a letter that breaks its lines by itself."""
    mark = say("sheet_important")
    return [
        f"{number}. {f'{mark}: ' if question.important else ''}{question.words.text}"
        for number, question in enumerate(sheet.questions, start=1)
    ]


def numbered_actions(sheet: Sheet) -> list[str]:
    """Each thing that was agreed as one line."""
    return [
        f"{number}. {action_line(action.what.text, action.who.text, action.by.text)}"
        for number, action in enumerate(sheet.actions, start=1)
    ]


@cache
def _template() -> Template:
    environment = templates().overlay()
    environment.filters = {
        **environment.filters,
        "wrapped": _wrap,
        "heading": _underline,
        "item": _number,
        "under": _indent,
    }
    return environment.get_template("sheet.txt")


def _wrap(text: str) -> str:
    return "\n".join(wrap(text, COLUMNS, break_on_hyphens=False))


def _underline(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _indent(text: str) -> str:
    """Beneath a numbered item."""
    return "\n".join(wrap(text, COLUMNS, initial_indent=" " * 4, subsequent_indent=" " * 4, break_on_hyphens=False))


def _number(text: str, number: int) -> str:
    first = f"{number:2d}. "
    return "\n".join(
        wrap(text, COLUMNS, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
    )
