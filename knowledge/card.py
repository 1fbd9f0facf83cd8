"""The answer card: one topic's guidance as a parent gets it, in one area."""

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from knowledge.models import Duty, Force, Shape


class CardSource(Shape):
    title: str
    reference: str
    url: str
    force: Force


class CardQuestion(Shape):
    id: str
    text: str


class CardLetter(Shape):
    title: str
    text: str


class CardContact(Shape):
    """A contact as the API shows it; ``area`` is the area's id, or null for a national one."""

    name: str
    phone: str | None
    url: str | None
    email: str | None
    hours: str | None
    area: str | None
    what: str | None = None
    checked: date | None = None
    confirmed: bool = True


class CardLocal(Shape):
    area: str
    name: str
    text: tuple[str, ...]
    contacts: tuple[CardContact, ...]


class CardOtherSetting(Shape):
    setting: str
    text: str


class CardForYou(Shape):
    """What the answer takes from what the parent told: ``told`` says so, ``correct`` how to put it right."""

    told: str
    text: str
    correct: str


class CardNotice(Shape):
    title: str
    text: str
    dated: date


class AnswerCard(Shape):
    """The contract's AnswerCard; what it adds to the contract stands after ``notice``."""

    title: str
    short: str
    duty: Duty
    detail: tuple[str, ...]
    steps: tuple[str, ...]
    questions: tuple[CardQuestion, ...]
    sources: tuple[CardSource, ...]
    local: CardLocal | None
    see_also: tuple[str, ...]
    reviewed: date
    review_by: date
    notice: CardNotice | None
    topic: str
    duty_label: str
    duty_meaning: str
    duty_law: str
    words: tuple[str, ...]
    letters: tuple[CardLetter, ...]
    other_settings: tuple[CardOtherSetting, ...]
    childs_voice: str | None
    simple: str
    for_you: tuple[CardForYou, ...] = ()


def plain_text(card: AnswerCard) -> str:
    """The whole card as text, for screen readers, emails and channels without cards."""
    return _template().render(card=card).strip()


@cache
def _template() -> Template:
    # trim_blocks keeps the template's own lines readable without leaving gaps in the text.
    environment = Environment(
        loader=PackageLoader("knowledge", ""), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("card.txt.j2")
