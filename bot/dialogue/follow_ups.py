"""How parents ask about what was just said: free text -> FollowUp, by the patterns of follow_ups.yml.

Nothing is guessed: a text that no pattern fits, or that names a subject of its own, is no follow-up.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATTERNS = Path(__file__).with_name("follow_ups.yml")
WORD = re.compile(r"[a-z']+|\d+")
# Typed without its apostrophe.
CONTRACTED = re.compile(r"\b(what|where|who|how|when)s\b")
# A longer message tells a story; what it asks is understood by itself.
ASIDE_WORDS = 25
SHORT = 6


@dataclass(frozen=True)
class FollowUp:
    """``kind`` as in follow_ups.yml, or ``pick``, ``setting``.

    What is picked is told by ``place``, from 1 or from -1 at the end, or by ``about``, words of its title.
    """

    kind: str
    place: int = 0
    setting: str | None = None
    about: str = ""


def read_follow_up(text: str) -> FollowUp | None:
    """What a text asks about the last answer or the choices just shown, or None."""
    patterns = _patterns()
    text = _tidy(text)
    if len(WORD.findall(text)) > patterns.most_words:
        return None
    for kind, pattern in patterns.first:
        if pattern.fullmatch(text):
            return FollowUp(kind)
    picked = patterns.pick.fullmatch(text)
    if picked:
        word = picked["place"]
        place = patterns.places.get(word) or int(re.sub(r"\D", "", word) or 0)
        return FollowUp("pick", place=place) if place else None
    about = patterns.pick_about.fullmatch(text)
    if about:
        return FollowUp("pick", about=about["about"])
    for setting, pattern in patterns.settings:
        if pattern.fullmatch(text):
            return FollowUp("setting", setting=setting)
    bare = patterns.closers.sub("", _without(patterns.openers, text))
    for kind, pattern in patterns.kinds:
        match = pattern.match(bare)
        if match and patterns.light.issuperset(WORD.findall(bare[match.end() :])):
            return FollowUp(kind)
    return None


def read_aside(text: str) -> str | None:
    """``prediction`` or ``opinion`` where a message asks for what nobody can tell."""
    text = _tidy(text)
    if len(WORD.findall(text)) > ASIDE_WORDS:
        return None
    return next((name for name, pattern in _patterns().asides if pattern.search(text)), None)


def read_declined(text: str) -> str | None:
    """The same, and ``upset`` or ``self_blame``, for a message that is known to be outside what the guide knows."""
    text = _tidy(text)
    return read_aside(text) or next((name for name, pattern in _patterns().declined if pattern.search(text)), None)


def leans(text: str) -> bool:
    """True where a short message points back: it says "it" or "that", or begins in the middle ("and ...")."""
    patterns = _patterns()
    text = _tidy(text)
    words = WORD.findall(text)
    return 0 < len(words) <= patterns.most_words and bool(patterns.pointing.search(text))


def begins_in_the_middle(text: str) -> bool:
    """True for a short message such as "and the teaching assistant?"."""
    text = _tidy(text)
    return len(WORD.findall(text)) <= SHORT and bool(_patterns().middle.search(text))


def only_tells(text: str) -> bool:
    """True where a message tells of the child and asks nothing: "she is in year four and she's eight"."""
    patterns = _patterns()
    words = WORD.findall(_tidy(text))
    light = all(word in patterns.light or word in patterns.telling or word.isdigit() for word in words)
    return light and not _asks(text, words)


def tells_of_someone(text: str) -> bool:
    """True where a message speaks of the writer's life and asks nothing: "we walk, me and the umbrella"."""
    words = WORD.findall(_tidy(text))
    return not _asks(text, words) and not _patterns().someone.isdisjoint(words)


def _asks(text: str, words: list[str]) -> bool:
    return text.rstrip().endswith("?") or not _patterns().asking.isdisjoint(words)


def _tidy(text: str) -> str:
    text = text.lower().replace("’", "'").replace("‘", "'")
    text = CONTRACTED.sub(r"\1's", text).replace("'ll ", " will ")
    return " ".join(text.split()).strip(' "“”')


def _without(openers: re.Pattern[str], text: str) -> str:
    before = None
    while before != text:
        before = text
        text = openers.sub("", text, count=1)
    # "Please?" alone is all opener: then it is what was said.
    return text or before or ""


@dataclass(frozen=True)
class _Patterns:
    openers: re.Pattern[str]
    closers: re.Pattern[str]
    pointing: re.Pattern[str]
    middle: re.Pattern[str]
    most_words: int
    light: frozenset[str]
    asking: frozenset[str]
    telling: frozenset[str]
    someone: frozenset[str]
    first: list[tuple[str, re.Pattern[str]]]
    pick: re.Pattern[str]
    pick_about: re.Pattern[str]
    places: dict[str, int]
    settings: list[tuple[str, re.Pattern[str]]]
    kinds: list[tuple[str, re.Pattern[str]]]
    asides: list[tuple[str, re.Pattern[str]]]
    declined: list[tuple[str, re.Pattern[str]]]


@cache
def _patterns() -> _Patterns:
    written: dict[str, Any] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    return _Patterns(
        openers=re.compile(f"^{written['openers']}"),
        closers=re.compile(written["closers"]),
        pointing=re.compile(written["pointing"]),
        middle=re.compile(written["middle"]),
        most_words=written["most_words"],
        light=frozenset(str(word) for word in written["light"]),
        asking=frozenset(written["asking"]),
        telling=frozenset(written["telling"]),
        someone=frozenset(written["someone"]),
        first=[(kind, any_of(patterns)) for kind, patterns in written["first"].items()],
        pick=any_of(written["pick"]),
        pick_about=re.compile(written["pick_about"]),
        places=written["places"],
        settings=[
            (setting, re.compile(pattern.replace("{setting}", f"(?:{words})")))
            for setting, words in written["setting"].items()
            for pattern in written["setting_asked"]
        ],
        kinds=[(kind, re.compile(pattern)) for kind, group in written["kinds"].items() for pattern in group],
        asides=[(name, any_of(patterns)) for name, patterns in written["asides"].items()],
        declined=[(name, any_of(patterns)) for name, patterns in written["declined"].items()],
    )
