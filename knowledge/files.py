"""Reads the two kinds of file that editors write, YAML and Markdown, and remembers the lines."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from knowledge.mistakes import GuidanceError, Mistake

CURLY_QUOTES = re.compile("[\u2018\u2019\u201c\u201d]")
CURLY_NAME = "the field's name holds a curly quote; type a straight one or none"


class _Constructor(RoundTripConstructor):
    """Leaves dates as text, so that the models can name one that is none, with its line."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_str)


@dataclass(frozen=True)
class YamlFile:
    """``data`` as YAML gave it; ``line`` finds where a field stands."""

    path: Path
    data: Any
    first_line: int = 1

    def line(self, *keys: str | int) -> int:
        """The line (from 1) of the deepest of ``keys`` that the file holds."""
        node, line = self.data, self.first_line
        for key in keys:
            position = _position(node, key)
            if position is None:
                break
            line = self.first_line + position
            node = node[key]
        return line


@dataclass(frozen=True)
class Block:
    """A paragraph or list item of a page: its plain text and its line (from 1)."""

    text: str
    line: int
    kind: str


@dataclass(frozen=True)
class Section:
    heading: str
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A Markdown file with front matter: the facts, and the sections in the order written."""

    path: Path
    front: YamlFile
    sections: list[Section]


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file. Raises GuidanceError with the line where it cannot be read."""
    return _parse_yaml(path, _read_text(path), first_line=1)


def read_page(path: Path) -> Page:
    """Read a page. Raises GuidanceError where the front matter or its fences cannot be read."""
    lines = _read_text(path).splitlines()
    if not lines or lines[0].strip() != "---":
        raise _error(path, 1, "front matter", "the page must begin with a line of three dashes: ---")
    try:
        end = next(i for i, text in enumerate(lines[1:], start=1) if text.strip() == "---")
    except StopIteration:
        raise _error(path, 1, "front matter", "the second line of three dashes (---) is missing") from None
    front = _parse_yaml(path, "\n".join(lines[1:end]) + "\n", first_line=2)
    body = "\n" * (end + 1) + "\n".join(lines[end + 1 :])
    return Page(path, front, _sections(body))


def _read_text(path: Path) -> str:
    try:
        # Some editors on Windows put a byte order mark first; "-sig" drops it.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _error(path, 1, "file", f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _error(path, 1, "file", "is not saved as UTF-8 text; save it again as UTF-8") from error


def _parse_yaml(path: Path, text: str, first_line: int) -> YamlFile:
    try:
        data = _yaml(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _error(path, line, "layout", _yaml_advice(error)) from error
    except (YAMLError, ValueError) as error:
        sentence = f"cannot be read as YAML ({str(error).splitlines()[0]})"
        raise _error(path, first_line, "layout", sentence) from error
    if not isinstance(data, dict):
        raise _error(path, first_line, "layout", "expected lines of the form `name: value`")
    return YamlFile(path, data, first_line)


def _yaml(text: str) -> Any:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return yaml.load(text)


def _yaml_advice(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "cannot be read")
    if "duplicate key" in problem:
        return f"the same name stands twice ({problem.splitlines()[0]})"
    return f"check the spaces at the start of the line, the colons and the quotes ({problem.splitlines()[0]})"


def _position(node: Any, key: str | int) -> int | None:
    """The line (from 0) of ``key`` in a ruamel node, or None where the node has no such key."""
    marks = getattr(node, "lc", None)
    if marks is None:
        return None
    try:
        if isinstance(node, dict):
            return int(marks.key(key)[0])
        return int(marks.item(key)[0])
    except (KeyError, IndexError, TypeError):
        return None


def _sections(body: str) -> list[Section]:
    sections: list[Section] = []
    tokens = MarkdownIt("commonmark").parse(body)
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in ("code_block", "fence", "html_block"):
            _append(sections, Block(token.content.strip(), _line(token), token.type))
        elif token.type == "inline" and before is not None:
            text = " ".join(token.content.split())
            if before.type == "heading_open":
                sections.append(Section(text, _line(token)))
            else:
                _append(sections, Block(text, _line(token), "item" if depth else "paragraph"))
    return sections


def _append(sections: list[Section], block: Block) -> None:
    if not sections:
        sections.append(Section("", block.line))
    sections[-1].blocks.append(block)


def _line(token: Any) -> int:
    return int(token.map[0]) + 1 if token.map else 1


def _error(path: Path, line: int, name: str, sentence: str) -> GuidanceError:
    return GuidanceError([Mistake(path, line, name, sentence)])
