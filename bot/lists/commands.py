"""What a parent tells the question list to do: free text -> Command, by the patterns of commands.yml.

Nothing is guessed: a text that no pattern fits is no command.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.lists.dates import DATE, read_date, read_past_date
from bot.lists.slips import mend
from knowledge.models import Setting, Stage, Theme

PATTERNS = Path(__file__).with_name("commands.yml")
ABOUT = re.compile(
    r"(?:all )?(?:the |that |my )?(?:one|ones|question|questions|qs?) (?:about|on|for|with|regarding|to do with) "
    r"(?:the |his |her |their |my )?(?P<a>.+)"
    r"|(?:the |that |my )(?P<b>\S+(?: \S+){0,3}?) (?:one|ones|question|questions)",
    re.IGNORECASE,
)
LEAD = re.compile(r"^(?:(?:the|my|numbers?|no\.?|nr|questions?|q|#)\s*)+(?=[\w#])", re.IGNORECASE)
TAIL = re.compile(r"\s+(?:one|ones|questions?)$", re.IGNORECASE)
RUN = re.compile(
    r"(?:the |my )?(first|top|last|bottom|final) (\w+)(?: (?:of (?:them|those|these)|ones|questions))?", re.IGNORECASE
)
RANGE = re.compile(r"(\S+?)\s*(?:-|–|to|until|through)\s*(\S+)", re.IGNORECASE)
LONGEST_RUN = 40


@dataclass(frozen=True)
class Which:
    """Which questions are meant. ``places`` count from 1, or from -1 at the end. ``many``: "them", not "it"."""

    places: tuple[int, ...] = ()
    every: bool = False
    that: bool = False
    many: bool = False
    about: str | None = None


@dataclass(frozen=True)
class Command:
    """``day`` is None where a day was named that could be several, such as "next Thursday".

    ``alone``: clear whatever the message's intent was taken for.
    """

    name: str
    which: Which = Which()
    other: Which = Which()
    text: str = ""
    old: str = ""
    count: int = 0
    day: date | None = None
    alone: bool = False


def read_command(text: str, today: date) -> Command | None:
    """The command a text gives, or None. ``today`` decides which day "Thursday" is.

    It may be misspelt: all of it where no words of the parent's own are in it, else its first word.
    """
    command = _read_exact(tidy(text), today)
    first, gap, rest = text.strip().partition(" ")
    if command is None and mend(first) != first:
        command = _read_exact(tidy(mend(first) + gap + rest), today)
    if command is None and (mended := mend(text)) != text:
        command = _read_exact(tidy(mended), today)
        if command and (command.text or command.old):
            return None
    return command


def read_commands(text: str, today: date) -> list[Command]:
    """The commands of a text that gives several; empty unless each part is one that can go with others."""
    parts = [part for part in _patterns().between.split(text) if part.strip()]
    commands = [read_command(part, today) for part in parts]
    together = [command for command in commands if command and command.name in _patterns().together]
    return together if len(together) == len(parts) > 1 else []


def _read_exact(text: str, today: date) -> Command | None:
    patterns = _patterns()
    for alone, group in ((True, patterns.alone), (False, patterns.in_list)):
        for name, pattern in group:
            match = pattern.fullmatch(text)
            command = _command(name, match, today, alone) if match else None
            if command:
                return command
    return None


def read_which(phrase: str) -> Which | None:
    """Which questions a phrase such as "the first two", "1 and 3" or "the one about maths" means."""
    phrase = phrase.strip(" .,!?").lower()
    words = _patterns()
    but = re.split(r",?\s+(?:but not|except|apart from|without)\s+", phrase, maxsplit=1)
    if len(but) == 2:
        kept, left = read_which(but[0]), read_which(but[1])
        if kept is None or left is None or not (kept.places and left.places):
            return None
        wanted = tuple(place for place in kept.places if place not in left.places)
        return Which(wanted) if wanted else None
    if words.every.fullmatch(phrase):
        return Which(every=True)
    if words.that.fullmatch(phrase):
        return Which(that=True, many=bool(words.many.fullmatch(phrase)))
    run = RUN.fullmatch(phrase)
    if run and (count := read_number(run[2])) and 0 < count <= LONGEST_RUN and run[2] not in ("last", "first"):
        return Which(tuple(range(1, count + 1)) if run[1] in ("first", "top") else tuple(range(-count, 0)))
    places = _places(phrase)
    if places:
        return Which(places)
    about = ABOUT.fullmatch(phrase)
    if about:
        # "..., they've sorted that": a reason. "... no, the one about": another mind, better asked.
        subject, _, rest = (about["a"] or about["b"]).partition(",")
        if "..." in subject or rest.strip().startswith(("the one", "no")):
            return None
        return Which(about=subject, every=phrase.startswith("all ") or " ones " in f" {phrase} ")
    return None


def read_number(word: str) -> int | None:
    """``3``, ``three``, ``3rd``, ``third`` -> 3; ``last`` -> -1."""
    word = word.strip().lower().lstrip("#")
    digits = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", word)
    return int(digits[1]) if digits else _patterns().numbers.get(word)


def read_meeting(text: str) -> str | None:
    """The starter list that fits the meeting a text speaks of."""
    return _first(_patterns().meetings, mend(text))


def read_stage(text: str) -> Stage | None:
    return _first(_patterns().stages, mend(text))


def read_setting(text: str) -> Setting | None:
    return _first(_patterns().settings, mend(text))


def read_theme(text: str) -> Theme | None:
    """The theme of the bank that a text names and nothing more."""
    text = tidy(text)
    found: Any = next((name for name, pattern in _patterns().themes if pattern.fullmatch(text)), None)
    return found


def speaks_of_meeting(text: str) -> bool:
    return bool(_patterns().meeting.search(mend(text)))


def tells_age(text: str) -> bool:
    """True where a text says how old the child is, or which year they are in, and nothing more."""
    return bool(_patterns().age.fullmatch(tidy(text)))


def asks(text: str) -> bool:
    """True where a text is a question itself."""
    return text.rstrip().endswith("?") or bool(_patterns().question.search(text.strip()))


def as_question(words: str) -> str:
    """The parent's words with a capital, and with a question mark where they ask something."""
    words = words.strip()
    tidied = words[:1].upper() + words[1:]
    tidied = re.sub(r"\bi\b", "I", tidied)
    if asks(words) and not tidied.endswith("?"):
        tidied = tidied.rstrip(" .!,") + "?"
    return tidied


