"""Guidance files -> models. Every mistake names the file, the line and the field, all at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from knowledge.files import CURLY_NAME, CURLY_QUOTES, Page, Section, YamlFile, read_page, read_yaml
from knowledge.logos import LogoError, read_logo
from knowledge.mistakes import GuidanceError, Mistake
from knowledge.models import (
    Area,
    Catalogue,
    Contact,
    Danger,
    Duties,
    Duty,
    FollowUpAnswers,
    Guidance,
    Languages,
    Logo,
    Notice,
    Question,
    Shape,
    Starter,
    Told,
    Topic,
    Work,
)

ROOT = Path(__file__).parent

SECTIONS = {
    "Short answer": "short",
    "In simple words": "simple",
    "More detail": "detail",
    "Nursery and college": "other_settings",
    "Your child's voice": "childs_voice",
    "What you can do": "steps",
    "Words you can use": "words",
}
LETTER = "Letter: "
CITATIONS = re.compile(r"\s*\[([^\[\]]+)\]$")
MARKUP = re.compile(r"\*|(?<!\w)_|`|\]\(|<[a-z/!]")
# Made from the file's place and the text below the front matter, never written in it.
NOT_IN_FRONT = {"id", "group", "scope", "letters", *SECTIONS.values()}
SETTING_NOTE = re.compile(r"^(early_years|college|age_16):\s*(.+)$")

HEADINGS = {name: heading for heading, name in SECTIONS.items()}
MISSING = "is missing"
NOT_HERE = "does not belong in the front matter; take it out"
EMPTY = "is empty; write something here or take it out"
LINES_WANTED = "expected lines of the form `name: value` here"
LIST_WANTED = "expected a list here: one line each, beginning with a dash"
PLAIN_WANTED = "write plain text: no bold, links, code or HTML"
SETTING_WANTED = "begin the item with early_years:, college: or age_16:"
COLOUR_WANTED = 'write it in quotes: # and six figures or letters from a to f, for instance "#005ea5"'
LOGO_WANTED = "name a PNG, JPEG or WebP file in the folder areas, for instance devon.png"
LOGO_SAYS = "fill in council above: people who cannot see the logo hear the council's name"
CITATION_PLACE = "a citation may only stand at the very end, and not under steps or words"
# pydantic's kinds of fault, in an editor's words.
SENTENCES = {
    "missing": MISSING,
    "extra_forbidden": "is not a known field; check its spelling",
    "string_too_short": EMPTY,
    "too_short": EMPTY,
    "string_type": "is read as a number or yes/no, not as text; put straight quotes around it",
    "string_pattern_mismatch": "has a wrong letter or sign in it; look at how the others are written",
    "tuple_type": LIST_WANTED,
    "dict_type": LINES_WANTED,
    "model_type": LINES_WANTED,
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
}

AnyShape = TypeVar("AnyShape", bound=Shape)


@dataclass(frozen=True)
class Citation:
    """``[code 6.65]`` at the end of a paragraph: a work's id and the place in it."""

    work: str
    reference: str


