"""The templates of the pages, with what all of them use. Words that the widget also says come from words.js."""

import hashlib
import json
import re
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from knowledge.store import KnowledgeUnavailable
from web_widget.looks import find_look
from web_widget.schemas import Message

FOR_GOOD = "public, max-age=31536000, immutable"
STATIC = Path(__file__).with_name("static")
WORDS = re.compile(r"^export const words = (\{.*\});\s*$", re.DOTALL)
# Nobody types a longer address from paper; the site's own search leads there.
TYPED = 40
LINE_OF_LIST = re.compile(r"^(-|\d+\.) ")


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    # A browser says so by itself, so that a frame stays one without script from page to page.
    framed = request.url.path == "/embed" or request.headers.get("sec-fetch-dest") in ("iframe", "frame")
    context = {"area": "england", "framed": framed, **context}
    if "look" not in context:
        with suppress(KnowledgeUnavailable):
            context["look"] = find_look(request.app.state.store, context["area"])
    look = context.setdefault("look", None)
    context["guide_name"] = (look and look.name) or read_words().name
    return _templates().TemplateResponse(request, template, context, status_code=status)


def render_text(template: str, **context: Any) -> str:
    """A template that is no page."""
    return _templates().get_template(template).render(**context).strip()


@cache
def read_words() -> SimpleNamespace:
    """The words of static/js/words.js; what stands in its braces is also JSON."""
    match = WORDS.match((STATIC / "js/words.js").read_text("utf-8"))
    if match is None:
        raise ValueError("static/js/words.js has to be `export const words = {...};` with JSON in its braces")
    words: SimpleNamespace = json.loads(match[1], object_hook=lambda entries: SimpleNamespace(**entries))
    return words


@cache
def static_version() -> str:
    """Changes when any of the static files does: part of their address, so that a browser may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _templates() -> Jinja2Templates:
    environment = Environment(
        loader=PackageLoader("web_widget"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"words": read_words(), "static": f"/static/{static_version()}"}
    environment.filters |= {
        "fill": _fill,
        "entries": lambda words: vars(words).items(),
        "date": _write_date,
        "digits": lambda phone: re.sub(r"[^\d+]", "", phone),
        "host": lambda url: (urlsplit(url).hostname or "").removeprefix("www."),
        "lead_text": _lead_text,
        "bare": lambda address: address.removeprefix("https://"),
        "typable": _typable,
        "breakable": lambda address: Markup("/<wbr>").join(address.split("/")),
    }
    return Jinja2Templates(env=environment)


def _fill(sentence: str, **values: object) -> str:
    return sentence.format(**values)


def _write_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _typable(url: str) -> str:
    """An address for paper: without what a browser adds by itself, and only the site where the whole is long."""
    bare = url.removeprefix("https://").rstrip("/")
    return bare if len(bare) <= TYPED else bare.partition("/")[0]


def _lead_text(message: Message) -> str:
    """The text repeats contacts and questions as lines, for channels without lists; here they stand beneath it."""
    text = message.text.removeprefix(message.translation.text).strip() if message.translation else message.text
    if not message.contacts and not message.questions:
        return text
    return "\n".join(line for line in text.split("\n") if not LINE_OF_LIST.match(line)).strip()