def tidy(text: str) -> str:
    """A text on one line, with straight quotes and without the polite words around it."""
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = " ".join(text.split())
    patterns = _patterns()
    # The words of a question may end politely or in a full stop; only those of a command are taken off.
    before = None
    while before != text:
        before = text
        text = patterns.polite_start.sub("", text, count=1)
    return text.strip()


@dataclass(frozen=True)
class _Patterns:
    alone: list[tuple[str, re.Pattern[str]]]
    in_list: list[tuple[str, re.Pattern[str]]]
    meetings: list[tuple[str, re.Pattern[str]]]
    stages: list[tuple[str, re.Pattern[str]]]
    settings: list[tuple[str, re.Pattern[str]]]
    themes: list[tuple[str, re.Pattern[str]]]
    numbers: dict[str, int]
    every: re.Pattern[str]
    that: re.Pattern[str]
    many: re.Pattern[str]
    between: re.Pattern[str]
    together: frozenset[str]
    meeting: re.Pattern[str]
    age: re.Pattern[str]
    polite_start: re.Pattern[str]
    question: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    written: dict[str, Any] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    ends = dict.fromkeys(written["verbatim"], r"\s*")

    def compiled(pattern: str) -> re.Pattern[str]:
        for name in ("which", "other", "text", "count"):
            pattern = pattern.replace(f"{{{name}}}", f"(?P<{name}>.+?)" if name != "count" else r"(?P<count>\w+)")
        return re.compile(pattern.replace("{date}", f"(?P<date>{DATE})"), re.IGNORECASE)

    def commands(group: dict[str, list[str]]) -> list[tuple[str, re.Pattern[str]]]:
        return [
            (name, compiled(f"(?:{pattern}){ends.get(name, written['polite_end'])}"))
            for name, patterns in group.items()
            for pattern in patterns
        ]

    def named(group: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
        return [(name, compiled(pattern)) for name, pattern in group.items()]

    return _Patterns(
        alone=commands(written["alone"]),
        in_list=commands(written["in_list"]),
        meetings=named(written["meetings"]),
        stages=named(written["stages"]),
        settings=named(written["settings"]),
        themes=named(written["themes"]),
        numbers=written["numbers"],
        every=compiled(written["every"]),
        that=compiled(written["that"]),
        many=compiled(written["many"]),
        between=compiled(written["between"].replace("{polite_start}", written["polite_start"])),
        together=frozenset(written["together"]),
        meeting=compiled(written["meeting"]),
        age=compiled(written["age"]),
        polite_start=compiled(f"^{written['polite_start']}"),
        question=compiled(written["question"]),
    )


def _command(name: str, match: re.Match[str], today: date, alone: bool) -> Command | None:
    """None where a part of the match is not what the pattern asks for: then another pattern may fit."""
    parts = {part: value for part, value in match.groupdict().items() if value}
    found: dict[str, Any] = {}
    for part in ("which", "other"):
        if part in parts:
            which = read_which(parts[part])
            if which is None:
                return None
            found[part] = which
            # "That" and "the one about maths" are clear only where the list is spoken of.
            alone = alone and bool(which.places)
    if "count" in parts:
        count = read_number(parts["count"])
        if not count or count < 1:
            return None
        found["count"] = count
    if "date" in parts:
        found["day"] = (read_past_date if name == "date_was" else read_date)(parts["date"], today)
    for part in ("text", "old"):
        if part in parts:
            found[part] = parts[part].strip(' "')
    return Command(name, alone=alone, **found)


def _places(phrase: str) -> tuple[int, ...]:
    """The places in a phrase such as "1, 3 and 5" or "2 to 4"; empty where it is anything else."""
    spread = RANGE.fullmatch(LEAD.sub("", phrase))
    if spread:
        first, last = (_place(end) for end in spread.groups())
        if first and last and 0 < first < last <= first + LONGEST_RUN:
            return tuple(range(first, last + 1))
    places: dict[int, None] = {}
    for part in filter(None, re.split(r"\s*(?:,|&|\+|\band\b|\bn\b)\s*|\s+(?=\d)", LEAD.sub("", phrase))):
        number = _place(part)
        if not number:
            return ()
        places[number] = None
    return tuple(places)


def _place(phrase: str) -> int | None:
    """ "Number one" and "the first one" -> 1."""
    bare = LEAD.sub("", phrase)
    return read_number(bare) or read_number(LEAD.sub("", TAIL.sub("", phrase)))


def _first(group: list[tuple[str, re.Pattern[str]]], text: str) -> Any:
    return next((name for name, pattern in group if pattern.search(text)), None)