@dataclass
class Written:
    """How one topic stands in its file, for the checks: lines by field, citations by field."""

    path: Path
    lines: dict[str, int] = field(default_factory=dict)
    citations: dict[str, tuple[Citation, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Curated:
    """The guidance, and where each part of it is written.

    ``written`` names every topic that has a page; ``guidance`` lacks those with a mistake of shape.
    ``terms`` are long official words, each with a short one; ``whole`` tells that nothing is lacking.
    """

    guidance: Guidance
    catalogue: dict[str, dict[str, str]]
    written: dict[str, Written]
    question_lines: dict[str, tuple[Path, int]]
    terms: dict[str, str]
    root: Path
    whole: bool


def load(root: Path = ROOT) -> Curated:
    """Read all guidance below ``root``. Raises GuidanceError with every mistake of shape."""
    curated, mistakes = read(root)
    if mistakes:
        raise GuidanceError(mistakes)
    return curated


def read(root: Path = ROOT) -> tuple[Curated, list[Mistake]]:
    """What can be read of the guidance below ``root``, and every mistake of shape."""
    reader = _Reader(root)
    return reader.read(), reader.mistakes


class _Reader:
    """Reads file after file and gathers the mistakes instead of stopping at the first."""

    def __init__(self, root: Path):
        self.root = root
        self.mistakes: list[Mistake] = []
        self.written: dict[str, Written] = {}
        self.question_lines: dict[str, tuple[Path, int]] = {}

    def read(self) -> Curated:
        works = self._mapping("works.yml", Work)
        listed = self._file("topics.yml", Catalogue)
        catalogue = listed.groups if listed else {}
        scopes = {topic: scope for topics in catalogue.values() for topic, scope in topics.items()}
        duties = self._file("duties.yml", Duties)
        topics: dict[str, Topic] = {}
        for path in sorted((self.root / "topics").glob("*/*.md")):
            topic = self._topic(path, works, scopes.get(path.stem))
            if topic:
                topics[topic.id] = topic
        areas = self._folder("areas", Area)
        guidance = Guidance(
            works=works,
            topics=_in_order(topics, catalogue),
            questions=self._questions(),
            notices=self._mapping("notices.yml", Notice),
            contacts=self._mapping("contacts.yml", Contact),
            areas=areas,
            logos=self._logos(areas),
            starters=self._folder("starters", Starter),
            dangers=self._mapping("dangers.yml", Danger, identified=True),
            duties={name: getattr(duties, name) for name in get_args(Duty)} if duties else {},
            synonyms=self._words("synonyms.yml"),
            follow_ups=self._mapping("follow_ups.yml", FollowUpAnswers),
            told=self._file("told.yml", Told),
            languages=self._file("languages.yml", Languages),
        )
        return Curated(
            guidance=guidance,
            catalogue=catalogue,
            written=self.written,
            question_lines=self.question_lines,
            terms=self._words("terms.yml"),
            root=self.root,
            whole=not self.mistakes,
        )

    def _yaml(self, path: Path) -> YamlFile | None:
        try:
            file = read_yaml(path)
        except GuidanceError as error:
            self.mistakes += error.mistakes
            return None
        for name in file.data:
            if CURLY_QUOTES.search(str(name)):
                self._say(path, file.line(name), str(name), CURLY_NAME)
        return file

    def _words(self, name: str) -> dict[str, str]:
        """A file of words and what is said in their place."""
        file = self._yaml(self.root / name)
        return {str(word): str(other) for word, other in file.data.items()} if file else {}

    def _file(self, name: str, shape: type[AnyShape]) -> AnyShape | None:
        """A file that is one shape."""
        file = self._yaml(self.root / name)
        return self._shape(shape, _plain(file.data), file) if file else None

    def _mapping(self, name: str, shape: type[AnyShape], identified: bool = False) -> dict[str, AnyShape]:
        """A file whose top-level names are ids. ``identified``: the shape holds its id as well."""
        file = self._yaml(self.root / name)
        found: dict[str, AnyShape] = {}
        if file is None:
            return found
        for key, value in file.data.items():
            fields = _plain(value)
            if identified and isinstance(fields, dict):
                fields = {"id": key, **fields}
            made = self._shape(shape, fields, file, key)
            if made:
                found[key] = made
        return found

    def _folder(self, name: str, shape: type[AnyShape]) -> dict[str, AnyShape]:
        """A folder with one shape a file, whose id is the file's name."""
        found: dict[str, AnyShape] = {}
        for path in sorted((self.root / name).glob("*.yml")):
            file = self._yaml(path)
            if file is None:
                continue
            fields = {"id": path.stem, **_plain(file.data)}
            made = self._shape(shape, fields, file)
            if made:
                found[path.stem] = made
        return found

    def _logos(self, areas: dict[str, Area]) -> dict[str, Logo]:
        found: dict[str, Logo] = {}
        for area in areas.values():
            if area.look is None or area.look.logo is None:
                continue
            path = self.root / "areas" / f"{area.id}.yml"
            line = read_yaml(path).line("look", "logo")
            if area.council is None:
                self._say(path, line, "look.logo", LOGO_SAYS)
            try:
                found[area.id] = read_logo(path.with_name(area.look.logo))
            except LogoError as error:
                self._say(path, line, "look.logo", str(error))
        return found

    def _questions(self) -> dict[str, Question]:
        found: dict[str, Question] = {}
        for path in sorted((self.root / "questions").glob("*.yml")):
            file = self._yaml(path)
            if file is None:
                continue
            for topic, entries in file.data.items():
                if not isinstance(entries, list):
                    self._say(path, file.line(topic), str(topic), LIST_WANTED)
                    continue
                for place, entry in enumerate(entries):
                    fields = {"topic": topic, **entry} if isinstance(entry, dict) else entry
                    made = self._shape(Question, _plain(fields), file, topic, place)
                    if made is None:
                        continue
                    line = file.line(topic, place)
                    if made.id in found:
                        first, first_line = self.question_lines[made.id]
                        self._say(path, line, "id", f"{made.id} is already used at {first.name}:{first_line}")
                        continue
                    found[made.id] = made
                    self.question_lines[made.id] = (path, line)
        return found

    def _shape(self, shape: type[AnyShape], fields: Any, file: YamlFile, *prefix: str | int) -> AnyShape | None:
        """``fields`` as a shape, or None with the mistakes noted. ``prefix``: where they stand."""
        if not isinstance(fields, dict):
            self._say(file.path, file.line(*prefix), str(prefix[0]), LINES_WANTED)
            return None
        try:
            return shape(**fields)
        except ValidationError as error:
            self.mistakes += _mistakes(error, file, prefix)
            return None

    def _say(self, path: Path, line: int, name: str, sentence: str) -> None:
        self.mistakes.append(Mistake(path, line, name, sentence))

    def _topic(self, path: Path, works: dict[str, Work], scope: str | None) -> Topic | None:
        if path.stem in self.written:
            first = self.written[path.stem].path.parent.name
            self._say(path, 1, "file", f"the topic {path.stem} has a page in the folder {first} already")
        written = self.written[path.stem] = Written(path)
        try:
            page = read_page(path)
        except GuidanceError as error:
            self.mistakes += error.mistakes
            return None
        body = self._body(page, written, works)
        self._front(page.front, written, works)
        try:
            place = {"id": path.stem, "group": path.parent.name, "scope": scope}
            return Topic(**{**_plain(page.front.data), **body, **place})
        except ValidationError as error:
            named = {mistake.line for mistake in self.mistakes if mistake.path == path}
            for mistake in _mistakes(error, page.front, (), written.lines):
                if mistake.line not in named or mistake.sentence == MISSING:
                    self.mistakes.append(mistake)
            return None

    def _front(self, front: YamlFile, written: Written, works: dict[str, Work]) -> None:
        """Note the lines of the front matter, and the mistakes that the shape alone does not show."""
        for name in front.data:
            written.lines[str(name)] = front.line(name)
            if name in NOT_IN_FRONT:
                self._say(front.path, front.line(name), name, NOT_HERE)
        sources = front.data.get("sources")
        for place, source in enumerate(sources if isinstance(sources, list) else []):
            written.lines[f"sources.{place}"] = front.line("sources", place)
            work = source.get("work") if isinstance(source, dict) else None
            if isinstance(work, str):
                line = front.line("sources", place, "work")
                self._known(work, works, front.path, line, f"sources.{place}.work")

    def _known(self, work: str, works: dict[str, Work], path: Path, line: int, name: str) -> bool:
        # Where works.yml itself cannot be read, that one mistake is enough.
        if works and work not in works:
            self._say(path, line, name, f"{work!r} is not a work in works.yml")
        return work in works

    def _body(self, page: Page, written: Written, works: dict[str, Work]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        letters: list[dict[str, str]] = []
        seen: set[str] = set()
        for section in page.sections:
            if section.heading in seen:
                self._say(page.path, section.line, section.heading, "this heading stands twice")
            seen.add(section.heading)
            if not section.blocks:
                self._say(page.path, section.line, section.heading or "text", EMPTY)
            for block in section.blocks:
                if MARKUP.search(block.text) or block.kind in ("code_block", "fence", "html_block"):
                    self._say(page.path, block.line, section.heading or "text", PLAIN_WANTED)
            if section.heading.startswith(LETTER):
                written.lines[f"letters.{len(letters)}"] = section.line
                text = "\n\n".join(block.text for block in section.blocks)
                letters.append({"title": section.heading.removeprefix(LETTER), "text": text})
            elif section.heading in SECTIONS:
                name = SECTIONS[section.heading]
                written.lines[name] = section.line
                body[name] = self._section(name, section, page.path, written, works)
            else:
                sentence = f"not a known heading; known are: {', '.join([*SECTIONS, LETTER])}..."
                self._say(page.path, section.line, section.heading or "text", sentence)
        return {**body, "letters": letters}

    def _section(
        self, name: str, section: Section, path: Path, written: Written, works: dict[str, Work]
    ) -> str | list[str] | list[dict[str, str]]:
        texts: list[str] = []
        notes: list[dict[str, str]] = []
        for place, block in enumerate(section.blocks):
            key = f"{name}.{place}"
            written.lines[key] = block.line
            text = self._cited(block.text, key, path, block.line, written, works)
            if any(f"[{work} " in text for work in works):
                self._say(path, block.line, section.heading, CITATION_PLACE)
            if name == "other_settings":
                match = SETTING_NOTE.match(text)
                if match is None:
                    self._say(path, block.line, section.heading, SETTING_WANTED)
                else:
                    notes.append({"setting": match[1], "text": match[2]})
            else:
                texts.append(text)
        if name == "other_settings":
            return notes
        return " ".join(texts) if name in ("short", "simple", "childs_voice") else texts

    def _cited(self, text: str, key: str, path: Path, line: int, written: Written, works: dict[str, Work]) -> str:
        """``text`` with the citations at its end written out for a reader."""
        match = CITATIONS.search(text)
        if match is None or key.split(".")[0] not in ("detail", "other_settings", "childs_voice", "short"):
            return text
        citations = []
        for part in match[1].split(";"):
            work, _, reference = part.strip().partition(" ")
            if self._known(work, works, path, line, "citation"):
                citations.append(Citation(work, reference.strip()))
        written.citations[key] = tuple(citations)
        places = "; ".join(f"{works[c.work].short}{_place(works[c.work], c.reference)}" for c in citations)
        return f"{text[: match.start()]} ({places})"


def place_in(work: Work, reference: str) -> str:
    """The reference in words: ``paragraph 6.65``, ``section 68``."""
    if work.kind in ("paragraph", "section", "regulation", "article") and reference[:1].isdigit():
        plural = "s" if "-" in reference else ""
        return f"{work.kind}{plural} {reference}"
    return reference


def _place(work: Work, reference: str) -> str:
    """What follows the work's short name in a text."""
    if work.kind == "general":
        return ""
    return f" {reference}" if work.kind == "paragraph" else f", {place_in(work, reference)}"


def _in_order(topics: dict[str, Topic], catalogue: dict[str, dict[str, str]]) -> dict[str, Topic]:
    order = [topic for group in catalogue.values() for topic in group]
    rest = [topic for topic in topics if topic not in order]
    return {topic: topics[topic] for topic in order + rest if topic in topics}


def _plain(value: Any) -> Any:
    """ruamel's containers and scalars as plain Python; a date stays a date."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date | bool | int | float) or value is None:
        return value
    return str(value)


def _mistakes(
    error: ValidationError,
    file: YamlFile,
    prefix: Iterable[str | int],
    lines: dict[str, int] | None = None,
) -> list[Mistake]:
    found = []
    for fault in error.errors():
        keys = [key for key in fault["loc"] if isinstance(key, str | int)]
        name = ".".join(str(key) for key in keys)
        line = file.line(*prefix, *keys)
        if lines and keys and keys[0] not in file.data:
            line = _body_line(lines, keys) or line
            name = HEADINGS.get(name, name)
        found.append(Mistake(file.path, line, name or "file", _sentence(fault["type"], fault["msg"], name)))
    return found


def _body_line(lines: dict[str, int], keys: list[str | int]) -> int | None:
    """The line of the deepest of ``keys`` that was noted below the front matter."""
    names = [".".join(str(key) for key in keys[:end]) for end in range(len(keys), 0, -1)]
    return next((lines[name] for name in names if name in lines), None)


def _sentence(kind: str, message: str, name: str) -> str:
    if kind == "extra_forbidden" and CURLY_QUOTES.search(name):
        return CURLY_NAME
    if kind in ("string_type", "string_pattern_mismatch"):
        if name.endswith("colour"):
            return COLOUR_WANTED
        if name == "look.logo":
            return LOGO_WANTED
    if kind.startswith("date"):
        return "write the date as year-month-day in figures, for instance 2026-11-22"
    return SENTENCES.get(kind) or message[:1].lower() + message[1:]
