"""The files of ``danger_examples`` -> what a model of danger is taught: clauses that tell of it, and all others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

EXAMPLES = Path(__file__).with_name("danger_examples")
MARK = re.compile(r"\[\[(.+?)\]\]")
# A clause is a sentence, or so many words of a long one; the next begins some words later.
CLAUSE, STEP = 14, 5
SHORTEST = 5  # words, of what a dangerous message says besides its signs, or of a sign that is taught by itself
SENTENCE_END = re.compile(r"(?<=[.!?;:…])\s+|\n+")
WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Lesson:
    """A message: which ``kind`` of danger it tells of, in which of its clauses (``signs``), and its other clauses.

    An everyday message has no kind and no signs. Every clause stands in ``text``.
    """

    text: str
    kind: str | None
    signs: tuple[str, ...]
    others: tuple[str, ...]


def sign_lesson(kind: str, marked: str) -> Lesson:
    """From a message whose signs of danger stand in ``[[double brackets]]``."""
    text = MARK.sub(r"\1", marked)
    rest = MARK.sub("\n", marked)
    others = [clause for clause in cut(rest) if len(clause.split()) >= SHORTEST]
    return Lesson(text, kind, tuple(MARK.findall(marked)), tuple(others))


def everyday_lesson(text: str) -> Lesson:
    return Lesson(text, None, (), tuple(cut(text)))


def load_lessons(folder: Path, ordinary: Iterable[Path]) -> list[Lesson]:
    """``ordinary``: files of training data whose messages are everyday questions.

    Raises SystemExit that names the line where a message has no mark, or no kind stands above it.
    """
    lessons = []
    kind = ""
    file = folder / "signs.txt"
    for number, line in _lines(file):
        if line.startswith("= "):
            kind = line[2:].strip()
            continue
        if not (kind and MARK.search(line)):
            raise SystemExit(
                f"{file}:{number}: put the words that tell of danger into [[double brackets]]"
                if kind
                else f"{file}:{number}: begin with a kind of danger, like `= self_harm`"
            )
        lessons.append(sign_lesson(kind, line))
    lessons += [everyday_lesson(line) for _, line in _lines(folder / "harmless.txt")]
    return lessons + [everyday_lesson(text) for everyday in ordinary for text in _everyday(everyday)]


def cut(text: str) -> list[str]:
    """A message's clauses as they stand in it, never none; those of a long sentence overlap."""
    clauses = []
    for sentence in SENTENCE_END.split(text):
        words = list(WORD.finditer(sentence))
        last = max(len(words) - CLAUSE + STEP, 1) if len(words) > CLAUSE + STEP else 1
        for start in range(0, last, STEP) if words else ():
            end = min(start + CLAUSE, len(words)) if last > 1 else len(words)
            clauses.append(sentence[words[start].start() : words[end - 1].end()])
    return clauses or [text]


def _lines(file: Path) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip() and not line.startswith("#")]


def _everyday(file: Path) -> list[str]:
    """The examples of the file's topics: how ordinary questions sound."""
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    return [
        line[2:].strip()
        for entry in entries
        if entry.get("intent") not in (None, "safeguarding")
        for line in entry["examples"].splitlines()
        if line.startswith("- ")
    ]
