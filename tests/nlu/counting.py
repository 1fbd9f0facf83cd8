"""What the bot would do with a message, and whether that is right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.actions.outside import OUTSIDE
from tests.nlu.blind import OTHER, BlindMessage

ASKS_BACK = "nlu_fallback"
CHOICES = 3
# One kind of topics.yml, several intents: these all do what the parent asked for.
INTENTS = {
    "greeting": {"greeting", "thanks", "goodbye"},
    "question_list": {"question_list", "add_question", "remove_question"},
    # Another language gets a reply of its own.
    "out_of_scope": {*OUTSIDE, "other_language"},
}

RIGHT, OFFERED, NOT_OFFERED, WRONG = "right", "offered", "not offered", "wrong"


@dataclass(frozen=True)
class Heard:
    """How the model understood a message. ``guesses`` are its intents, likeliest first, asking back left out."""

    answered: str | None  # None where it asks back
    guesses: list[str]
    second_topic: str | None
    milliseconds: float


@dataclass(frozen=True)
class Judged:
    message: BlindMessage
    heard: Heard
    outcome: str
    far: bool = False

    @property
    def guess_right(self) -> bool:
        return self.heard.guesses[0] in wanted(self.message.expected)


@dataclass(frozen=True)
class Shares:
    """Shares of ``count`` messages, 0 to 1."""

    count: int
    right: float
    right_or_offered: float
    wrong: float
    asked_back: float
    guess_right: float


def wanted(expected: str) -> set[str]:
    return INTENTS.get(expected, {expected})


def hear(parsed: dict[str, Any], milliseconds: float) -> Heard:
    """``parsed`` is what Rasa makes of a message."""
    guesses = [guess["name"] for guess in parsed["intent_ranking"] if guess["name"] != ASKS_BACK]
    top = parsed["intent"]["name"]
    return Heard(None if top == ASKS_BACK else top, guesses, parsed.get("second_topic"), milliseconds)


def judge(message: BlindMessage, heard: Heard, topics: Iterable[str], far: bool = False) -> Judged:
    if heard.answered is not None:
        return Judged(message, heard, RIGHT if heard.answered in wanted(message.expected) else WRONG, far)
    known = set(topics)
    choices = [guess for guess in heard.guesses if guess in known][:CHOICES]
    return Judged(message, heard, OFFERED if message.expected in choices else NOT_OFFERED, far)


def share(judged: list[Judged]) -> Shares | None:
    """None where there is no message to count."""
    if not judged:
        return None
    outcomes = Counter(one.outcome for one in judged)
    count = len(judged)
    return Shares(
        count=count,
        right=outcomes[RIGHT] / count,
        right_or_offered=(outcomes[RIGHT] + outcomes[OFFERED]) / count,
        wrong=outcomes[WRONG] / count,
        asked_back=(outcomes[OFFERED] + outcomes[NOT_OFFERED]) / count,
        guess_right=sum(one.guess_right for one in judged) / count,
    )


def topics_only(judged: list[Judged]) -> list[Judged]:
    return [one for one in judged if one.message.group != OTHER]


def confusions(judged: list[Judged]) -> Counter[tuple[str, str]]:
    """(what was asked, the likeliest guess) of every message whose likeliest guess is not right."""
    return Counter((one.message.expected, one.heard.guesses[0]) for one in judged if not one.guess_right)
