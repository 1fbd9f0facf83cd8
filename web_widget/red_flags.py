"""Danger in a parent's words, by the patterns of ``red_flags.yml``."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.files import read_yaml
from knowledge.mistakes import GuidanceError, Mistake

FILE = Path(__file__).with_name("red_flags.yml")
SECTIONS = ("spellings", "words", "harmless", "flags")
GAP = r"(?:\w+ ){0,4}"
WORD = re.compile(r"[a-z0-9]+\*?|\*|\.")
# A normalised message is words with one space around each, and a full stop at the end of each sentence.
NOT_CONTRACTION = re.compile(r"n't\b")
IS_CONTRACTION = re.compile(
    r"\b(he|she|it|that|there|here|who|what|where|nobody|someone|everyone|everybody|mum|dad|phone|son|daughter"
    r"|boyfriend|partner|husband)'s\b"
)
CONTRACTIONS = {"'ll": " will", "'re": " are", "'ve": " have", "'d": " would", "i'm": "i am", "'": ""}
DISGUISED = re.compile(r"(?<=[a-z])[@$*!|013](?=[a-z])")
DISGUISES = {"@": "a", "$": "s", "*": "i", "!": "i", "|": "i", "0": "o", "1": "i", "3": "e"}
SPACED_LETTERS = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
ELONGATED = re.compile(r"(\w)\1{2,}")


def find_danger(text: str) -> str | None:
    """The kind of danger (see knowledge/dangers.yml) that a message tells of: the most urgent one, or None."""
    return red_flags().find(text)


@cache
def red_flags() -> "RedFlags":
    """The patterns, read once. Raises GuidanceError where the file has a mistake."""
    return RedFlags(FILE)


class RedFlags:
    """The patterns of a file like ``red_flags.yml``. Raises GuidanceError that names every mistake in it."""

    def __init__(self, path: Path):
        self._file = read_yaml(path)
        self._mistakes: list[Mistake] = []
        self._check_sections()
        data = self._file.data
        self._spellings: dict[str, str] = {str(wrong): str(right) for wrong, right in data["spellings"].items()}
        alternatives = "|".join(re.escape(wrong) for wrong in sorted(self._spellings, key=len, reverse=True))
        self._misspelt = re.compile(rf"(?<= )(?:{alternatives})(?= )")
        self._words: dict[str, str] = {}
        self._known: set[str] = set()
        for name, entries in data["words"].items():
            found = [self._regex(str(entry), "words", name, i) for i, entry in enumerate(entries)]
            self._words[name] = f"(?:{'|'.join(found)})"
        self._harmless = [self._pattern(entry, "harmless", i) for i, entry in enumerate(data["harmless"])]
        self._flags = {
            kind: [self._pattern(entry, "flags", kind, i) for i, entry in enumerate(entries)]
            for kind, entries in data["flags"].items()
        }
        if self._mistakes:
            raise GuidanceError(self._mistakes)

    @property
    def kinds(self) -> list[str]:
        """The most urgent first."""
        return list(self._flags)

    def find(self, text: str) -> str | None:
        """The first kind of the file with a pattern that fits the text, or None."""
        normalised = self.normalise(text)
        for harmless in self._harmless:
            normalised = harmless.sub(". ", normalised)
        return next((kind for kind, flags in self._flags.items() if any(f.search(normalised) for f in flags)), None)

    def normalise(self, text: str) -> str:
        """Small letters without accents, contractions and misspellings written out: `` i can not go on . ``"""
        # A Turkish keyboard's letter has no accent that could be taken away.
        text = unicodedata.normalize("NFKD", text).lower().replace("ı", "i")
        text = "".join(character for character in text if unicodedata.category(character) not in ("Mn", "Cf"))
        text = _write_out_contractions(re.sub("[’‘`´]", "'", text))
        text = DISGUISED.sub(lambda found: DISGUISES[found[0]], text)
        text = re.sub(r"[.!?;:…]+", " . ", text)
        text = re.sub(r"[^\w.]|_", " ", text)
        text = SPACED_LETTERS.sub(lambda found: found[0].replace(" ", ""), " ".join(text.split()))
        text = " ".join(self._shorten(word) for word in text.split())
        return self._misspelt.sub(lambda found: self._spellings[found[0]], f" {text} . ")

    def _shorten(self, word: str) -> str:
        """Take long-drawn letters out: "killlll" -> "kill"."""
        if not ELONGATED.search(word):
            return word
        double = ELONGATED.sub(r"\1\1", word)
        return double if double in self._known else ELONGATED.sub(r"\1", word)

    def _check_sections(self) -> None:
        for name in self._file.data:
            if name not in SECTIONS:
                self._add("is not a section; the sections are " + ", ".join(SECTIONS), name)
        for name, shape in zip(SECTIONS, (dict, dict, list, dict), strict=True):
            part = self._file.data.get(name)
            if not part or not isinstance(part, shape):
                self._add(f"expected {'a list' if shape is list else 'names with values'} here", name)
            elif name in ("words", "flags"):
                for key, entries in part.items():
                    if not entries or not isinstance(entries, list):
                        self._add("expected a list, each line beginning with a dash", name, key)
        if self._mistakes:
            raise GuidanceError(self._mistakes)

    def _pattern(self, entry: Any, *place: str | int) -> re.Pattern[str]:
        if not isinstance(entry, str):
            self._add(f"{entry!r} is not a text; put quotes around it", *place)
            return re.compile("(?!)")
        regex = self._regex(entry, *place)
        # A look behind, not a space: two harmless phrases may stand side by side.
        pattern = re.compile(f"(?<= ){regex}" if place[0] == "harmless" else f" {regex}")
        if re.fullmatch(regex, ""):
            self._add(f"`{entry}` fits every message", *place)
        return pattern

    def _regex(self, pattern: str, *place: str | int) -> str:
        """The words of a pattern as a regular expression; each word brings the space behind it."""
        written = " " + " ".join(re.sub(r"[^\w.* ]", " | ", pattern).split()) + " "
        if wrong := self._misspelt.search(written):
            self._add(
                f"`{pattern}` can never fit: `{wrong[0]}` is rewritten to `{self._spellings[wrong[0]]}` first", *place
            )
        if pattern.count("(") != pattern.count(")"):
            self._add(f"`{pattern}`: a bracket is not closed, or not opened", *place)
            return ""
        return self._sequence(pattern, pattern, place)

    def _sequence(self, part: str, pattern: str, place: tuple[str | int, ...]) -> str:
        return "".join(self._token(token, pattern, place) for token in _split(part, " ") if token)

    def _token(self, token: str, pattern: str, place: tuple[str | int, ...]) -> str:
        if token == "...":
            return GAP
        body = token.removesuffix("?")
        optional = "?" if body != token else ""
        if body.startswith("(") and body.endswith(")"):
            choices = "|".join(self._sequence(choice, pattern, place) for choice in _split(body[1:-1], "|"))
            return f"(?:{choices}){optional}"
        if body.startswith("<") and body.endswith(">"):
            if body[1:-1] not in self._words:
                self._add(f"`{pattern}`: there is no word list {body} above", *place)
            return self._words.get(body[1:-1], "") + optional
        if not WORD.fullmatch(body):
            self._add(f"`{pattern}`: cannot read `{token}`; use small letters, ( | ), <list>, *, ? and ...", *place)
            return ""
        self._known.add(body)
        return f"(?:{_word(body)} )?" if optional else f"{_word(body)} "

    def _add(self, sentence: str, *place: str | int) -> None:
        field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
        self._mistakes.append(Mistake(self._file.path, self._file.line(*place), field, sentence))


def _split(text: str, mark: str) -> list[str]:
    """``text`` at each ``mark`` that stands outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _word(word: str) -> str:
    if word == "*":
        return r"\w+"
    return re.escape(word).replace(r"\*", r"\w*")


def _write_out_contractions(text: str) -> str:
    text = IS_CONTRACTION.sub(r"\1 is", NOT_CONTRACTION.sub(" not", text))
    for short, long in CONTRACTIONS.items():
        text = text.replace(short, long)
    return text
