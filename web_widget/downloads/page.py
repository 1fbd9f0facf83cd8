"""The sheet as a web page to print, whole in itself: no script, and nothing from another address."""

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from web_widget.downloads.sheet import EMPTY_QUESTIONS, Sheet
from web_widget.wording import say


def render_page(sheet: Sheet, large: bool = False) -> str:
    """HTML. ``large``: large print."""
    template = templates().get_template("sheet.html")
    return template.render(sheet=sheet, room=sheet.room(large), large=large, policy=policy(), style=_style())


def policy() -> str:
    """The page's Content-Security-Policy: its own style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("web_widget.downloads"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(say=say, empty_questions=EMPTY_QUESTIONS)
    return environment


@cache
def _style() -> Markup:
    return Markup(templates().get_template("sheet.css").render())
